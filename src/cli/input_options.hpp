#pragma once

/// What a command reads: the votes and the files beside them.

#include "cli/command_line.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/strategy.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote::cli {

struct InputOptions {
  InputPaths paths;
  ReadOptions read;
  std::optional<std::string> model;  ///< what an earlier run learnt
  bool hold_out_experts = false;
  std::string columns;                                           ///< --columns as given
  std::map<std::string, std::string, std::less<>> side_columns;  ///< --truth-columns, ... as given, by role
  std::map<std::string, std::string, std::less<>> queries;  ///< --sql, --truth-sql, ... as given, by role
  std::vector<std::string> where;                           ///< --where as given
  std::vector<std::string> without;                         ///< --without as given
  std::string separator;                                    ///< --separator as given
  std::string multi_label;                                  ///< --multi-label as given
  MultiLabel::Reading multi_label_as = MultiLabel::Reading::questions;
  std::string missing;  ///< --missing as given
  std::string fold;     ///< --fold as given
  std::uint64_t skip_lines = 0;
  std::uint64_t max_errors = 10;
  std::optional<std::uint64_t> max_field;  ///< bytes
  std::vector<std::string> further_files;  ///< that are read and have nothing to do with votes

  /// Fills what follows from the options as given, and checks them against each other.
  /// \param command as typed, for messages
  /// Throws OptionError.
  void finish(std::string_view command);
  /// The same where votes may be missing.
  void finish_without_votes();
  /// Puts the queries into the paths, which the two above do too. Throws OptionError where a file is given as well.
  void take_queries();

  /// What stands beside the votes, as far as the names of files say: a file of AI votes may have scores too.
  [[nodiscard]] SideInputs side_inputs() const;
  /// Whether a file says what is true.
  [[nodiscard]] bool has_truth() const { return paths.truth || paths.experts; }
  void also_reads(const std::optional<std::string>& path) {
    if (path) further_files.push_back(*path);
  }
  /// Every file that is read; queries are none.
  [[nodiscard]] std::vector<std::string> file_paths() const;

 private:
  void finish_multi_label();
};

/// Whether there is such a file, or the word is standard input.
[[nodiscard]] bool names_file(const std::string& word);

/// VOTES and how to read them.
void bind_votes(CommandLine& line, InputOptions& options);
/// How to read them alone.
void bind_reading(CommandLine& line, InputOptions& options);
/// --authors alone.
void bind_authors(CommandLine& line, InputOptions& options);
/// All files beside the votes.
void bind_side_files(CommandLine& line, InputOptions& options);

/// --sql for the role "votes", --truth-sql for "truth", ...
void bind_query(OptionGroup& group, InputOptions& options, const std::string& role);

/// --use-model.
void bind_model(CommandLine& line, InputOptions& options);

}  // namespace crowdvote::cli
