#pragma once

/// What plantnet's users have shown to know, and the weights that follow.

#include "strategies/plantnet_index.hpp"
#include "strategies/state_history.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/strategies/plantnet.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include <Eigen/Core>

namespace crowdvote {

/// conf above theta_conf and acc above theta_acc, or at least them.
struct ValidityRule {
  explicit ValidityRule(const PlantnetOptions& options)
      : theta_conf(effective_theta_conf(options)),
        theta_acc(options.theta_acc),
        inclusive(options.inclusive) {}

  [[nodiscard]] bool holds(double conf, double total) const {
    return passes(conf, theta_conf, inclusive) && passes(share_of(conf, total), theta_acc, inclusive);
  }

  double theta_conf;
  double theta_acc;
  bool inclusive;
};

struct Verdict {
  LabelId label = kNoLabel;
  bool is_valid = false;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

/// Weights of all voters (the AI's is the last), learnt from evidence. Between two calls of `learn`,
/// `reconsider` may be called from several threads.
class PlantnetUsers {
 public:
  /// Views its arguments. Everyone has shown no species yet and weighs gamma (the AI ai_weight, unless it
  /// learns).
  PlantnetUsers(const PlantnetIndex& index, const PlantnetOptions& options);

  [[nodiscard]] const Eigen::ArrayXd& weights() const { return weight_; }
  [[nodiscard]] bool has_changed(UserId voter) const { return has_changed_[voter] != 0; }
  [[nodiscard]] std::size_t n_valid_solo_observations() const { return n_valid_solo_; }

  /// A vote now speaks of its voter as `after` says, and no longer as `before`.
  void reconsider(const Vote& vote, const Verdict& before, const Verdict& after);

  struct Changes {
    std::size_t users = 0;           ///< whose n or weight changed
    std::size_t n = 0;               ///< whose n changed
    std::size_t became_valid = 0;    ///< solo observations
    std::size_t became_invalid = 0;  ///< solo observations
    Fingerprint fingerprint;

    void add(const Changes& other);
  };
  /// n and weights from the evidence as it now stands.
  Changes learn(const RunControl& control);

  /// Fills `users` and, if the AI learns, `ai`.
  void write_estimates(Consensus& consensus) const;

 private:
  /// How a vote speaks of its voter, once label and validity are there.
  enum Evidence : Eigen::Index { right_authored, right_voted, wrong_authored, wrong_voted, no_evidence };
  struct SpeciesCount {
    int authored = 0;
    int voted = 0;
  };

  [[nodiscard]] Evidence evidence_of(const Vote& vote, const Verdict& verdict) const;
  [[nodiscard]] bool validates_alone(UserId voter) const {
    return rule_.holds(weight_[voter], weight_[voter]);
  }
  template <class IsAuthored, class IsVoted>
  [[nodiscard]] SpeciesCount count_pairs(UserId voter, const IsAuthored& is_authored,
                                         const IsVoted& is_voted) const;
  [[nodiscard]] SpeciesCount count_right(UserId voter) const;
  [[nodiscard]] SpeciesCount count_wrong(UserId voter) const;
  [[nodiscard]] Eigen::ArrayXi count_proposed() const;
  [[nodiscard]] int n_of(const SpeciesCount& count) const;
  [[nodiscard]] double n_after_penalty(UserId voter) const;
  void count_votes();
  void learn(UserId voter, Changes& changes);

  const PlantnetOptions& options_;
  const PlantnetIndex& index_;
  ValidityRule rule_;
  UserId n_learning_;  ///< voters below this one learn

  Eigen::ArrayXd weight_;
  Eigen::ArrayXi n_;
  Eigen::ArrayXi n_authored_;
  Eigen::ArrayXi n_voted_;
  Eigen::ArrayXXi n_votes_of_evidence_;  ///< (evidence, pair)
  std::vector<std::uint8_t> has_new_evidence_;
  std::vector<std::uint8_t> has_changed_;
  std::size_t n_valid_solo_ = 0;

  Eigen::ArrayXi n_proposed_;  ///< Penalty::ratio: species that the user ever gave, counted like n
  Eigen::ArrayXi n_votes_;     ///< Penalty::accuracy
  Eigen::ArrayXi n_right_;     ///< Penalty::accuracy: votes that equal the label
};

}  // namespace crowdvote
