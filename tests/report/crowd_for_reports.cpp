#include "report/crowd_for_reports.hpp"

#include <crowdvote/bootstrap.hpp>
#include <crowdvote/calibration.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/ties.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include <fmt/format.h>

namespace crowdvote::test {

namespace {

constexpr std::size_t kSpecies = 120;

/// The standard defines the sequence of the engine, but not those of the distributions.
class Chance {
 public:
  double uniform() { return static_cast<double>(engine_()) * 0x1p-64; }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(uniform() * static_cast<double>(n)); }
  /// Low numbers are frequent, high ones rare.
  std::size_t tailed_below(std::size_t n) {
    return std::min(n - 1, static_cast<std::size_t>(static_cast<double>(n) * std::pow(uniform(), 3)));
  }

 private:
  std::mt19937_64 engine_{20240817};
};

struct CrowdBuilder {
  explicit CrowdBuilder(std::size_t n_users) {
    data.labels.intern(Name(kHostileName));
    for (std::size_t k = 1; k < kSpecies; ++k) data.labels.intern(Name(fmt::format("Species {:03}", k)));
    data.users.intern(Name(kHostileName));
    for (std::size_t u = 1; u < n_users; ++u) data.users.intern(Name("user " + std::to_string(u)));
  }

  void vote(UserId u, LabelId truth) {
    const double skill = 0.55 + 0.44 * (1 - static_cast<double>(u) / static_cast<double>(data.users.size()));
    const auto wrong = static_cast<LabelId>((truth + kSpecies - 3 + chance.below(6)) % kSpecies);
    votes.add_statement(observation, u, chance.uniform() < skill ? truth : wrong);
  }

  void add_observation() {
    const auto i = data.observations.size();
    observation = data.observations.intern(i == 1 ? Name(kHostileName) : Name(static_cast<std::int64_t>(i)));
    const auto truth = static_cast<LabelId>(chance.tailed_below(kSpecies));
    const auto author = static_cast<UserId>(chance.tailed_below(data.users.size()));
    vote(author, truth);
    while (chance.uniform() < 0.45) {
      const auto u = static_cast<UserId>(chance.tailed_below(data.users.size()));
      if (u != author) vote(u, truth);
    }
    data.author_of_observation.push_back(author);
    data.truth_of_observation.push_back(i % 4 == 0 ? truth : kNoLabel);
    ask_ai(truth);
  }

  /// The AI does not always answer, and is right slightly less often than it claims.
  void ask_ai(LabelId truth) {
    const double score = std::sqrt(chance.uniform());
    const bool is_right = chance.uniform() < score * score;
    const bool answers = chance.uniform() < 0.9;
    const auto label = is_right ? truth : static_cast<LabelId>(chance.below(kSpecies));
    data.ai_label_of_observation.push_back(answers ? label : kNoLabel);
    data.ai_score_of_observation.push_back(answers ? score : std::numeric_limits<double>::quiet_NaN());
  }

  CrowdData data;
  VoteMatrixBuilder votes;
  Chance chance;
  ObservationId observation = 0;
};

ReportRun run_strategy_of(const std::string& spec, const CrowdData& data) {
  const StrategyOptions options = parse_strategy(spec);
  AggregationInput input = data.input();
  input.wants_confusion = true;
  const Consensus consensus = aggregate(input, options);
  const EvaluationSets sets = find_evaluation_sets(data.votes, data.truth_of_observation);
  const GradedLabels graded{consensus.label,    consensus.valid,   data.truth_of_observation,     sets,
                            data.labels.size(), data.votes.view(), data.votes.view().label_rank()};
  Evaluation evaluation = evaluate(graded);
  add_bootstrap_intervals(evaluation, graded, {.resamples = 100});
  add_tie_bounds(evaluation, graded, find_ties(input, consensus, graded));
  if (consensus.probabilities) add_probability_scores(evaluation, graded, *consensus.probabilities);
  return condense_run({.name = spec,
                       .consensus = consensus,
                       .input = input,
                       .evaluation = evaluation,
                       .calibration = measure_calibration(consensus, data.input(), graded),
                       .options = option_values(with_defaults_filled(options)),
                       .seconds = 0.25},
                      data);
}

}  // namespace

CrowdData make_crowd(std::size_t n_observations) {
  CrowdBuilder crowd(std::max<std::size_t>(10, n_observations / 8));
  for (std::size_t i = 0; i < n_observations; ++i) crowd.add_observation();
  auto finished = crowd.votes.finish(crowd.data.users.size(), crowd.data.labels.size());
  crowd.data.votes = std::move(finished.votes);
  crowd.data.counts.replaced_votes = finished.n_replaced;
  crowd.data.files = {{.role = "votes", .path = "flora/votes.json", .format = "json", .bytes = 204'000'000},
                      {.role = "authors", .path = kHostileName, .format = "text", .bytes = 1234}};
  crowd.data.warnings = {{"authors: one user is no user of the votes: " + kHostileName, {}}};
  return std::move(crowd.data);
}

std::vector<ReportRun> run_strategies(const CrowdData& data, const std::vector<std::string>& specs) {
  std::vector<ReportRun> runs;
  for (const std::string& spec : specs) runs.push_back(run_strategy_of(spec, data));
  return runs;
}

}  // namespace crowdvote::test
