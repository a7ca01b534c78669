#pragma once

/// Compares several strategies on the same votes, which are read once.

#include <crowdvote/bootstrap.hpp>
#include <crowdvote/consensus.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/mcnemar.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/vote_agreement.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// All figures of a consensus: those of evaluate(), the intervals of the macro averages, the bounds of the
/// accuracies over all ways to break ties and, if the consensus has probabilities, their scores.
/// \param input as the strategy was given it
[[nodiscard]] Evaluation evaluate_consensus(const AggregationInput& input, const Consensus& consensus,
                                            const GradedLabels& graded,
                                            const BootstrapOptions& bootstrap = {},
                                            const RunControl& control = {});

/// A SPEC and what it means.
struct StrategySpec {
  std::string text;
  StrategyOptions options;
};

/// The ranges of one comparison may expand to at most this many runs.
inline constexpr std::size_t kMostRuns = 1000;

/// Parses SPECs. A value in a SPEC may be a range `from..to:step`, which includes both ends and gives one run
/// per value; ranges of several options give one run per combination.
///
///     plantnet:theta-score=0.5..0.7:0.1   =>   theta-score=0.5, theta-score=0.6, theta-score=0.7
///
/// Throws OptionError for what parse_strategy rejects, for a range whose step does not lead from `from` to
/// `to`, and for more than kMostRuns runs.
[[nodiscard]] std::vector<StrategySpec> expand_specs(std::span<const std::string> specs);

/// Every strategy of the table whose required inputs are given, with its default options. If the votes of an
/// AI are given, the strategies that can use them are listed once more, with the AI among the voters.
[[nodiscard]] std::vector<StrategySpec> specs_for(const SideInputs& given);

/// One strategy of a comparison.
struct ComparedRun {
  std::string spec;
  std::size_t n_valid = 0;
  std::size_t n_ties = 0;
  std::size_t iterations = 0;
  std::optional<bool> converged = true;  ///< empty if convergence was not tested
  double seconds = 0;                    ///< of the aggregation alone
  std::optional<Evaluation> evaluation;  ///< empty without a truth
  /// Against the reference, on each subset; empty for the reference itself and without a truth.
  std::optional<std::array<McNemarTest, kSubsetNames.size()>> against_reference;
  std::string reference = {};         ///< SPEC of the run that it was tested against
  VoteAgreement vote_agreement = {};  ///< of the labels, valid or not, with the votes that took part
};

/// A strategy that does not fit the votes, and why.
struct LeftOutRun {
  std::string spec;
  std::string reason;
};

struct Comparison {
  std::size_t n_observations = 0;
  std::size_t reference = 0;  ///< index of the run that the others are tested against
  std::vector<ComparedRun> runs;
  std::vector<LeftOutRun> left_out = {};
};

struct CompareOptions {
  std::size_t reference = 0;
  /// Leave out strategies, except for the reference, that reject the votes or would not fit into memory.
  bool leave_out_unfit = false;
  BootstrapOptions bootstrap;
};

/// The truth against which a comparison is graded. What it views must outlive the call.
struct ComparisonTruth {
  std::span<const LabelId> truth;
  const EvaluationSets& sets;
};

/// Runs the strategies one after the other and grades each.
/// \param after_run called with every consensus before it is freed, for example to add it to a report
/// Throws OptionError if the reference is not the index of a SPEC, and what the strategies throw, unless they
/// are left out.
[[nodiscard]] Comparison compare(
    const AggregationInput& input, std::span<const StrategySpec> specs,
    const std::optional<ComparisonTruth>& truth, const CompareOptions& options,
    const RunControl& control = {},
    const std::function<void(const StrategySpec&, Consensus&&, const ComparedRun&)>& after_run = {});

}  // namespace crowdvote
