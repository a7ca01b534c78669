#pragma once

/// What the voters of plantnet have shown to know, and the resulting weights.

#include "core/flat_array.hpp"
#include "strategies/plantnet_ai_record.hpp"
#include "strategies/plantnet_index.hpp"
#include "strategies/state_history.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategies/plantnet.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <Eigen/Core>

namespace crowdvote {

/// Estimates of the voters: columns with one value per user, and the AI's as the last.
struct PlantnetEstimates {
  std::vector<double> weight;
  std::vector<std::uint32_t> species_authored;
  std::vector<std::uint32_t> species_voted;
  std::vector<std::uint32_t> n_species;
};

/// The changes made by a part of a round.
struct PlantnetChanges {
  std::size_t users = 0;   ///< users whose n or weight changed
  std::size_t n = 0;       ///< users whose n changed
  std::size_t labels = 0;  ///< changed labels of shared observations
  std::size_t became_valid = 0;
  std::size_t became_invalid = 0;
  Fingerprint fingerprint;

  void add(const PlantnetChanges& other) {
    users += other.users;
    n += other.n;
    labels += other.labels;
    became_valid += other.became_valid;
    became_invalid += other.became_invalid;
    fingerprint.add(other.fingerprint);
  }
};

/// The weights of all voters, learnt from the evidence of their votes.
class PlantnetUsers {
 public:
  /// Views its arguments. At first no voter has shown any species, and every voter has the weight gamma (the
  /// AI ai_weight, unless its weight is learnt).
  PlantnetUsers(const PlantnetIndex& index, const PlantnetOptions& options, const ValidityRule& rule,
                const RunControl& control);

  // Weights of the users of the votes in this process, and of the AI as the last.
  [[nodiscard]] double weight_of(UserId voter) const { return weights()[voter]; }
  [[nodiscard]] std::span<const double> weights() const {
    return is_shared() ? here_.weight : learnt_.weight;
  }
  /// How the last learn() changed the weight: 1 if it grew, -1 if it shrank, otherwise 0.
  [[nodiscard]] int change_of_weight(UserId voter) const {
    return is_shared() ? here_.change_of_weight[voter] : change_of_weight_[voter];
  }
  [[nodiscard]] std::size_t n_valid_solo_observations() const { return n_valid_solo_; }

  /// Records the new evidence of the votes on a shared observation about their voters. May be called from
  /// several threads, for different observations. \param before the previous verdict; empty at first
  void take_evidence(SharedId shared, const Verdict& verdict, const std::optional<Verdict>& before);

  /// Computes n and weights from the present evidence.
  PlantnetChanges learn(const RunControl& control);

  /// The estimates of the users of the votes in this process, and of the AI. No other function may be called
  /// afterwards.
  [[nodiscard]] PlantnetEstimates take_estimates(const RunControl& control);

 private:
  struct SpeciesCount {
    std::uint32_t authored = 0;
    std::uint32_t voted = 0;
  };

  /// The votes whose evidence changed, by owner.
  struct News {
    std::vector<std::vector<Place>> places;
    std::vector<std::vector<EvidenceBits>> bits;
  };

  // For voters that are learnt by this process.
  [[nodiscard]] bool validates_alone(UserId voter) const {
    const double weight = learnt_.weight[voter];
    return rule_.holds(weight, share_of(weight, weight));
  }
  [[nodiscard]] bool is_ai(UserId voter) const { return voter == index_.voters.ai_voter(); }
  [[nodiscard]] bool is_shared() const { return index_.input.users != nullptr; }
  void begin_estimates(const RunControl& control);
  void begin_sharing(Exchange& processes);
  template <class Take>
  void for_each_with_news(const Take& take) const;
  [[nodiscard]] News gather_news(Exchange& processes);
  void take_news(std::span<const Place> places, std::span<const EvidenceBits> bits);
  void tell_owners(const RunControl& control);
  void tell_weights(Exchange& processes);
  [[nodiscard]] SpeciesCount count_pairs(UserId voter, EvidenceBits authored, EvidenceBits voted) const;
  [[nodiscard]] SpeciesCount count_right(UserId voter) const;
  [[nodiscard]] SpeciesCount count_wrong(UserId voter) const;
  [[nodiscard]] SpeciesCount count_proposed(UserId voter) const;
  [[nodiscard]] double share_of_right_votes(UserId voter) const;
  [[nodiscard]] std::uint32_t n_of(const SpeciesCount& count) const;
  [[nodiscard]] double n_after_penalty(UserId voter) const;
  [[nodiscard]] double weight_of_n(double n) const;
  void gather_evidence(UserId voter);
  void learn(UserId voter, PlantnetChanges& changes);

  const PlantnetIndex& index_;
  const PlantnetOptions& options_;
  ValidityRule rule_;
  EvidenceBits counted_evidence_;  ///< the evidence on which n and weights depend

  Eigen::ArrayXd weight_of_small_n_;  ///< f(0), f(1), ..., which covers nearly all voters
  PlantnetEstimates learnt_;
  std::size_t n_valid_solo_ = 0;

  PlantnetAiRecord ai_record_;
  // By voter that is learnt by this process, or by place of a vote of such a voter.
  FlatArray<EvidenceBits> evidence_at_;       ///< of votes, by place
  FlatArray<EvidenceBits> evidence_of_pair_;  ///< by place
  FlatArray<std::uint8_t> has_new_evidence_;
  FlatArray<std::int8_t> change_of_weight_;

  /// If several processes share the run: data of the votes and voters in this process, whoever owns them.
  struct Here {
    FlatArray<EvidenceBits> evidence;       ///< of votes, by place
    FlatArray<EvidenceBits> evidence_told;  ///< the evidence that the owners know
    FlatArray<std::uint8_t> has_news;       ///< by voter
    std::vector<double> weight;             ///< likewise
    FlatArray<std::int8_t> change_of_weight;
  };
  Here here_;
};

}  // namespace crowdvote
