#pragma once

/// What the program says on standard error: plain lines for what it did, and lines that start with
/// `aggregate: warning: ` or `aggregate: error: `, or with the name of another program. Written with spdlog; control characters are made visible,
/// since names in messages come from files that anyone may have written.

#include "cli/exit_codes.hpp"
#include <crowdvote/errors.hpp>

#include <string>
#include <string_view>

namespace crowdvote::cli {

enum class Verbosity {
  quiet,   ///< errors
  normal,  ///< and warnings, what was read, a summary
  verbose  ///< and seconds, memory, rounds
};

/// Opens /dev/null on those of the descriptors 0 to 2 that are closed: the first file to be opened would get the
/// number of one of them otherwise, and messages or labels would be written into it. Call before anything else.
void occupy_standard_descriptors();

/// Whether messages have colours. `automatic`: on a terminal, unless NO_COLOR is set or TERM is dumb.
enum class ColorChoice { automatic, never, always };
/// Lines for people, or one JSON object per line for each error and warning: keys `level`, `message` and, as
/// far as they are known, `exit_code`, `hint`, `file`, `line`, `column`, `byte`, `found`, `expected`.
enum class ErrorFormat { text, json };

/// Sends spdlog to standard error. Call once, first. \param program the name with which warnings and errors begin,
/// which must last
void start_messages(std::string_view program = "aggregate");
void set_verbosity(Verbosity verbosity);
void set_color(ColorChoice choice);
void set_error_format(ErrorFormat format);

/// Shows a line on the terminal that the next line or message replaces, as far as it fits.
void show_passing_line(const std::string& text);
/// Takes it away.
void clear_passing_line();

/// Says lines that even --quiet leaves: what the run was asked to find out.
void show_finding(std::string_view lines);

/// Says what went wrong and returns the code to end with.
int fail(ExitCode code, std::string_view what);
int fail(ExitCode code, const IoError& error);
int fail(ExitCode code, const InputError& error);
int fail(ExitCode code, const OptionError& error);
int fail(ExitCode code, const MemoryError& error);
/// The same for std::bad_alloc: needs no memory.
int fail_without_memory() noexcept;
/// Says, where warnings are said, that memory ended when all outputs had their places. Needs none.
void warn_without_memory() noexcept;

}  // namespace crowdvote::cli
