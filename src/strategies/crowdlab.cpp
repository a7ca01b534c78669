#include "core/ordered_blocks.hpp"
#include "core/parallel.hpp"
#include "strategies/posterior.hpp"
#include "strategies/truths.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategies/crowdlab.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr double kLeast = 1e-6;          ///< lower bound of e and of weights
constexpr double kMostOfSum = 1 + 1e-6;  ///< largest allowed sum of the scores of an observation

constexpr Truths::BytesNeeded kBytesOfCrowdlab{.strategy = "crowdlab",
                                               .per_vote = sizeof(PlaceIndex),
                                               .per_user = 4 * sizeof(std::uint64_t),
                                               .knows_voted = false};

/// Throws OptionError for scores that are not usable. The message numbers observations from 1, in input
/// order.
void check_scores(const AggregationInput& input) {
  const LabelScores& scores = input.ai_scores_of_labels;
  if (scores.empty()) {
    throw OptionError("crowdlab needs the AI's score of each label, not only that of its vote",
                      {WayOut::give_ai_label_scores});
  }
  std::size_t n_voted = 0;
  std::size_t n_without = 0;
  std::size_t first_without = 0;
  for (ObservationId i = 0; i < input.votes.n_observations(); ++i) {
    if (input.votes.n_votes_of(i) == 0) continue;
    ++n_voted;
    const auto of_labels = scores.scores_of(i);
    if (of_labels.empty() && n_without++ == 0) first_without = i + std::size_t{1};
    const double sum = std::accumulate(of_labels.begin(), of_labels.end(), 0.0);
    if (sum <= kMostOfSum) continue;
    throw OptionError(fmt::format(
        "crowdlab needs scores that are probabilities: those of observation {} of the input sum to {}",
        i + std::size_t{1}, sum));
  }
  if (n_without == 0) return;
  throw OptionError(fmt::format("crowdlab needs scores of the AI on every observation with votes; {} of {} "
                                "have none, the first is observation {} of the input",
                                n_without, n_voted, first_without),
                    {WayOut::give_ai_label_scores});
}

/// Formulas and symbols as in the header.
class CrowdlabModel {
 public:
  CrowdlabModel(const AggregationInput& input, const CrowdlabOptions& options, const RunControl& control)
      : input_(input),
        control_(control),
        truths_(input, Support::all, kBytesOfCrowdlab, control, input.ai_scores_of_labels.label),
        posterior_(input, truths_, options.theta_acc, control),
        n_pairs_(input.votes.n_users()),
        n_agreed_(input.votes.n_users()),
        skill_(input.votes.n_users(), kNone),
        weight_(input.votes.n_users(), kNone) {}

  void run() {
    if (input_.votes.n_votes() == 0) return;
    compare_opinions();
    weigh_users();
    if (truths_.n_labels() > 1) mix_opinions();
  }

  void finish(Consensus& consensus) {
    consensus.users.add(kWeightColumn, "Weight of the user's opinion", std::move(weight_));
    consensus.users.add(kSkillColumn, "Share of other users' votes that agree with the user's",
                        std::move(skill_));
    posterior_.move_to(consensus, control_);
  }

 private:
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  /// Statistics about the crowd and the AI, over the observations of a block or over all.
  struct Comparison {
    std::size_t n_voted = 0;                    ///< observations with votes
    std::size_t n_multiple = 0;                 ///< with two or more; the members below count only these
    std::size_t n_ai_unlike = 0;                ///< argmax p differs from c
    double share_equal = 0;                     ///< sum of the shares of votes that equal c
    std::vector<std::size_t> n_with_consensus;  ///< by label

    explicit Comparison(std::size_t n_labels) : n_with_consensus(n_labels, 0) {}
    void merge(const Comparison& next) {
      n_voted += next.n_voted;
      n_multiple += next.n_multiple;
      n_ai_unlike += next.n_ai_unlike;
      share_equal += next.share_equal;
      for (std::size_t k = 0; k < n_with_consensus.size(); ++k)
        n_with_consensus[k] += next.n_with_consensus[k];
    }
  };

  struct Scratch {
    std::vector<double> p;
    Ballot<std::uint32_t> counts;
    Ballot<double> leaders;
  };

  /// p_i, by number of label.
  void take_ai_opinion(ObservationId i, std::vector<double>& p) const {
    const auto labels = input_.ai_scores_of_labels.labels_of(i);
    const auto scores = input_.ai_scores_of_labels.scores_of(i);
    const double sum = std::accumulate(scores.begin(), scores.end(), 0.0);
    const std::size_t n_without = truths_.n_labels() - labels.size();
    if (n_without == 0 && sum <= 0) {
      p.assign(truths_.n_labels(), 1 / static_cast<double>(labels.size()));
      return;
    }
    p.assign(truths_.n_labels(),
             n_without == 0 ? 0 : std::max(0.0, 1 - sum) / static_cast<double>(n_without));
    const double whole = n_without == 0 ? sum : std::max(1.0, sum);
    for (std::size_t j = 0; j < labels.size(); ++j) p[truths_.number_of(labels[j])] = scores[j] / whole;
  }

  /// c_i, as a label with its number of votes.
  Winner<std::uint32_t> majority(ObservationId i, Scratch& scratch) const {
    scratch.counts.clear();
    for (const LabelId label : input_.votes.labels_of(i)) scratch.counts.add(label, 1);
    scratch.counts.settle();
    scratch.leaders.clear();
    for (const auto& [label, n] : scratch.counts.tied()) {
      scratch.leaders.add(label, scratch.p[truths_.number_of(label)]);
    }
    scratch.leaders.settle();
    const LabelId label = scratch.leaders.winner(input_.votes, tie_break_on(input_, i)).label;
    return {.label = label, .conf = scratch.counts.weight_of(label), .total = scratch.counts.total()};
  }

  /// Compares votes and AI on observation i, and stores p in the posterior.
  void compare(ObservationId i, Scratch& scratch, Comparison& comparison) {
    take_ai_opinion(i, scratch.p);
    PosteriorChange change;
    posterior_.put(
        i, [&](std::size_t k) { return scratch.p[k]; }, change);
    ++comparison.n_voted;
    if (input_.votes.n_votes_of(i) < 2) return;

    const Winner<std::uint32_t> winner = majority(i, scratch);
    const LabelId c = truths_.number_of(winner.label);
    ++comparison.n_multiple;
    ++comparison.n_with_consensus[c];
    comparison.share_equal += static_cast<double>(winner.conf) / static_cast<double>(winner.total);
    comparison.n_ai_unlike += truths_.number_at(i, posterior_.winner(i)) != c ? 1U : 0U;
    for (VoteIndex v = input_.votes.votes_begin(i); v < input_.votes.votes_end(i); ++v) {
      const UserId user = input_.votes.user_of_vote()[v];
      n_pairs_[user].fetch_add(winner.total - 1, std::memory_order_relaxed);
      n_agreed_[user].fetch_add(scratch.counts.weight_of(input_.votes.label_of_vote()[v]) - 1,
                                std::memory_order_relaxed);
    }
  }

  void compare_opinions() {
    Comparison all(truths_.n_labels());
    PerSlot<std::optional<Comparison>> of_slot(control_);
    for_each_block_in_order(
        input_.votes.n_observations(), kLargeBlockOfObservations, control_,
        [&](const Block& block, std::size_t slot) {
          Comparison& comparison = of_slot[slot].emplace(truths_.n_labels());
          Scratch scratch;
          for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
            if (truths_.takes_part(i)) compare(i, scratch, comparison);
          }
        },
        [&](const Block& /*block*/, std::size_t slot) { all.merge(*of_slot[slot]); });
    if (all.n_multiple == 0) {
      throw OptionError(
          "crowdlab compares users with each other, and no observation has votes of two users or more");
    }
    const auto n = static_cast<double>(all.n_multiple);
    const auto n_commonest =
        static_cast<double>(*std::max_element(all.n_with_consensus.begin(), all.n_with_consensus.end()));
    agreement_ = all.share_equal / n;
    chance_error_ = std::max((n - n_commonest) / n, kLeast);
    const double mean_votes = static_cast<double>(input_.votes.n_votes()) / static_cast<double>(all.n_voted);
    weight_of_ai_ = weight_for_error(static_cast<double>(all.n_ai_unlike) / n) * std::sqrt(mean_votes);
  }

  [[nodiscard]] double weight_for_error(double error) const {
    return std::max(1 - error / chance_error_, kLeast);
  }

  void weigh_users() {
    double sum = 0;
    double n = 0;
    for (std::size_t u = 0; u < skill_.size(); ++u) {
      if (n_pairs_[u] == 0) continue;
      skill_[u] = static_cast<double>(n_agreed_[u].load()) / static_cast<double>(n_pairs_[u].load());
      sum += skill_[u];
      ++n;
    }
    for (const UserId user : input_.votes.user_of_vote()) {
      if (n_pairs_[user] == 0) skill_[user] = sum / n;
      weight_[user] = weight_for_error(1 - skill_[user]);
    }
  }

  void mix_opinions() {
    const double wrong = (1 - agreement_) / static_cast<double>(truths_.n_labels() - 1);
    for_each_block(input_.votes.n_observations(), kLargeBlockOfObservations, control_,
                   [&](const Block& block, unsigned) {
                     std::vector<double> q;
                     PosteriorChange change;
                     for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
                       if (!truths_.takes_part(i)) continue;
                       const auto p = posterior_.of(i);
                       double of_users = 0;
                       for (const UserId user : input_.votes.users_of(i)) of_users += weight_[user];
                       const double total = weight_of_ai_ + of_users;
                       q.resize(p.size());
                       for (std::size_t k = 0; k < q.size(); ++k)
                         q[k] = (weight_of_ai_ * p[k] + of_users * wrong) / total;
                       for (VoteIndex v = input_.votes.votes_begin(i); v < input_.votes.votes_end(i); ++v) {
                         q[truths_.place_of_vote()[v] - truths_.begin(i)] +=
                             weight_[input_.votes.user_of_vote()[v]] * (agreement_ - wrong) / total;
                       }
                       posterior_.put(
                           i, [&](std::size_t k) { return q[k]; }, change);
                     }
                   });
  }

  const AggregationInput& input_;
  const RunControl& control_;
  Truths truths_;
  Posterior posterior_;
  std::vector<std::atomic<std::uint64_t>> n_pairs_;   ///< by user: pairs of a vote and another user's
  std::vector<std::atomic<std::uint64_t>> n_agreed_;  ///< of these, the pairs that agree
  std::vector<double> skill_;                         ///< s
  std::vector<double> weight_;                        ///< w
  double agreement_ = 0;                              ///< P
  double chance_error_ = 1;                           ///< e
  double weight_of_ai_ = 0;                           ///< w_M
};

}  // namespace

SideInputs needed_inputs(const CrowdlabOptions& /*options*/) { return {.ai_label_scores = true}; }

Consensus run_strategy(const AggregationInput& input, const CrowdlabOptions& options,
                       const RunControl& control) {
  if (input.votes.n_votes() > 0) check_scores(input);
  CrowdlabModel model(input, options, control);
  model.run();
  Consensus consensus;
  model.finish(consensus);
  return consensus;
}

}  // namespace crowdvote
