#pragma once

/// How a user got their weight, and what depends on the user's votes.

#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/influence.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace crowdvote {

/// A label that the user has shown to know, by voting for it where it is the label of the consensus.
struct KnownLabel {
  LabelId label;
  bool is_authored;        ///< shown on an observation of the user's own that is valid
  ObservationId evidence;  ///< the first observation that shows it, an authored one if there is one
};

/// A vote for another label than that of the consensus.
struct Disagreement {
  ObservationId observation;
  LabelId vote;
};

/// What the user lacks to make a label valid alone, if the strategy has a threshold for conf.
struct WayToValidate {
  double lacking_weight = 0;  ///< in addition to the user's own weight; 0: the user's vote is enough
  /// The smallest n of Consensus::weight_function that is enough, if there is one.
  std::optional<std::uint32_t> least_count = std::nullopt;
};

struct UserExplanation {
  UserId user = kNoUser;
  std::size_t n_votes = 0;
  std::size_t n_authored = 0;     ///< votes on the user's own observations
  std::vector<KnownLabel> known;  ///< authored ones first, then by rank of the label
  std::optional<WayToValidate> lacking = std::nullopt;
  std::vector<Disagreement> disagreements;  ///< in the order of observations
  /// An observation whose outcome would change without the user's vote.
  struct Decided {
    ObservationId observation;
    bool changes_label;  ///< false: only the validity changes
  };
  std::vector<Decided> decided;  ///< in the order of observations
};

/// Explains one user, in one pass over the votes. Known labels are counted from the labels of the consensus,
/// as in plantnet: once its rounds have converged, the numbers of authored and other labels in `known` are
/// the user's species_authored and species_voted.
/// \param input as the strategy was given it
/// \param by_model as Influences has it, for `decided`
[[nodiscard]] UserExplanation explain_user(const AggregationInput& input, const Consensus& consensus,
                                           UserId user, const DecisiveVotes* by_model = nullptr);

}  // namespace crowdvote
