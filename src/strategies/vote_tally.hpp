#pragma once

/// The vote on one observation: weights gathered by label, and who wins.

#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include <tsl/robin_map.h>

namespace crowdvote {

template <class Weight>
struct Winner {
  LabelId label = kNoLabel;
  Weight conf = 0;       ///< weight of the label
  Weight total = 0;      ///< weight of all labels
  bool is_tied = false;  ///< the tie rule chose the label
};

/// Scratch for one vote at a time. `Weight` is double, or an integer where votes are counted: those are
/// compared exactly.
template <class Weight>
class VoteTally {
 public:
  struct Candidate {
    LabelId label;
    Weight weight;
  };

  void clear() {
    if (candidates_.size() > 1) forget_others();
    candidates_.front() = {kNoLabel, 0};
    total_ = 0;
  }

  void add(LabelId label, Weight weight) {
    total_ += weight;
    Candidate& first = candidates_.front();
    if (first.label == kNoLabel) first.label = label;
    if (first.label == label) {
      first.weight += weight;
    } else {
      other(label).weight += weight;
    }
  }

  /// REQUIRES: at least one vote was added. `tie_hash` chooses among tied labels unless the rule is lowest.
  /// The tally has to be cleared before the next vote.
  [[nodiscard]] Winner<Weight> winner(TieRule rule, std::uint64_t tie_hash) {
    if (candidates_.size() > 1) return winner_of_many(rule, tie_hash);
    return {candidates_.front().label, candidates_.front().weight, total_, false};
  }

  /// The labels whose weight is within the tie margin of the top, in no particular order: a view of the
  /// tally, empty where no vote was added. Only `clear` may follow.
  [[nodiscard]] std::span<const Candidate> tied() {
    if (candidates_.front().label == kNoLabel) return {};
    const auto lighter = [](const Candidate& a, const Candidate& b) { return a.weight < b.weight; };
    const Weight top = std::max_element(candidates_.begin(), candidates_.end(), lighter)->weight;
    const auto is_tied = [&](const Candidate& c) { return c.weight >= top - tie_margin(top); };
    const auto end = std::partition(candidates_.begin(), candidates_.end(), is_tied);
    return std::span<const Candidate>(candidates_.begin(), end);
  }

 private:
  /// So many are searched faster than looked up.
  static constexpr std::size_t kFewCandidates = 16;

  static Weight tie_margin(Weight top) {
    if constexpr (std::is_integral_v<Weight>) {
      return 0;
    } else {
      return kEpsilon * std::max(Weight{1}, top);
    }
  }

  Winner<Weight> winner_of_many(TieRule rule, std::uint64_t tie_hash) {
    const std::size_t n_tied = tied().size();
    const auto tied_end = candidates_.begin() + static_cast<std::ptrdiff_t>(n_tied);
    const std::size_t rank = rule == TieRule::lowest ? 0 : static_cast<std::size_t>(tie_hash % n_tied);
    const auto chosen = candidates_.begin() + static_cast<std::ptrdiff_t>(rank);
    const auto comes_first = [](const Candidate& a, const Candidate& b) { return a.label < b.label; };
    std::nth_element(candidates_.begin(), chosen, tied_end, comes_first);
    return {chosen->label, chosen->weight, total_, n_tied > 1};
  }

  Candidate& other(LabelId label) {
    if (candidates_.size() <= kFewCandidates) {
      for (Candidate& known : candidates_) {
        if (known.label == label) return known;
      }
      return candidates_.emplace_back(Candidate{label, 0});
    }
    if (place_of_label_.empty()) {
      for (const Candidate& known : candidates_) place_of_label_.emplace(known.label, place_of_label_.size());
    }
    const auto [place, is_new] = place_of_label_.emplace(label, candidates_.size());
    return is_new ? candidates_.emplace_back(Candidate{label, 0}) : candidates_[place->second];
  }

  void forget_others() {
    candidates_.erase(candidates_.begin() + 1, candidates_.end());
    if (!place_of_label_.empty()) place_of_label_.clear();
  }

  /// The first is always there, without a label before the first vote: most observations have no other.
  std::vector<Candidate> candidates_{Candidate{kNoLabel, 0}};
  tsl::robin_map<LabelId, std::size_t> place_of_label_;  ///< used only where candidates are many
  Weight total_ = 0;
};

}  // namespace crowdvote
