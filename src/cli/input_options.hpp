#pragma once

/// What a command reads: the votes and the files beside them.

#include "cli/command_line.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/strategy.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace crowdvote::cli {

struct InputOptions {
  InputPaths paths;
  ReadOptions read;
  bool hold_out_experts = false;
  std::string columns;  ///< --columns as given
  std::string missing;  ///< --missing as given
  std::string fold;     ///< --fold as given
  std::uint64_t max_errors = 10;
  std::optional<std::uint64_t> max_field;  ///< bytes

  /// Fills what follows from the options as given, and checks them against each other.
  /// \param command as typed, for messages
  /// Throws OptionError.
  void finish(std::string_view command);
  /// The same where votes may be missing.
  void finish_without_votes();

  /// What stands beside the votes, as far as the names of files say: a file of AI votes may have scores too.
  [[nodiscard]] SideInputs side_inputs() const;
  /// Whether a file says what is true.
  [[nodiscard]] bool has_truth() const { return paths.truth || paths.experts; }
  /// Every file that is read; standard input is none.
  [[nodiscard]] std::vector<std::string> file_paths() const;
};

/// VOTES and how to read them.
void bind_votes(CommandLine& line, InputOptions& options);
/// How to read them alone.
void bind_reading(CommandLine& line, InputOptions& options);
/// --authors alone.
void bind_authors(CommandLine& line, InputOptions& options);
/// All files beside the votes.
void bind_side_files(CommandLine& line, InputOptions& options);

/// Words with commas between them; `common` stands for all that are common.
[[nodiscard]] std::vector<std::string> parse_missing(const std::string& text);
/// `case,space,unicode,number`, or `all`. Throws OptionError.
[[nodiscard]] NameFold parse_fold(const std::string& text);
/// `observation=A,user=B,label=C`. Throws OptionError.
[[nodiscard]] ColumnNames parse_columns(const std::string& text);

}  // namespace crowdvote::cli
