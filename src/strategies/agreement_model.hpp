#pragma once

/// The common part of strategies that weight users by their agreement with the labels.

#include "core/parallel.hpp"
#include "strategies/label_changes.hpp"
#include "strategies/rounds.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/shared_users.hpp>

#include <atomic>
#include <cstddef>
#include <span>

#include <Eigen/Core>

namespace crowdvote {

/// Base class: a RoundModel except for its weights and its vote. Refers to the input.
class AgreementModel {
 public:
  /// The statistics of one block of observations.
  struct Statistics {
    std::size_t labels_changed = 0;
    std::size_t n_ties = 0;
    std::size_t n_labelled = 0;
  };

  [[nodiscard]] std::size_t n_items() const { return input_.votes.n_observations(); }
  [[nodiscard]] static std::size_t block_size() { return kBlockOfObservations; }
  void begin_round(std::size_t number) { label_changes_.begin_round(number); }
  void merge(const Statistics& statistics) {
    round_.labels_changed += statistics.labels_changed;
    round_.valid += statistics.n_labelled;
    n_ties_ += statistics.n_ties;
  }
  [[nodiscard]] std::size_t n_ties() const { return n_ties_; }
  [[nodiscard]] LabelChanges& label_changes() { return label_changes_; }

 protected:
  explicit AgreementModel(const AggregationInput& input) : input_(input), label_changes_(input) {
    n_votes_.setZero(static_cast<Eigen::Index>(input.votes.n_users()));
    for (const UserId user : input.votes.user_of_vote()) ++n_votes_[user];
    sum_of_users(input.users, std::span(n_votes_.data(), input.votes.n_users()));
    n_disagreements_.setZero(n_votes_.size());
  }

  /// The share of a user's votes that equal the labels; 0 for users without votes. To be called once in a
  /// round.
  [[nodiscard]] Eigen::ArrayXd agreement() {
    sum_of_users(input_.users, std::span(n_disagreements_.data(), input_.votes.n_users()));
    return (n_votes_ - n_disagreements_).cast<double>() / n_votes_.max(1).cast<double>();
  }

  /// To be called after weights were computed from the agreement.
  /// \param before, now the old and the new weights
  void forget_agreement(const Eigen::ArrayXd& before, const Eigen::ArrayXd& now, const RunControl& control) {
    std::size_t n_changed = 0;
    for (Eigen::Index user = 0; user < now.size(); ++user) {
      const bool has_changed = before[user] != now[user];
      n_changed += has_changed && counts_here(input_.users, static_cast<UserId>(user)) ? 1 : 0;
    }
    round_ = {.users_changed = sum_over_processes(control, n_changed)};
    n_ties_ = 0;
    n_disagreements_.setZero();
  }

  /// Counts, for each user, the votes in the block that differ from the label, which are far fewer than
  /// the others. May be called for several blocks at once.
  void count_disagreements(std::span<const LabelId> label, const Block& block) {
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      const auto users = input_.votes.users_of(i);
      const auto labels = input_.votes.labels_of(i);
      for (std::size_t v = 0; v < users.size(); ++v) {
        if (labels[v] == label[i]) continue;
        std::atomic_ref(n_disagreements_[users[v]]).fetch_add(1, std::memory_order_relaxed);
      }
    }
  }

  const AggregationInput& input_;
  Eigen::ArrayXi n_votes_;          ///< by user
  Eigen::ArrayXi n_disagreements_;  ///< likewise
  RoundRecord round_;
  std::size_t n_ties_ = 0;
  LabelChanges label_changes_;
};

}  // namespace crowdvote
