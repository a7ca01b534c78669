#pragma once

/// What the main job writes, and where.

#include "cli/command_line.hpp"
#include <crowdvote/write_outputs.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crowdvote::cli {

struct OutputOptions {
  std::string labels = "-";
  std::optional<LabelsFormat> format;
  bool only_valid = false;
  std::optional<std::string> users;
  std::optional<std::string> summary;

  [[nodiscard]] WriteLabelsOptions labels_options() const;
  /// Throws OptionError for options that do not go together, for one path of two outputs, and for an output
  /// that would replace an input.
  /// \param report a further output, of other options
  void check(const std::vector<std::string>& input_paths, const std::optional<std::string>& report) const;
};

void bind_outputs(CommandLine& line, OutputOptions& options);

/// An option and the path that it names.
using NamedPath = std::pair<std::string, std::string>;

/// Throws OptionError for one path of two outputs, and for an output that would replace an input.
void check_output_paths(const std::vector<NamedPath>& outputs, const std::vector<std::string>& input_paths);

/// The files of a run. All are opened before the long work, so that a bad path fails at once, and appear
/// together at its end: where one cannot be written, none appears.
class OutputFiles {
 public:
  explicit OutputFiles(const OutputOptions& options);

  /// Writes users, and the labels if they go to a file that can still be taken back.
  void write(const CrowdData& data, const VotesView& votes, const Consensus& consensus,
             const std::string& ai_user, const RunControl& control);
  /// Waits until what was written is on the disk; a full one shows here at the latest.
  void sync();
  void write_summary(std::string_view json);
  [[nodiscard]] bool wants_summary() const { return summary_.has_value(); }
  /// Writes labels that go straight to standard output, a pipe or a device, once all else is safe; then lets
  /// the files appear.
  void publish(const CrowdData& data, const VotesView& votes, const Consensus& consensus,
               const RunControl& control);

 private:
  WriteLabelsOptions labels_options_;
  bool labels_go_straight_;
  OutputFile labels_;
  std::optional<OutputFile> users_;
  std::optional<OutputFile> summary_;
};

}  // namespace crowdvote::cli
