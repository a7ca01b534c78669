#include "strategies/weighted_vote.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategies/plantnet.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

/// A voter is a user, or the AI with the number behind the last user's.
using Voter = std::uint32_t;
using Ballot = std::map<Voter, LabelId>;

std::vector<Ballot> human_ballots(const AggregationInput& input) {
  std::vector<Ballot> ballots(input.votes.n_observations());
  for (ObservationId i = 0; i < ballots.size(); ++i) {
    for (std::size_t v = 0; v < input.votes.n_votes_of(i); ++v) {
      ballots[i][input.votes.users_of(i)[v]] = input.votes.labels_of(i)[v];
    }
  }
  return ballots;
}

std::map<LabelId, double> conf_of_labels(const Ballot& ballot, const std::map<Voter, double>& weight) {
  std::map<LabelId, double> conf;
  for (const auto& [voter, label] : ballot) conf[label] += weight.at(voter);
  return conf;
}

struct Vote {
  LabelId label = kNoLabel;
  double conf = 0;
  double total = 0;
  bool tied = false;
  [[nodiscard]] double acc() const { return total > 0 ? conf / total : 0; }
};

Vote vote(const AggregationInput& input, ObservationId i, const Ballot& ballot,
          const std::map<Voter, double>& weight) {
  Vote result;
  if (ballot.empty()) return result;
  const auto conf = conf_of_labels(ballot, weight);
  double top = -1e300;
  for (const auto& [label, w] : conf) {
    top = std::max(top, w);
    result.total += w;
  }
  std::vector<LabelId> tied;  // ascending, as the map is
  for (const auto& [label, w] : conf) {
    if (w >= top - 1e-9 * std::max(1.0, top)) tied.push_back(label);
  }
  const std::size_t rank = input.ties == TieRule::lowest ? 0 : input.tie_hash_of_observation[i] % tied.size();
  result.label = tied[rank];
  result.conf = conf.at(result.label);
  result.tied = tied.size() > 1;
  return result;
}

void vote_everywhere(const AggregationInput& input, const std::vector<Ballot>& ballots,
                     const std::map<Voter, double>& weight, Consensus& consensus) {
  consensus.n_ties = 0;
  consensus.label.clear();
  consensus.valid.clear();
  consensus.conf.clear();
  consensus.acc.clear();
  for (ObservationId i = 0; i < ballots.size(); ++i) {
    const Vote result = vote(input, i, ballots[i], weight);
    consensus.label.push_back(result.label);
    consensus.valid.push_back(ballots[i].empty() ? 0 : 1);
    consensus.conf.push_back(result.conf);
    consensus.acc.push_back(result.acc());
    consensus.n_ties += result.tied ? 1U : 0U;
  }
}

std::map<Voter, double> equal_weights(const AggregationInput& input, double weight) {
  std::map<Voter, double> weights;
  for (UserId u = 0; u < input.votes.n_users(); ++u) weights[u] = weight;
  return weights;
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
  /// In thousandths of the credit, so that halves are exact: the tests use credits of three digits.
  [[nodiscard]] std::uint32_t count(Voter voter, double credit) const {
    const auto n = [&](const std::map<Voter, Species>& species) {
      const auto it = species.find(voter);
      return it == species.end() ? 0L : static_cast<long>(it->second.size());
    };
    const long thousandths = std::lround(credit * 1000);
    return static_cast<std::uint32_t>((1000 * n(authored) + thousandths * n(voted) + 500) / 1000);
  }
};

/// One run of plantnet; the members are the state of its rounds.
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
        if (std::isnan(score)) ++result_.n_ai_votes_without_score;
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
    for (int round = 1;; ++round) {
      result_.iterations = round;
      learn();
      judge();
      if (state() == seen.back()) break;
      for (std::size_t earlier = 0; earlier < seen.size(); ++earlier) {
        if (seen[earlier] == state()) result_.cycle_length = static_cast<int>(seen.size() - earlier);
      }
      result_.converged = false;
      if (result_.cycle_length > 0 || round == options_.max_iterations) return finish();
      seen.push_back(state());
    }
    result_.converged = true;
    return finish();
  }

 private:
  using State = std::tuple<std::map<Voter, std::uint32_t>, std::vector<LabelId>, std::vector<std::uint8_t>>;

  State state() { return {n_, result_.label, result_.valid}; }

  [[nodiscard]] bool is_valid(ObservationId i) const {
    const double theta_conf = effective_theta_conf(options_);
    return !ballots_[i].empty() && passes(result_.conf[i], theta_conf, options_.inclusive) &&
           passes(result_.acc[i], options_.theta_acc, options_.inclusive);
  }

  void judge() {
    vote_everywhere(input_, ballots_, weight_, result_);
    for (ObservationId i = 0; i < ballots_.size(); ++i) result_.valid[i] = is_valid(i) ? 1 : 0;
  }

  /// n and weight of every voter from labels and validity.
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
          w = plantnet_weight(n, options_);
          break;
        case Penalty::difference:
          w = plantnet_weight(std::max(n - n_wrong, 0.0), options_);
          break;
        case Penalty::ratio:
          w = plantnet_weight(n_proposed > 0 ? n * n / n_proposed : 0, options_);
          break;
        case Penalty::accuracy:
          w = plantnet_weight(n_votes[voter] > 0 ? n * (n_right[voter] / n_votes[voter]) : 0, options_);
          break;
      }
    }
  }

  void fill(UserEstimates& estimates, Voter voter) {
    estimates.weight.push_back(weight_[voter]);
    estimates.species_authored.push_back(static_cast<std::uint32_t>(right_.authored[voter].size()));
    estimates.species_voted.push_back(static_cast<std::uint32_t>(right_.voted[voter].size()));
    estimates.n_species.push_back(n_[voter]);
  }

  Consensus finish() {
    for (UserId u = 0; u < input_.votes.n_users(); ++u) fill(result_.users, u);
    if (ai_learns_) fill(result_.ai.emplace(), ai_);
    if (options_.ai_strategy == AiStrategy::invalidate) {
      for (ObservationId i = 0; i < ballots_.size(); ++i) {
        const LabelId ai_label = input_.ai_label_of_observation[i];
        if (ballots_[i].empty() || ai_label == kNoLabel || ai_label == result_.label[i]) continue;
        const double total = vote(input_, i, ballots_[i], weight_).total + options_.ai_weight;
        result_.acc[i] = total > 0 ? result_.conf[i] / total : 0;
        if (!is_valid(i)) result_.valid[i] = 0;
      }
    }
    return std::move(result_);
  }

  const AggregationInput& input_;
  const PlantnetOptions& options_;
  Voter ai_;
  bool ai_learns_;
  std::vector<Ballot> ballots_;
  std::map<Voter, double> weight_;
  std::map<Voter, std::uint32_t> n_;
  Evidence right_;
  Consensus result_;
};

void check_ai(const AggregationInput& input, const PlantnetOptions& options) {
  if (options.ai_strategy == AiStrategy::ignore || input.votes.n_observations() == 0) return;
  if (input.ai_label_of_observation.empty()) {
    throw OptionError(
        "an ai-strategy other than ignore needs the AI's votes: give them (--ai-votes) or leave "
        "the option out");
  }
  if (options.ai_strategy == AiStrategy::confident && input.ai_score_of_observation.empty()) {
    throw OptionError(
        "ai-strategy confident needs the AI's scores: give them (--ai-scores) or choose another "
        "ai-strategy, as in fixed");
  }
}

}  // namespace

Consensus run_strategy(const AggregationInput& input, const PlantnetOptions& options,
                       const RunControl& control) {
  check_input(input);
  check_ai(input, options);
  control.throw_if_cancelled();
  return Plantnet(input, options).run();
}

}  // namespace crowdvote
