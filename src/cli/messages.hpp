#pragma once

/// What the program writes to standard error: plain lines about its work, and lines that start with
/// `aggregate: warning: ` or `aggregate: error: `, or with the name of another program. Written with spdlog;
/// control characters are made visible, since names in messages come from files that anyone may have written.

#include "cli/exit_codes.hpp"
#include <crowdvote/errors.hpp>

#include <string>
#include <string_view>

namespace crowdvote::cli {

enum class Verbosity {
  quiet,   ///< errors
  normal,  ///< errors, warnings, what was read, a summary
  verbose  ///< also seconds, memory, rounds
};

/// Opens /dev/null on those of the descriptors 0 to 2 that are closed: otherwise, the first file opened would
/// get one of these numbers, and messages or labels would be written into it. Must be called before anything
/// else.
void occupy_standard_descriptors();

/// Whether messages have colours. `automatic`: on a terminal, unless NO_COLOR is set or TERM is dumb.
enum class ColorChoice { automatic, never, always };
/// Lines for readers, or one JSON object per line for each error and warning, with the keys `level`,
/// `message` and, if known, `exit_code`, `hint`, `file`, `line`, `column`, `byte`, `found`, `expected`.
enum class ErrorFormat { text, json };

/// Directs spdlog to standard error. Must be called once, first. \param program the name with which warnings
/// and errors begin; must stay valid
void start_messages(std::string_view program = "aggregate");
void set_verbosity(Verbosity verbosity);
void set_color(ColorChoice choice);
void set_error_format(ErrorFormat format);

/// Shows a line on the terminal, as far as it fits, until the next line or message replaces it.
void show_passing_line(const std::string& text);
/// Removes that line.
void clear_passing_line();

/// Prints lines even with --quiet: the results that the run was asked for.
void show_finding(std::string_view lines);

/// Reports an error and returns the exit code.
int fail(ExitCode code, std::string_view what);
int fail(ExitCode code, const IoError& error);
int fail(ExitCode code, const InputError& error);
int fail(ExitCode code, const OptionError& error);
int fail(ExitCode code, const MemoryError& error);
/// The same for std::bad_alloc; allocates no memory.
int fail_without_memory() noexcept;
/// Warns, if warnings are shown, that memory ran out after all outputs were in place. Allocates none.
void warn_without_memory() noexcept;

}  // namespace crowdvote::cli
