#include "strategies/draws.hpp"
#include "strategies/posterior_model.hpp"
#include <crowdvote/strategies/kos.hpp>

#include <cmath>
#include <span>

namespace crowdvote {

namespace {

constexpr Truths::BytesNeeded kBytesOfKos{
    .strategy = "kos", .per_vote = 2 * sizeof(double) + 5 * sizeof(std::uint32_t), .knows_voted = false};

/// Writes, for each of n votes, the sum of value(j) over the others to result(j). Without subtraction, a sum
/// that is 0 is exactly 0; the rounds would amplify an error.
template <class Value, class Result>
void sum_of_others(std::size_t n, const Value& value, const Result& result) {
  double before = 0;
  for (std::size_t j = 0; j < n; ++j) {
    result(j) = before;
    before += value(j);
  }
  double behind = 0;
  for (std::size_t j = n; j-- > 0;) {
    result(j) += behind;
    behind += value(j);
  }
}

/// Formulas and symbols are as in the header.
class KosModel : public PosteriorModel {
 public:
  KosModel(const AggregationInput& input, const KosOptions& options, const RunControl& control)
      : PosteriorModel(input, Support::all, kBytesOfKos, options.theta_acc, control),
        by_user_(input, control),
        x_(input.votes.n_votes()),
        y_(input.votes.n_votes()) {
    for_each_block(n_items(), block_size(), control, [&](const Block& block, unsigned) {
      for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) draw_start(i);
    });
    examine_all(*this, control);
  }

  /// Computes y from x.
  void update(const RunControl& control) {
    const double squares = sum_over_blocks(
        input_.votes.n_users(), kBlockOfUsers, 0, control, [this](UserId user, double& sum, unsigned) {
          const std::span<const VoteIndex> votes = by_user_.of(user);
          sum_of_others(
              votes.size(), [&](std::size_t j) { return sign_of(votes[j]) * x_[votes[j]]; },
              [&](std::size_t j) -> double& { return y_[votes[j]]; });
          for (const VoteIndex v : votes) sum += y_[v] * y_[v];
        });
    const double root_mean_square = std::sqrt(squares / static_cast<double>(input_.votes.n_votes()));
    scale_ = root_mean_square > 0 ? 1 / root_mean_square : 1;
    change_ = {};
  }

  /// Scales y, and computes x and q from it.
  Statistics examine(const Block& block) {
    PosteriorChange change;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (!truths_.takes_part(i)) continue;
      const VoteIndex first = input_.votes.votes_begin(i);
      const std::size_t n = input_.votes.n_votes_of(i);
      double score = 0;
      double most = 0;
      for (VoteIndex v = first; v < first + n; ++v) {
        y_[v] *= scale_;
        score += sign_of(v) * y_[v];
        most += std::abs(y_[v]);
      }
      sum_of_others(
          n, [&](std::size_t j) { return sign_of(first + static_cast<VoteIndex>(j)) * y_[first + j]; },
          [&](std::size_t j) -> double& { return x_[first + j]; });
      const double lead = most > 0 ? score / most : 0;
      if (posterior_.is_open(i)) {
        posterior_.put(
            i, [lead](std::size_t k) { return (k == 0 ? 1 + lead : 1 - lead) / 2; }, change);
      }
      if (posterior_.is_valid(i)) ++change.n_valid;
    }
    return change;
  }

  [[nodiscard]] RoundOutcome end_round() const { return {.record = change_.by_largest_change()}; }

 private:
  void draw_start(ObservationId i) {
    const DrawKeys& keys = input_.draws;
    const std::uint64_t key = draw_key(keys.of_observation, i);
    for (VoteIndex v = input_.votes.votes_begin(i); v < input_.votes.votes_end(i); ++v) {
      CounterRandom random(keys.seed, key, draw_key(keys.of_user, input_.votes.user_of_vote()[v]));
      y_[v] = 1 + random.normal();
    }
  }

  /// A of a vote.
  [[nodiscard]] double sign_of(VoteIndex v) const {
    return truths_.number_of(input_.votes.label_of_vote()[v]) == 0 ? 1 : -1;
  }

  VotesByUser by_user_;
  FlatArray<double> x_;  ///< by vote
  FlatArray<double> y_;  ///< by vote; after an update, still to be multiplied by scale_
  double scale_ = 1;
};

}  // namespace

Consensus run_strategy(const AggregationInput& input, const KosOptions& options, const RunControl& control) {
  KosModel model(input, options, control);
  Consensus consensus;
  consensus.diagnostics = run_learning(model, options.max_iterations, 0, input, control);
  model.posterior().move_to(consensus, control);
  return consensus;
}

}  // namespace crowdvote
