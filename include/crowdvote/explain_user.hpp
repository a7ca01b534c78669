#pragma once

/// How the weight of a user came about, and what depends on the user.

#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/influence.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace crowdvote {

/// A label that the user has shown to know: voted for it where it is the label of the consensus.
struct KnownLabel {
  LabelId label;
  bool is_authored;        ///< shown on an observation of the user's own that is valid
  ObservationId evidence;  ///< the first on which it was shown: an authored one, if there is one
};

/// A vote for another label than that of the consensus.
struct Disagreement {
  ObservationId observation;
  LabelId vote;
};

/// What the user lacks to make labels valid alone, where the strategy has a threshold for conf.
struct WayToValidate {
  double lacking_weight = 0;  ///< beyond the user's own; 0: the user's vote is enough
  /// The smallest n of Consensus::weight_function that is enough, where there is one.
  std::optional<std::uint32_t> least_count = std::nullopt;
};

struct UserExplanation {
  UserId user = kNoUser;
  std::size_t n_votes = 0;
  std::size_t n_authored = 0;     ///< votes on the user's own observations
  std::vector<KnownLabel> known;  ///< authored ones first; by rank of the label
  std::optional<WayToValidate> lacking = std::nullopt;
  std::vector<Disagreement> disagreements;  ///< in the order of observations
  /// Where the outcome is another without the user's vote, in the order of observations.
  struct Decided {
    ObservationId observation;
    bool changes_label;  ///< and not the validity alone
  };
  std::vector<Decided> decided;
};

/// One pass over the votes. What is known is told by the labels of the consensus, as plantnet counts it: the
/// sizes of `known` are the user's species_authored and species_voted where its rounds came to rest.
/// \param input as the strategy was given it
/// \param by_model as Influences has it, for `decided`
[[nodiscard]] UserExplanation explain_user(const AggregationInput& input, const Consensus& consensus,
                                           UserId user, const DecisiveVotes* by_model = nullptr);

}  // namespace crowdvote
