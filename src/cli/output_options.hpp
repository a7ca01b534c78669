#pragma once

/// The outputs of the main command.

#include "cli/command_line.hpp"
#include <crowdvote/exchange.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/write_outputs.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote::cli {

struct OutputOptions {
  std::string labels = "-";
  std::optional<LabelsFormat> format;
  bool only_valid = false;
  bool spreadsheet_safe = false;
  std::string show;  ///< text of --show: a number of rows, "all", or empty
  std::optional<std::string> users;
  std::optional<std::string> explanations;
  std::optional<std::string> probabilities;
  double min_probability = 1e-6;
  std::optional<std::string> confusion;
  std::optional<std::string> summary;
  std::optional<std::string> model;
  std::optional<std::string> labels_manifest;         ///< for labels in parts
  std::optional<std::string> probabilities_manifest;  ///< for probabilities in parts

  [[nodiscard]] WriteLabelsOptions labels_options() const;
  /// How many rows of labels are shown if not all are: on a terminal, or as requested. Throws OptionError.
  [[nodiscard]] std::optional<std::uint64_t> rows_shown() const;
  /// REQUIRES: probabilities were requested.
  [[nodiscard]] WriteProbabilitiesOptions probabilities_options() const;
  /// Where the labels of the columns of a .npy file of probabilities are written; nothing without such a
  /// file.
  [[nodiscard]] std::optional<std::string> probability_labels() const;
  /// Replaces %r in the names of outputs, so that this process writes its part. Throws OptionError if a part
  /// of an earlier run with more processes would remain beside those of this run.
  void take_part(const Exchange& processes);
  /// Throws OptionError for options that contradict each other, for two outputs with the same path, and for
  /// an output that would replace an input.
  /// \param report a further output, from other options
  void check(const std::vector<std::string>& input_paths, const std::optional<std::string>& report) const;
  /// Throws OptionError for an output that the strategy does not produce, or does not produce with a model.
  void check_given_by(const StrategyOptions& strategy, bool uses_model) const;
};

void bind_outputs(CommandLine& line, OutputOptions& options);

/// Where a command writes its figures, and in which format.
struct FiguresOutput {
  std::string path = "-";
  std::optional<FiguresFormat> format;

  /// The requested format, otherwise the one that the ending of the path implies. Throws OptionError for an
  /// unknown ending.
  [[nodiscard]] FiguresFormat chosen_format() const;
};

/// Adds --output and --format. \param what is written, such as "The table"
void bind_figures(OptionGroup& group, FiguresOutput& options, std::string_view what);

/// An option and the path that it names, in which %r has been replaced (see output_parts.hpp).
struct NamedPath {
  std::string option;
  std::string path;
  std::string_view ending = {};  ///< such as ".json", if the output has only one format
};

/// Throws OptionError for an ending that does not fit, for two outputs with the same path, and for an output
/// that would replace an input.
void check_output_paths(const std::vector<NamedPath>& outputs, const std::vector<std::string>& input_paths);

/// The results to be written.
struct RunResult {
  const CrowdData& data;
  const AggregationInput& input;
  const Consensus& consensus;
  const std::string& ai_user;
  const StrategyOptions& strategy;
};

/// The output files of a run. All are opened before the long work, so that an invalid path fails at once, and
/// are published together at the end: if one cannot be written, none is published.
class OutputFiles {
 public:
  /// \param writes whether this process opens them: the first of several that share a run does
  OutputFiles(const OutputOptions& options, bool writes);

  /// To be called before the strategy runs, for outputs whose size is already known. Throws OptionError and
  /// MemoryError.
  void check_size(const AggregationInput& input, const RunControl& control) const;
  /// Writes all outputs except the summary and manifests, provided that they go to files that can still be
  /// discarded.
  void write(const RunResult& result, const RunControl& control);
  /// Waits until everything written is on the disk; a full disk is noticed here at the latest.
  void sync();
  void write_summary(std::string_view json);
  /// After sync(): writes the manifests about the parts of all processes.
  void write_manifests(const RunResult& result, const RunControl& control);
  [[nodiscard]] bool wants_summary() const { return summary_.has_value(); }
  [[nodiscard]] bool wants_probabilities() const { return probabilities_.has_value(); }
  [[nodiscard]] bool wants_model() const { return wants_model_; }
  /// Writes what goes directly to standard output, a pipe or a device once everything else is safe; then
  /// publishes the files.
  /// \param further other files to publish with them
  /// \param code the exit code of the run
  void publish(const RunResult& result, std::vector<OutputFile*> further, int code,
               const RunControl& control);

 private:
  using Write = std::function<void(OutputFile& file, const RunResult& result, const RunControl& control)>;
  struct Output {
    OutputFile file;
    bool goes_straight;
    Write write;
    std::optional<OutputFile> manifest;  ///< for an output in parts
  };
  void add(const std::string& path, Write write, const std::optional<std::string>& manifest = {});

  [[nodiscard]] OutputFile open(const std::string& path) const {
    return writes_ ? OutputFile(path) : OutputFile::of_other_process(path);
  }

  bool writes_;
  bool only_valid_;
  std::vector<Output> outputs_;
  std::optional<WriteProbabilitiesOptions> probabilities_;
  std::optional<OutputFile> summary_;
  bool wants_model_ = false;
};

}  // namespace crowdvote::cli
