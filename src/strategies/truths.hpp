#pragma once

/// The labels that can be true on each observation, numbered for models that give each of them a probability.
///
/// Labels in use, those that occur in the votes, in gold, in a model that was learnt before or where the
/// strategy says, are numbered k = 0 .. K-1 by rank. Observation i has the places begin(i) to begin(i + 1) -
/// 1 in the arrays of probabilities, one for each label that can be true on it, by k. An observation with
/// neither votes nor gold has none.
///
/// With Support::all the label of place begin(i) + k is k, and nothing is stored for it.

#include "core/flat_array.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/support.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace crowdvote {

/// An index in an array of probabilities. 32 bits are enough for 32 GB of them.
using PlaceIndex = std::uint32_t;
inline constexpr PlaceIndex kNoPlace = kNoId;

class Truths {
 public:
  /// The memory that a model takes, to check it and for the message if it does not fit.
  struct BytesNeeded {
    std::string_view strategy;
    double per_place = 0;          ///< in addition to the probability
    double per_place_of_vote = 0;  ///< for each vote and possible label of its observation
    double per_vote = 0;
    double per_user = 0;
    double per_observation = 0;
    bool knows_voted = true;  ///< the model supports Support::voted
  };

  /// \param more_labels labels that are in use in any case
  /// Throws MemoryError, which says how much `voted` would take, std::length_error at 2^32 - 1 places, and
  /// std::invalid_argument if a model is given and labels other than its own are in use.
  Truths(const AggregationInput& input, Support support, const BytesNeeded& bytes, const RunControl& control,
         std::span<const LabelId> more_labels = {});

  /// The same labels on other rows, whose places are given.
  /// \param begin first place of each row, and the end
  /// \param numbers k of each place, as number_at(); empty with Support::all
  /// \param gold_places place of the gold label, by row
  [[nodiscard]] Truths of_rows(const VotesView& votes, std::span<const PlaceIndex> begin,
                               std::span<const LabelId> numbers,
                               std::span<const PlaceIndex> gold_places) const;

  [[nodiscard]] bool holds_all() const { return support_ == Support::all; }
  [[nodiscard]] std::size_t n_labels() const { return label_of_number_.size(); }
  [[nodiscard]] std::size_t n_places() const { return n_places_; }
  /// The number of observations with votes or gold, over all processes.
  [[nodiscard]] std::size_t n_observations() const { return n_labelled_; }

  [[nodiscard]] PlaceIndex begin(ObservationId i) const { return begin_[i]; }
  [[nodiscard]] std::size_t n_on(ObservationId i) const { return begin_[i + 1] - begin_[i]; }
  [[nodiscard]] bool takes_part(ObservationId i) const { return begin_[i + 1] != begin_[i]; }
  /// k of the label at a place of observation i.
  [[nodiscard]] LabelId number_at(ObservationId i, PlaceIndex place) const {
    return holds_all() ? place - begin_[i] : number_of_place_[place];
  }
  [[nodiscard]] const std::vector<LabelId>& labels() const { return label_of_number_; }
  [[nodiscard]] LabelId label_of(LabelId number) const { return label_of_number_[number]; }
  [[nodiscard]] LabelId number_of(LabelId label) const { return number_of_label_[label]; }

  /// The place of the gold label of i; kNoPlace without gold.
  [[nodiscard]] PlaceIndex gold_place(ObservationId i) const {
    return gold_place_.size() == 0 ? kNoPlace : gold_place_[i];
  }
  /// Whether q_i is to be learnt: more than one label is possible, and there is no gold.
  [[nodiscard]] bool is_open(ObservationId i) const { return n_on(i) > 1 && gold_place(i) == kNoPlace; }
  /// The place of the certain label of i. REQUIRES: i takes part and is not open.
  [[nodiscard]] PlaceIndex certain_place(ObservationId i) const {
    return gold_place(i) == kNoPlace ? begin_[i] : gold_place(i);
  }
  /// The place of the label of each vote.
  [[nodiscard]] std::span<const PlaceIndex> place_of_vote() const {
    return {place_of_vote_.data(), place_of_vote_.size()};
  }

 private:
  Truths() = default;
  void number_labels(const AggregationInput& input, std::span<const LabelId> more_labels,
                     const RunControl& control);
  void find_begins(const AggregationInput& input, const RunControl& control);
  void check_memory(const AggregationInput& input, const BytesNeeded& bytes, const RunControl& control) const;
  void find_places(const AggregationInput& input, const RunControl& control);
  [[nodiscard]] PlaceIndex place_of(ObservationId i, LabelId number) const;
  /// Lists the labels voted on i and its gold label, by k, each once.
  void list_voted(const AggregationInput& input, ObservationId i, std::vector<LabelId>& numbers) const;

  Support support_ = Support::all;
  std::vector<LabelId> label_of_number_;
  std::vector<LabelId> number_of_label_;  ///< kNoLabel: not in use
  std::size_t n_labelled_ = 0;
  std::size_t n_places_ = 0;
  std::size_t n_places_voted_ = 0;           ///< number of places under Support::voted
  std::size_t n_places_of_votes_voted_ = 0;  ///< the same, summed over votes
  FlatArray<PlaceIndex> begin_;
  FlatArray<LabelId> number_of_place_;  ///< empty with Support::all
  FlatArray<PlaceIndex> gold_place_;    ///< empty without gold
  FlatArray<PlaceIndex> place_of_vote_;
};

/// The observation of each vote.
[[nodiscard]] FlatArray<ObservationId> observations_of_votes(const VotesView& votes);

/// The votes by user: those of u are begin[u] to begin[u + 1] - 1, ordered by label and then by observation.
struct VotesByUser {
  FlatArray<std::uint32_t> begin;
  FlatArray<VoteIndex> vote;

  VotesByUser(const AggregationInput& input, const RunControl& control);
  [[nodiscard]] std::span<const VoteIndex> of(UserId user) const {
    return {vote.data() + begin[user], vote.data() + begin[user + 1]};
  }
  /// Calls take(label, votes) for each label that the user voted for, by rank.
  template <class Take>
  void for_each_label_of(UserId user, const VotesView& votes, const Take& take) const {
    const std::span<const VoteIndex> all = of(user);
    for (std::size_t first = 0, last = 0; first < all.size(); first = last) {
      const LabelId label = votes.label_of_vote()[all[first]];
      while (last < all.size() && votes.label_of_vote()[all[last]] == label) ++last;
      take(label, all.subspan(first, last - first));
    }
  }
};

}  // namespace crowdvote
