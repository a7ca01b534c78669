#include <crowdvote/calibration.hpp>
#include <crowdvote/compare.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/ties.hpp>

#include <chrono>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// What the tests against the reference need to know about a run.
struct Predictions {
  std::vector<LabelId> label;
  std::vector<std::uint8_t> valid;
};

class Comparer {
 public:
  Comparer(const AggregationInput& input, const std::optional<ComparisonTruth>& truth,
           const CompareOptions& options, const RunControl& control)
      : input_(input), truth_(truth), options_(options), control_(control) {}

  /// Runs a strategy; if there is a truth, stores its labels in `predictions`.
  ComparedRun run(const StrategySpec& spec, Consensus& consensus, Predictions& predictions) const {
    const auto started = std::chrono::steady_clock::now();
    consensus = aggregate(input_, spec.options, control_);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;

    ComparedRun run{
        .spec = spec.text,
        .n_valid = consensus.n_valid(),
        .n_ties = consensus.diagnostics.n_ties,
        .iterations = consensus.diagnostics.iterations(),
        .converged = consensus.diagnostics.converged(),
        .seconds = took.count(),
        .evaluation = std::nullopt,
        .against_reference = std::nullopt,
        .reference = {},
        .vote_agreement = measure_vote_agreement(input_.votes, consensus.label, input_.gold_of_observation)};
    if (!truth_) return run;
    predictions = {consensus.label, consensus.valid};
    const GradedLabels graded = grade(predictions);
    run.evaluation = evaluate_consensus(input_, consensus, graded, options_.bootstrap, control_);
    return run;
  }

  [[nodiscard]] GradedLabels grade(const Predictions& predictions) const {
    return {.label = predictions.label,
            .valid = predictions.valid,
            .truth = truth_->truth,
            .sets = truth_->sets,
            .n_labels = input_.votes.n_labels(),
            .votes = input_.votes,
            .label_rank = input_.votes.label_rank()};
  }

 private:
  const AggregationInput& input_;
  const std::optional<ComparisonTruth>& truth_;
  const CompareOptions& options_;
  const RunControl& control_;
};

/// Returns nothing, and puts the reason into `left_out`, if the strategy does not fit the votes.
std::optional<ComparedRun> run_if_fit(const Comparer& comparer, const StrategySpec& spec,
                                      Consensus& consensus, Predictions& predictions,
                                      std::vector<LeftOutRun>& left_out) {
  try {
    return comparer.run(spec, consensus, predictions);
  } catch (const OptionError& error) {
    left_out.push_back({spec.text, error.what()});
  } catch (const MemoryError& error) {
    left_out.push_back({spec.text, error.what()});
  }
  return std::nullopt;
}

}  // namespace

Evaluation evaluate_consensus(const AggregationInput& input, const Consensus& consensus,
                              const GradedLabels& graded, const BootstrapOptions& bootstrap,
                              const RunControl& control) {
  Evaluation evaluation = evaluate(graded);
  add_bootstrap_intervals(evaluation, graded, bootstrap, control);
  add_tie_bounds(evaluation, graded, find_ties(input, consensus, graded));
  if (consensus.probabilities) add_probability_scores(evaluation, graded, *consensus.probabilities);
  return evaluation;
}

Comparison compare(
    const AggregationInput& input, std::span<const StrategySpec> specs,
    const std::optional<ComparisonTruth>& truth, const CompareOptions& options, const RunControl& control,
    const std::function<void(const StrategySpec&, Consensus&&, const ComparedRun&)>& after_run) {
  if (options.reference >= specs.size()) {
    throw OptionError(
        fmt::format("the reference is run {}, and there are {} runs", options.reference + 1, specs.size()));
  }
  const Comparer comparer(input, truth, options, control);
  Comparison comparison{.n_observations = input.votes.n_observations(), .reference = 0, .runs = {}};
  std::vector<Predictions> predictions;
  for (std::size_t s = 0; s < specs.size(); ++s) {
    control.report({.stage = "compare", .done = s, .total = specs.size(), .detail = specs[s].text});
    const bool may_be_left_out = options.leave_out_unfit && s != options.reference;
    Consensus consensus;
    Predictions of_run;
    auto run = may_be_left_out ? run_if_fit(comparer, specs[s], consensus, of_run, comparison.left_out)
                               : std::optional(comparer.run(specs[s], consensus, of_run));
    if (!run) continue;
    if (s == options.reference) comparison.reference = comparison.runs.size();
    comparison.runs.push_back(std::move(*run));
    predictions.push_back(std::move(of_run));
    if (after_run) after_run(specs[s], std::move(consensus), comparison.runs.back());
  }
  if (!truth) return comparison;
  const GradedLabels of_reference = comparer.grade(predictions[comparison.reference]);
  for (std::size_t r = 0; r < comparison.runs.size(); ++r) {
    if (r == comparison.reference) continue;
    comparison.runs[r].against_reference = compare_accuracies(comparer.grade(predictions[r]), of_reference);
    comparison.runs[r].reference = comparison.runs[comparison.reference].spec;
  }
  return comparison;
}

}  // namespace crowdvote
