#pragma once

/// Votes and possible truths from the side of the users, for models that learn users from probabilities of
/// labels.
///
/// In a single process these are those of the observations. If several processes share a run, the owner of a
/// user (SharedUsers) has all votes of the user, whichever process has the observations: rows with only the
/// votes of the owned users, and with all possible truths. In a round, the probabilities of open observations
/// are sent to the owners of their voters, the owners learn, and the factors of each open vote are sent back.
/// Each sum over the votes of a user is computed by one process, in the order of all observations.

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
  /// The votes of the users that this process learns. Only the votes and the draws are meaningful.
  [[nodiscard]] const AggregationInput& input() const { return shared_ ? shared_->input : input_; }
  [[nodiscard]] const Truths& truths() const { return shared_ ? *shared_->truths : truths_; }

  /// The probabilities of open observations at the places of truths(); if several processes share the run,
  /// those of other observations are meaningless. Valid until the next call.
  [[nodiscard]] const double* bring(const Posterior& posterior);

  /// Sends values of votes to the processes of their observations: calls fill(i, v, values) for each vote of
  /// input() on an open observation, with room for a value for each possible truth, or for one value.
  /// REQUIRES: is_shared().
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
  /// The values that spread() brought for vote v on the open observation i of this process.
  [[nodiscard]] const double* values_of(ObservationId i, VoteIndex v) const {
    return shared_->value.data() + shared_->value_begin[i] +
           (v - input_.votes.votes_begin(i)) * shared_->values_per_vote(truths_, i);
  }

  /// Turns values by user of input() into values by user of the observations of this process. Valid until the
  /// next call.
  [[nodiscard]] const std::vector<double>& at_observations(const std::vector<double>& by_owned);

 private:
  /// Used if several processes share the run.
  struct Shared {
    // The observations of this process, as the owners of users need them.
    std::vector<std::vector<ObservationId>> rows_of_owner;  ///< by process: those with a voter that it owns
    std::vector<std::size_t> value_begin;                   ///< by observation
    std::vector<double> value;                              ///< of open votes
    bool is_by_truth = false;
    std::vector<double> value_of_user;

    // The votes of the users that this process owns.
    std::vector<std::size_t> end_of_process;  ///< by process: number of rows up to and including it
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

/// The factors of a FactorStep that spread() brought, one for each possible truth. REQUIRES: is_shared().
struct BroughtFactors {
  static constexpr bool kAreOfOneLabel = false;
  const UserSide& users;
  std::size_t most_factors;  ///< number of factors that can be multiplied; 0: the factors are logarithms

  [[nodiscard]] std::size_t most() const { return most_factors; }
  template <class Labels, class Combine>
  void apply(const Labels& labels, ObservationId i, VoteIndex v, double* w, const Combine& combine) const {
    const auto n = labels.n_on(i);
    combine(row_of(w, n), row_of(users.values_of(i, v), n));
  }
};

/// The same for votes that count only for their own label.
struct BroughtGains {
  static constexpr bool kAreOfOneLabel = true;
  const UserSide& users;
  const Truths& truths;  ///< of the observations of this process
  std::size_t most_factors;

  [[nodiscard]] std::size_t most() const { return most_factors; }
  template <class Labels, class Combine>
  void apply(const Labels& /*labels*/, ObservationId i, VoteIndex v, double* w,
             const Combine& combine) const {
    combine(w[truths.place_of_vote()[v] - truths.begin(i)], *users.values_of(i, v));
  }
};

}  // namespace crowdvote
