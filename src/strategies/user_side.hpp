#pragma once

/// Votes and possible truths as the users have them, for models that learn users from probabilities of labels.
///
/// In a process that is alone these are those of the observations. Where several share a run, the owner of a user
/// (SharedUsers) has all votes of the user, whichever process has the observations: as rows with the
/// votes of its users alone, and with all possible truths. In a round the probabilities of open observations go to the
/// owners of their voters, the owners learn, and what the parameters say of each open vote comes back. All sums are made
/// by one process, in the order of all observations.

#include "strategies/factors.hpp"
#include "strategies/posterior.hpp"
#include "strategies/truths.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/shared_users.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace crowdvote {

class UserSide {
 public:
  /// Refers to its arguments.
  UserSide(const AggregationInput& input, const Truths& truths, const RunControl& control);

  [[nodiscard]] bool is_shared() const { return shared_ != nullptr; }
  /// The votes of the users that this process learns: only they and the draws are of meaning.
  [[nodiscard]] const AggregationInput& input() const { return shared_ ? shared_->input : input_; }
  [[nodiscard]] const Truths& truths() const { return shared_ ? *shared_->truths : truths_; }

  /// The probabilities at the places of truths(), of open observations: where several processes share the run,
  /// those of the others are of no meaning. They stand there until the next call.
  [[nodiscard]] const double* bring(const Posterior& posterior);

  /// Brings values of votes to the processes of their observations: fill(i, v, values) for a vote of input() on an open
  /// observation, with a value for each possible truth, or with one. REQUIRES: is_shared().
  template <class Fill>
  void spread(bool by_truth, const Fill& fill) {
    std::vector<std::vector<double>> values(control_.processes->size());
    std::size_t row = 0;
    for (std::size_t r = 0; r < values.size(); ++r) {
      for (; row < shared_->end_of_process[r]; ++row) {
        const auto i = static_cast<ObservationId>(row);
        if (!shared_->truths->is_open(i)) continue;
        const std::size_t n = by_truth ? shared_->truths->n_on(i) : 1;
        for (VoteIndex v = input().votes.votes_begin(i); v < input().votes.votes_end(i); ++v) {
          values[r].resize(values[r].size() + n);
          fill(i, v, std::span(values[r]).last(n));
        }
      }
    }
    receive(by_truth, swap_values(*control_.processes, std::move(values)));
  }
  /// What `spread` brought for vote v on the own observation i, which is open.
  [[nodiscard]] const double* values_of(ObservationId i, VoteIndex v) const {
    return shared_->value.data() + shared_->value_begin[i] +
           (v - input_.votes.votes_begin(i)) * shared_->values_per_vote(truths_, i);
  }

  /// Of values by user of input(), those of the users of the observations. They stand there until the next call.
  [[nodiscard]] const std::vector<double>& at_observations(const std::vector<double>& by_owned);

 private:
  /// Where several processes share the run.
  struct Shared {
    // The own observations, as others need them.
    std::vector<std::vector<ObservationId>> rows_of_owner;  ///< with a voter that the process owns
    std::vector<std::size_t> value_begin;                   ///< by own observation
    std::vector<double> value;                              ///< of open votes
    bool is_by_truth = false;
    std::vector<double> value_of_user;

    // The votes of the own users.
    std::vector<std::size_t> end_of_process;  ///< rows of the processes before it and its own
    std::vector<VoteIndex> begin;
    std::vector<UserId> user;
    std::vector<LabelId> label;
    AggregationInput input;
    std::vector<std::uint64_t> draw_of_user;
    std::optional<Truths> truths;
    std::vector<double> q;

    [[nodiscard]] std::size_t values_per_vote(const Truths& of_observations, ObservationId i) const {
      return is_by_truth ? of_observations.n_on(i) : 1;
    }
  };

  void send_rows();
  void receive(bool by_truth, const std::vector<std::vector<double>>& values);

  const AggregationInput& input_;
  const Truths& truths_;
  const RunControl& control_;
  std::unique_ptr<Shared> shared_;
};

/// The factors of a FactorStep that `spread` brought, with one for each possible truth. REQUIRES: is_shared().
struct BroughtFactors {
  static constexpr bool kAreOfOneLabel = false;
  const UserSide& users;
  std::size_t most_factors;  ///< that can be multiplied; if it is 0, the factors are logarithms

  [[nodiscard]] std::size_t most() const { return most_factors; }
  template <class Labels, class Combine>
  void apply(const Labels& labels, ObservationId i, VoteIndex v, double* w, const Combine& combine) const {
    const auto n = labels.n_on(i);
    combine(row_of(w, n), row_of(users.values_of(i, v), n));
  }
};

/// Likewise, where a vote counts for its own label alone.
struct BroughtGains {
  static constexpr bool kAreOfOneLabel = true;
  const UserSide& users;
  const Truths& truths;  ///< of the own observations
  std::size_t most_factors;

  [[nodiscard]] std::size_t most() const { return most_factors; }
  template <class Labels, class Combine>
  void apply(const Labels& /*labels*/, ObservationId i, VoteIndex v, double* w,
             const Combine& combine) const {
    combine(w[truths.place_of_vote()[v] - truths.begin(i)], *users.values_of(i, v));
  }
};

}  // namespace crowdvote
