#pragma once

/// The inputs of a command: the votes and the files beside them.

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
  std::string columns;                                           ///< text of --columns
  std::map<std::string, std::string, std::less<>> side_columns;  ///< texts of --truth-columns, ..., by role
  std::map<std::string, std::string, std::less<>> queries;  ///< texts of --sql, --truth-sql, ..., by role
  std::vector<std::string> where;                           ///< texts of --where
  std::vector<std::string> without;                         ///< texts of --without
  std::string separator;                                    ///< text of --separator
  std::string multi_label;                                  ///< text of --multi-label
  MultiLabel::Reading multi_label_as = MultiLabel::Reading::questions;
  std::string missing;  ///< text of --missing
  std::string fold;     ///< text of --fold
  std::uint64_t skip_lines = 0;
  std::uint64_t max_errors = 10;
  std::optional<std::uint64_t> max_field;  ///< in bytes
  std::vector<std::string> further_files;  ///< input files that have nothing to do with votes

  /// Fills the derived members from the option texts and checks that they agree.
  /// \param command as typed, for messages
  /// Throws OptionError.
  void finish(std::string_view command);
  /// The same if votes may be missing.
  void finish_without_votes();
  /// Puts the queries into the paths; the two functions above do this too. Throws OptionError if a file is
  /// given as well.
  void take_queries();

  /// What is given beside the votes, judged by the options for files: a file of AI votes may have scores too.
  [[nodiscard]] SideInputs side_inputs() const;
  /// Whether any file gives the truth.
  [[nodiscard]] bool has_truth() const { return paths.truth || paths.experts; }
  void also_reads(const std::optional<std::string>& path) {
    if (path) further_files.push_back(*path);
  }
  /// All input files, without queries.
  [[nodiscard]] std::vector<std::string> file_paths() const;

 private:
  void finish_multi_label();
};

/// Whether the word is the name of an existing file, or standard input.
[[nodiscard]] bool names_file(const std::string& word);

/// Adds VOTES and the options for reading them.
void bind_votes(CommandLine& line, InputOptions& options);
/// Adds only the options for reading votes.
void bind_reading(CommandLine& line, InputOptions& options);
/// Adds only --authors.
void bind_authors(CommandLine& line, InputOptions& options);
/// Adds the options for all files beside the votes.
void bind_side_files(CommandLine& line, InputOptions& options);

/// Adds --sql for the role "votes", --truth-sql for "truth", ...
void bind_query(OptionGroup& group, InputOptions& options, const std::string& role);

/// Adds --use-model.
void bind_model(CommandLine& line, InputOptions& options);

}  // namespace crowdvote::cli
