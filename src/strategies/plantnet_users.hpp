#pragma once

/// What plantnet's voters have shown to know, and the weights that follow.

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

/// What is known of the voters: columns with a value per user, and the AI's as the last.
struct PlantnetEstimates {
  std::vector<double> weight;
  std::vector<std::uint32_t> species_authored;
  std::vector<std::uint32_t> species_voted;
  std::vector<std::uint32_t> n_species;
};

/// What a part of a round changed.
struct PlantnetChanges {
  std::size_t users = 0;   ///< whose n or weight changed
  std::size_t n = 0;       ///< users whose n changed
  std::size_t labels = 0;  ///< of shared observations
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

/// Weights of all voters, learnt from what their votes say of them.
class PlantnetUsers {
 public:
  /// Views its arguments. Everyone has shown no species yet and weighs gamma (the AI ai_weight, unless it
  /// learns).
  PlantnetUsers(const PlantnetIndex& index, const PlantnetOptions& options, const ValidityRule& rule,
                const RunControl& control);

  // Of the users of the votes here, and of the AI as the last.
  [[nodiscard]] double weight_of(UserId voter) const { return weights()[voter]; }
  [[nodiscard]] std::span<const double> weights() const {
    return is_shared() ? here_.weight : learnt_.weight;
  }
  /// What the last `learn` did to the weight: 1 if it grew, -1 if it shrank, else 0.
  [[nodiscard]] int change_of_weight(UserId voter) const {
    return is_shared() ? here_.change_of_weight[voter] : change_of_weight_[voter];
  }
  [[nodiscard]] std::size_t n_valid_solo_observations() const { return n_valid_solo_; }

  /// Notes what the votes on a shared observation say about their voters from now on. May be called from several
  /// threads, for different observations. \param before the verdict until now; empty at first
  void take_evidence(SharedId shared, const Verdict& verdict, const std::optional<Verdict>& before);

  /// n and weights from the evidence as it now stands.
  PlantnetChanges learn(const RunControl& control);

  /// Of the users of the votes here, and of the AI. Nothing else may be asked for afterwards.
  [[nodiscard]] PlantnetEstimates take_estimates(const RunControl& control);

 private:
  struct SpeciesCount {
    std::uint32_t authored = 0;
    std::uint32_t voted = 0;
  };

  /// By owner, of the votes whose meaning changed.
  struct News {
    std::vector<std::vector<Place>> places;
    std::vector<std::vector<EvidenceBits>> bits;
  };

  // Of voters that are learnt here.
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
  EvidenceBits counted_evidence_;  ///< what n and weights depend on

  Eigen::ArrayXd weight_of_small_n_;  ///< f(0), f(1), ...: nearly all that is asked for
  PlantnetEstimates learnt_;
  std::size_t n_valid_solo_ = 0;

  PlantnetAiRecord ai_record_;
  // By voter that is learnt here, or by place of a vote of one.
  FlatArray<EvidenceBits> evidence_at_;       ///< of votes, by place
  FlatArray<EvidenceBits> evidence_of_pair_;  ///< by place
  FlatArray<std::uint8_t> has_new_evidence_;
  FlatArray<std::int8_t> change_of_weight_;

  /// Where several processes share the run: of the votes and voters here, whoever owns them.
  struct Here {
    FlatArray<EvidenceBits> evidence;       ///< of votes, by place
    FlatArray<EvidenceBits> evidence_told;  ///< what their owners know of it
    FlatArray<std::uint8_t> has_news;       ///< by voter
    std::vector<double> weight;             ///< likewise
    FlatArray<std::int8_t> change_of_weight;
  };
  Here here_;
};

}  // namespace crowdvote
