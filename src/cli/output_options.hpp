#pragma once

/// What the main job writes, and where.

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
  std::string show;  ///< --show as given: a number of rows, "all", or empty
  std::optional<std::string> users;
  std::optional<std::string> explanations;
  std::optional<std::string> probabilities;
  double min_probability = 1e-6;
  std::optional<std::string> confusion;
  std::optional<std::string> summary;
  std::optional<std::string> model;
  std::optional<std::string> labels_manifest;         ///< of labels in parts
  std::optional<std::string> probabilities_manifest;  ///< likewise

  [[nodiscard]] WriteLabelsOptions labels_options() const;
  /// How many rows of labels are shown where not all are: on a terminal, or as asked for. Throws OptionError.
  [[nodiscard]] std::optional<std::uint64_t> rows_shown() const;
  /// REQUIRES: probabilities are asked for.
  [[nodiscard]] WriteProbabilitiesOptions probabilities_options() const;
  /// Where the labels of the columns of a .npy of probabilities go; nothing without such a file.
  [[nodiscard]] std::optional<std::string> probability_labels() const;
  /// This one of several processes writes its part of each output that has %r in its name. Throws OptionError where
  /// a part of an earlier run, with more processes, would stand among those of this one.
  void take_part(const Exchange& processes);
  /// Throws OptionError for options that do not go together, for one path of two outputs, and for an output
  /// that would replace an input.
  /// \param report a further output, of other options
  void check(const std::vector<std::string>& input_paths, const std::optional<std::string>& report) const;
  /// Throws OptionError for an output that the strategy does not give, or not where it goes by a model.
  void check_given_by(const StrategyOptions& strategy, bool uses_model) const;
};

void bind_outputs(CommandLine& line, OutputOptions& options);

/// Where a command writes its figures, and how.
struct FiguresOutput {
  std::string path = "-";
  std::optional<FiguresFormat> format;

  /// What was asked for, else what the ending of the path says. Throws OptionError for one that says nothing.
  [[nodiscard]] FiguresFormat chosen_format() const;
};

/// Adds --output and --format. \param what is written, as in "The table"
void bind_figures(OptionGroup& group, FiguresOutput& options, std::string_view what);

/// An option and the path that it names. No name has %r in it (see output_parts.hpp).
struct NamedPath {
  std::string option;
  std::string path;
  std::string_view ending = {};  ///< as in ".json", where the output has one format
};

/// Throws OptionError for an ending that cannot be honoured, for one path of two outputs, and for an output that
/// would replace an input.
void check_output_paths(const std::vector<NamedPath>& outputs, const std::vector<std::string>& input_paths);

/// What there is to write.
struct RunResult {
  const CrowdData& data;
  const AggregationInput& input;
  const Consensus& consensus;
  const std::string& ai_user;
  const StrategyOptions& strategy;
};

/// The files of a run. All are opened before the long work, so that a bad path fails at once, and appear
/// together at its end: where one cannot be written, none appears.
class OutputFiles {
 public:
  /// \param writes this process opens them: of several that share a run, the first does
  OutputFiles(const OutputOptions& options, bool writes);

  /// To be called before the strategy runs, for outputs whose size is known then. Throws OptionError and
  /// MemoryError.
  void check_size(const AggregationInput& input, const RunControl& control) const;
  /// Writes all but the summary and manifests, as far as it goes to files that can still be taken back.
  void write(const RunResult& result, const RunControl& control);
  /// Waits until what was written is on the disk; a full one shows here at the latest.
  void sync();
  void write_summary(std::string_view json);
  /// After sync(): writes what the parts of all processes hold.
  void write_manifests(const RunResult& result, const RunControl& control);
  [[nodiscard]] bool wants_summary() const { return summary_.has_value(); }
  [[nodiscard]] bool wants_probabilities() const { return probabilities_.has_value(); }
  [[nodiscard]] bool wants_model() const { return wants_model_; }
  /// Writes what goes straight to standard output, a pipe or a device, once all else is safe; then lets the
  /// files appear.
  /// \param further others that appear with them
  /// \param code with which the run ends
  void publish(const RunResult& result, std::vector<OutputFile*> further, int code,
               const RunControl& control);

 private:
  using Write = std::function<void(OutputFile& file, const RunResult& result, const RunControl& control)>;
  struct Output {
    OutputFile file;
    bool goes_straight;
    Write write;
    std::optional<OutputFile> manifest;  ///< of an output in parts
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
