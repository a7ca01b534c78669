#pragma once

/// What goes into a strategy and what comes out.

#include <crowdvote/ids.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crowdvote {

struct CrowdData;

/// "x above t" means x > t + kEpsilon, "x at least t" means x >= t - kEpsilon; labels whose weights are
/// within kEpsilon * max(1, top) of the top are tied.
inline constexpr double kEpsilon = 1e-9;

enum class TieRule {
  lowest,  ///< the tied label that comes first
  random   ///< uniform among the tied, by the observation's hash
};

/// Views of data that must outlive the call. Spans are empty where nothing is known.
struct AggregationInput {
  const VoteMatrix& votes;
  std::span<const UserId> author_of_observation = {};
  std::span<const LabelId> ai_label_of_observation = {};
  std::span<const double> ai_score_of_observation = {};
  std::span<const double> weight_of_user = {};
  TieRule ties = TieRule::lowest;
  std::span<const std::uint64_t> tie_hash_of_observation = {};  ///< REQUIRED for TieRule::random

  /// All that `data` knows, ties to the lowest label.
  static AggregationInput of(const CrowdData& data);
};

/// One round of an iterative strategy, for charts and -v.
struct RoundRecord {
  std::size_t users_changed = 0;   ///< users whose n (or weight) differs from the round before
  std::size_t labels_changed = 0;  ///< observations whose label differs
  std::size_t valid = 0;  ///< valid observations after the round (plantnet: before the AI invalidates)
};

/// What a strategy learnt of the users; vectors have one entry a user, or are empty where it estimates no
/// such thing.
struct UserEstimates {
  std::vector<double> weight;
  std::vector<std::uint32_t> species_authored;
  std::vector<std::uint32_t> species_voted;
  std::vector<std::uint32_t> n_species;  ///< n of plantnet, after rounding
  std::optional<double> self_validating_above =
      std::nullopt;  ///< a user whose weight is above it validates alone
};

/// The labels of a strategy. conf, acc and valid belong to these labels and these weights.
struct Consensus {
  std::vector<LabelId> label;       ///< kNoLabel: undefined
  std::vector<std::uint8_t> valid;  ///< 0 or 1
  std::vector<double> conf;         ///< weight of the label; 0 where there is none
  std::vector<double> acc;          ///< its share of all weights on the observation; 0 where there is none

  UserEstimates users;
  std::optional<UserEstimates> ai;  ///< plantnet with the AI as a user: vectors of one entry

  std::size_t n_ties = 0;                    ///< observations whose label was chosen by the tie rule
  std::size_t n_ai_votes_without_score = 0;  ///< plantnet, confident: votes that took no part
  int iterations = 0;                        ///< rounds after the first labels; 0 for a strategy of one step
  bool converged = true;
  int cycle_length = 0;  ///< of a cycle that was closed, else 0
  std::vector<RoundRecord> rounds;

  [[nodiscard]] std::size_t n_valid() const;
};

}  // namespace crowdvote
