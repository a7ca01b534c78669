#pragma once

/// Compares strategies on data that were read: prepares the arguments of compare() from CrowdData.

#include <crowdvote/calibration.hpp>
#include <crowdvote/compare.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/run_input.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Appended to the SPEC of a run without the experts' votes.
inline constexpr std::string_view kHeldOutMark = " (experts held out)";

struct CompareCrowdOptions {
  std::size_t reference = 0;       ///< index of the SPEC that the others are tested against
  bool leave_out_unfit = false;    ///< as in CompareOptions
  bool hold_out_experts = false;   ///< run every strategy once more, without the experts' votes
  bool wants_confusion = false;    ///< as in AggregationInput
  TieRule ties = TieRule::lowest;  ///< as in RunInputOptions
  std::uint64_t seed = 0;          ///< of ties, draws and intervals
};

/// A run of the comparison, before its consensus is freed.
struct CrowdRun {
  std::string name;  ///< the SPEC, and kHeldOutMark where the experts are held out
  const StrategyOptions& strategy;
  const Consensus& consensus;
  const AggregationInput& input;
  const ComparedRun& figures;
  std::optional<CalibrationReport> calibration;  ///< empty without a truth
};

/// A notice about what strategies could not do on the votes, given once for all strategies that it concerns.
struct SharedNotice {
  Notice notice;
  std::vector<std::string> strategies;  ///< their names
};

struct CrowdComparison {
  Comparison comparison;  ///< the runs without the experts' votes come last
  std::vector<SharedNotice> notices;
};

/// The named SPECs and, if `all` is true, after them those of specs_for() that are not among the named ones.
/// Throws what expand_specs and check_compared_inputs throw.
[[nodiscard]] std::vector<StrategySpec> compared_specs(std::span<const std::string> named, bool all,
                                                       const SideInputs& given);

/// Index of the SPEC with this text; 0 for an empty text. Throws OptionError if there is no such SPEC.
[[nodiscard]] std::size_t index_of_reference(std::span<const StrategySpec> specs, std::string_view text);

/// Compares strategies on the votes of `data`, against its truth if it has one.
/// \param after_run called with each run, for example to add it to a report
/// Throws what compare() throws.
[[nodiscard]] CrowdComparison compare_crowd(const CrowdData& data, std::span<const StrategySpec> specs,
                                            const CompareCrowdOptions& options,
                                            const RunControl& control = {},
                                            const std::function<void(CrowdRun&&)>& after_run = {});

}  // namespace crowdvote
