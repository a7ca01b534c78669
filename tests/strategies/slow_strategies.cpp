#include "strategies/slow_strategies.hpp"

#include "strategies/slow_models.hpp"
#include "support/estimates.hpp"

#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>
#include <vector>

namespace crowdvote::slow {

namespace {

/// A voter is a user, or the AI, whose number follows that of the last user.
using Voter = std::uint32_t;
using Votes = std::map<Voter, LabelId>;

std::vector<Votes> human_ballots(const AggregationInput& input) {
  std::vector<Votes> ballots(input.votes.n_observations());
  for (ObservationId i = 0; i < ballots.size(); ++i) {
    for (std::size_t v = 0; v < input.votes.n_votes_of(i); ++v) {
      ballots[i][input.votes.users_of(i)[v]] = input.votes.labels_of(i)[v];
    }
  }
  return ballots;
}

std::map<LabelId, double> conf_of_labels(const Votes& ballot, const std::map<Voter, double>& weight) {
  std::map<LabelId, double> conf;
  for (const auto& [voter, label] : ballot) conf[label] += weight.at(voter);
  return conf;
}

struct Outcome {
  LabelId label = kNoLabel;
  double conf = 0;
  double total = 0;
  bool tied = false;
  [[nodiscard]] double acc() const { return total > 0 ? conf / total : 0; }
};

Outcome vote(const AggregationInput& input, ObservationId i, const Votes& ballot,
             const std::map<Voter, double>& weight) {
  Outcome result;
  if (ballot.empty()) return result;
  const auto conf = conf_of_labels(ballot, weight);
  double top = -1e300;
  for (const auto& [label, w] : conf) {
    top = std::max(top, w);
    result.total += w;
  }
  std::vector<LabelId> tied;  // ascending, like the map
  for (const auto& [label, w] : conf) {
    if (w >= top - 1e-9 * std::max(1.0, top)) tied.push_back(label);
  }
  const std::size_t rank = input.ties == TieRule::random ? input.tie_hash_of_observation[i] % tied.size() : 0;
  result.label = tied[rank];
  result.conf = conf.at(result.label);
  result.tied = tied.size() > 1;
  return result;
}

void vote_everywhere(const AggregationInput& input, const std::vector<Votes>& ballots,
                     const std::map<Voter, double>& weight, Consensus& consensus) {
  consensus.diagnostics.n_ties = 0;
  consensus.label.clear();
  consensus.valid.clear();
  consensus.conf.clear();
  consensus.acc.clear();
  for (ObservationId i = 0; i < ballots.size(); ++i) {
    const Outcome result = vote(input, i, ballots[i], weight);
    consensus.label.push_back(result.label);
    consensus.valid.push_back(ballots[i].empty() ? 0 : 1);
    consensus.conf.push_back(result.conf);
    consensus.acc.push_back(result.acc());
    consensus.diagnostics.n_ties += result.tied ? 1U : 0U;
  }
}

std::map<Voter, double> equal_weights(const AggregationInput& input, double weight) {
  std::map<Voter, double> weights;
  for (UserId u = 0; u < input.votes.n_users(); ++u) weights[u] = weight;
  return weights;
}

std::vector<double> as_vector(const AggregationInput& input, const std::map<Voter, double>& weight) {
  std::vector<double> values;
  for (UserId u = 0; u < input.votes.n_users(); ++u) values.push_back(weight.at(u));
  return values;
}

bool above(double x, double threshold, bool inclusive) {
  return inclusive ? x >= threshold - 1e-9 : x > threshold + 1e-9;
}

Consensus run(const AggregationInput& input, const MvOptions& options) {
  Consensus consensus;
  const std::vector<Votes> ballots = human_ballots(input);
  vote_everywhere(input, ballots, equal_weights(input, 1), consensus);
  for (std::size_t i = 0; i < ballots.size(); ++i) {
    const bool is_sure = ballots[i].size() >= static_cast<std::size_t>(options.min_votes) &&
                         above(consensus.acc[i], options.min_share, true);
    if (!is_sure) consensus.valid[i] = 0;
  }
  return consensus;
}

Consensus run(const AggregationInput& input, const WmvOptions& options) {
  auto weight = equal_weights(input, options.default_weight.value_or(0));
  for (UserId u = 0; u < input.weight_of_user.size(); ++u) {
    if (!std::isnan(input.weight_of_user[u])) weight[u] = input.weight_of_user[u];
  }
  Consensus consensus;
  vote_everywhere(input, human_ballots(input), weight, consensus);
  for (std::size_t i = 0; i < consensus.valid.size(); ++i) {
    if (options.theta_conf && !above(consensus.conf[i], *options.theta_conf, options.inclusive)) {
      consensus.valid[i] = 0;
    }
    if (options.theta_acc && !above(consensus.acc[i], *options.theta_acc, options.inclusive)) {
      consensus.valid[i] = 0;
    }
  }
  set_weights(consensus, as_vector(input, weight));
  return consensus;
}

Consensus run(const AggregationInput& input, const WawaOptions& options) {
  const auto ballots = human_ballots(input);
  Consensus consensus;
  auto weight = equal_weights(input, 1);
  vote_everywhere(input, ballots, weight, consensus);
  consensus.diagnostics.is_tested = false;
  consensus.diagnostics.stop = StopReason::round_limit;
  for (int round = 0; round < options.rounds; ++round) {
    consensus.diagnostics.rounds.emplace_back();
    const auto label_before = consensus.label;
    std::map<Voter, double> agreed;
    std::map<Voter, double> voted;
    for (std::size_t i = 0; i < ballots.size(); ++i) {
      for (const auto& [user, label] : ballots[i]) {
        voted[user] += 1;
        if (label == consensus.label[i]) agreed[user] += 1;
      }
    }
    for (auto& [user, w] : weight) w = voted[user] > 0 ? agreed[user] / voted[user] : 0;
    vote_everywhere(input, ballots, weight, consensus);
    if (consensus.label != label_before) continue;
    consensus.diagnostics.stop = StopReason::fixed_point;
    break;
  }
  set_weights(consensus, as_vector(input, weight));
  return consensus;
}

Consensus run(const AggregationInput& input, const TwothirdOptions& /*options*/) {
  Consensus consensus = run(input, MvOptions{});
  consensus.diagnostics.n_ties = 0;
  for (ObservationId i = 0; i < consensus.label.size(); ++i) {
    const std::size_t n_votes = input.votes.n_votes_of(i);
    const auto top = static_cast<std::size_t>(std::lround(consensus.conf[i]));
    if (n_votes >= 2 && 3 * top >= 2 * n_votes) continue;
    consensus.label[i] = kNoLabel;
    consensus.valid[i] = 0;
    consensus.conf[i] = 0;
    consensus.acc[i] = 0;
  }
  return consensus;
}

using Species = std::set<LabelId>;

/// Species by voter, authored and voted; the latter without the former.
struct Evidence {
  std::map<Voter, Species> authored;
  std::map<Voter, Species> voted;

  void separate() {
    for (auto& [voter, species] : voted) {
      for (const LabelId label : authored[voter]) species.erase(label);
    }
  }
  /// Counts in thousandths of the credit, so that halves are exact: the tests use credits with three digits.
  [[nodiscard]] std::uint32_t count(Voter voter, double credit) const {
    const auto n = [&](const std::map<Voter, Species>& species) {
      const auto it = species.find(voter);
      return it == species.end() ? 0L : static_cast<long>(it->second.size());
    };
    const long thousandths = std::lround(credit * 1000);
    return static_cast<std::uint32_t>((1000 * n(authored) + thousandths * n(voted) + 500) / 1000);
  }
};

double f(double n, const PlantnetOptions& o) {
  if (n == 0) return o.gamma;
  switch (o.weight_function) {
    case WeightFunction::current:
      return std::pow(n, o.alpha) - std::pow(n, o.beta) + o.gamma;
    case WeightFunction::linear:
      return n + o.gamma;
    case WeightFunction::sqrt:
      return std::pow(n, 0.5) + o.gamma;
    case WeightFunction::power075:
      return std::pow(n, 0.75) + o.gamma;
    case WeightFunction::square:
      return n * n + o.gamma;
    case WeightFunction::log:
      return std::log(std::max(n, 1.0)) + o.gamma;
  }
  return 0;
}

/// One run of plantnet; the members hold the state of its rounds.
class Plantnet {
 public:
  Plantnet(const AggregationInput& input, const PlantnetOptions& options)
      : input_(input),
        options_(options),
        ai_(static_cast<Voter>(input.votes.n_users())),
        ai_learns_(options.ai_strategy == AiStrategy::user),
        ballots_(human_ballots(input)),
        weight_(equal_weights(input, options.gamma)) {
    const bool ai_votes = ai_learns_ || options.ai_strategy == AiStrategy::fixed ||
                          options.ai_strategy == AiStrategy::confident;
    for (ObservationId i = 0; ai_votes && i < ballots_.size(); ++i) {
      const LabelId label = input.ai_label_of_observation[i];
      if (label == kNoLabel) continue;
      if (options.ai_strategy == AiStrategy::confident) {
        const double score = input.ai_score_of_observation[i];
        if (std::isnan(score)) ++result_.diagnostics.n_ai_votes_without_score;
        if (!(score >= options.theta_score - 1e-9)) continue;
      }
      ballots_[i][ai_] = label;
    }
    weight_[ai_] = ai_learns_ ? options.gamma : options.ai_weight;
  }

  Consensus run() {
    for (const auto& [voter, w] : weight_) n_[voter] = 0;
    judge();
    std::vector<State> seen{state()};
    Diagnostics& diagnostics = result_.diagnostics;
    for (int round = 1;; ++round) {
      diagnostics.rounds.emplace_back();
      learn();
      judge();
      diagnostics.stop = StopReason::fixed_point;
      if (state() == seen.back()) return finish();
      diagnostics.stop = StopReason::round_limit;
      for (std::size_t earlier = 0; earlier < seen.size(); ++earlier) {
        if (seen[earlier] != state()) continue;
        diagnostics.cycle_length = seen.size() - earlier;
        diagnostics.stop = StopReason::cycle;
      }
      if (diagnostics.stop == StopReason::cycle || round == options_.max_iterations) return finish();
      seen.push_back(state());
    }
  }

 private:
  using State = std::tuple<std::map<Voter, std::uint32_t>, std::vector<LabelId>, std::vector<std::uint8_t>>;

  State state() { return {n_, result_.label, result_.valid}; }

  [[nodiscard]] bool is_valid(ObservationId i) const {
    const double theta_conf = options_.theta_conf.value_or(
        std::map<WeightFunction, double>{{WeightFunction::current, 2},
                                         {WeightFunction::linear, 8.75},
                                         {WeightFunction::sqrt, 3.6},
                                         {WeightFunction::power075, 5.5},
                                         {WeightFunction::square, 64.75},
                                         {WeightFunction::log, 2.82}}[options_.weight_function]);
    return !ballots_[i].empty() && above(result_.conf[i], theta_conf, options_.inclusive) &&
           above(result_.acc[i], options_.theta_acc, options_.inclusive);
  }

  void judge() {
    vote_everywhere(input_, ballots_, weight_, result_);
    if (options_.ai_strategy == AiStrategy::invalidate) object();
    for (ObservationId i = 0; i < ballots_.size(); ++i) result_.valid[i] = is_valid(i) ? 1 : 0;
  }

  /// The AI's weight is added to the denominator of acc wherever it votes for another label.
  void object() {
    for (ObservationId i = 0; i < ballots_.size(); ++i) {
      const LabelId ai_label = input_.ai_label_of_observation[i];
      if (ballots_[i].empty() || ai_label == kNoLabel || ai_label == result_.label[i]) continue;
      const double total = vote(input_, i, ballots_[i], weight_).total + options_.ai_weight;
      result_.acc[i] = total > 0 ? result_.conf[i] / total : 0;
    }
  }

  /// Computes n and weight of every voter from labels and validity.
  void learn() {
    Evidence right;
    Evidence wrong;
    Evidence proposed;
    std::map<Voter, double> n_votes;
    std::map<Voter, double> n_right;
    for (ObservationId i = 0; i < ballots_.size(); ++i) {
      for (const auto& [voter, label] : ballots_[i]) {
        const bool authored =
            !input_.author_of_observation.empty() && input_.author_of_observation[i] == voter;
        const bool is_right = label == result_.label[i];
        const bool valid = result_.valid[i] == 1;
        n_votes[voter] += 1;
        n_right[voter] += is_right ? 1 : 0;
        (authored ? proposed.authored : proposed.voted)[voter].insert(label);
        if (is_right && authored && valid) right.authored[voter].insert(label);
        if (is_right && !authored) right.voted[voter].insert(label);
        if (!is_right && valid) (authored ? wrong.authored : wrong.voted)[voter].insert(label);
      }
    }
    right.separate();
    wrong.separate();
    proposed.separate();
    right_ = right;
    for (auto& [voter, w] : weight_) {
      if (voter == ai_ && !ai_learns_) continue;
      n_[voter] = right.count(voter, options_.vote_credit);
      const double n = n_[voter];
      const double n_wrong = wrong.count(voter, options_.vote_credit);
      const double n_proposed = proposed.count(voter, options_.vote_credit);
      switch (options_.penalty) {
        case Penalty::none:
          w = f(n, options_);
          break;
        case Penalty::difference:
          w = f(std::max(n - n_wrong, 0.0), options_);
          break;
        case Penalty::ratio:
          w = f(n_proposed > 0 ? n * n / n_proposed : 0, options_);
          break;
        case Penalty::accuracy:
          w = f(n_votes[voter] > 0 ? n * (n_right[voter] / n_votes[voter]) : 0, options_);
          break;
      }
    }
  }

  Consensus finish() {
    std::vector<double> weight;
    std::vector<std::uint32_t> authored;
    std::vector<std::uint32_t> voted;
    std::vector<std::uint32_t> n_species;
    for (Voter voter = 0; voter < ai_ + (ai_learns_ ? 1 : 0); ++voter) {
      weight.push_back(weight_[voter]);
      authored.push_back(static_cast<std::uint32_t>(right_.authored[voter].size()));
      voted.push_back(static_cast<std::uint32_t>(right_.voted[voter].size()));
      n_species.push_back(n_[voter]);
    }
    set_weights(result_, weight);
    set_column(result_, "species_authored", authored);
    set_column(result_, "species_voted", voted);
    set_column(result_, "n_species", n_species);
    result_.ai_is_user = ai_learns_;
    return std::move(result_);
  }

  const AggregationInput& input_;
  const PlantnetOptions& options_;
  Voter ai_;
  bool ai_learns_;
  std::vector<Votes> ballots_;
  std::map<Voter, double> weight_;
  std::map<Voter, std::uint32_t> n_;
  Evidence right_;
  Consensus result_;
};

Consensus run(const AggregationInput& input, const PlantnetOptions& options) {
  return Plantnet(input, options).run();
}

/// The crowd in the form used by the slow twins.
Crowd crowd_of(const AggregationInput& input) {
  Crowd crowd{.n_observations = input.votes.n_observations(),
              .n_users = input.votes.n_users(),
              .n_labels = input.votes.n_labels(),
              .ties_at_random = input.ties == TieRule::random,
              .tie_hash = {input.tie_hash_of_observation.begin(), input.tie_hash_of_observation.end()}};
  const std::vector<Votes> ballots = human_ballots(input);
  for (ObservationId i = 0; i < ballots.size(); ++i) {
    for (const auto& [user, label] : ballots[i]) crowd.votes.push_back({i, user, label});
  }
  return crowd;
}

Consensus consensus_of(const Result& twin) {
  Consensus consensus;
  consensus.label = twin.label;
  consensus.conf = twin.conf;
  consensus.acc = twin.acc;
  for (const LabelId label : twin.label) consensus.valid.push_back(label == kNoLabel ? 0 : 1);
  set_weights(consensus, twin.weight);
  consensus.diagnostics.n_ties = twin.n_ties;
  consensus.diagnostics.rounds.resize(static_cast<std::size_t>(twin.rounds));
  consensus.diagnostics.is_tested = twin.converged.has_value();
  return consensus;
}

Consensus run(const AggregationInput& input, const ZeroBasedSkillOptions& options) {
  return consensus_of(zero_based_skill(crowd_of(input), options.rounds));
}

Consensus run(const AggregationInput& input, const GoldMvOptions& options) {
  Crowd crowd = crowd_of(input);
  crowd.gold.assign(input.gold_of_observation.begin(), input.gold_of_observation.end());
  return consensus_of(gold_mv(crowd, options.default_weight));
}

/// Models have separate slow twins and tests (slow_models.hpp). Every other strategy needs its slow version
/// here.
template <class Options>
requires(Options::kDescription.gives.probabilities || Options::kDescription.gives.objective) Consensus
    run(const AggregationInput& /*input*/, const Options& /*options*/) {
  throw std::logic_error("a model has its slow twin in slow_models.hpp");
}

}  // namespace

Consensus aggregate(const AggregationInput& input, const StrategyOptions& options) {
  return std::visit([&](const auto& of_strategy) { return run(input, of_strategy); }, options);
}

}  // namespace crowdvote::slow
