#pragma once

/// The summary of a run as JSON, for scripts and for comparison with later runs.

#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/grade.hpp>
#include <crowdvote/model_file.hpp>
#include <crowdvote/read_labels.hpp>
#include <crowdvote/run_input.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// A completed stage of a run.
struct Stage {
  std::string name;
  double seconds = 0;
  std::uint64_t peak_memory_bytes = 0;  ///< peak of the run up to the end of the stage
};

/// The content of a summary. Refers to the data of the run.
struct RunSummary {
  std::string_view version;
  const StrategyOptions& strategy;
  const RunInputOptions& input_options;
  const ReadOptions& read_options;
  bool only_valid = false;
  unsigned threads = 1;
  const CrowdData& data;
  const RunInput& input;
  const Consensus& consensus;
  std::size_t n_valid = 0;  ///< valid observations of all processes
  const std::optional<Grades>& grades;
  std::span<const Stage> stages;
  const ModelMatch* model = nullptr;  ///< null: the run learnt from its own votes
  std::optional<std::string> strategy_reason =
      {};  ///< why the strategy was chosen from the data; empty if it was named
  double total_seconds = 0;
};

/// The summary, with the keys that docs/outputs.md describes, and null for unknown values. Ends with a line
/// break.
[[nodiscard]] std::string summary_json(const RunSummary& run);

/// The figures of labels that were read from a file. JSON has the keys of a summary except for those that
/// only a run can fill; CSV has one row per subset, with the columns of format_comparison().
[[nodiscard]] std::string format_labels_evaluation(std::string_view version, const GivenLabels& labels,
                                                   const CrowdData& data, const Evaluation& evaluation,
                                                   std::uint64_t seed, FiguresFormat format);

}  // namespace crowdvote
