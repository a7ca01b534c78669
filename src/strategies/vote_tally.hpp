#pragma once

/// The vote on one observation: weights gathered by label, and who wins.

#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
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
    if (!place_of_label_.empty()) place_of_label_.clear();
    candidates_.clear();
    total_ = 0;
  }

  void add(LabelId label, Weight weight) {
    candidate(label).weight += weight;
    total_ += weight;
  }

  /// REQUIRES: at least one vote was added. `tie_hash` chooses among tied labels unless the rule is lowest.
  /// The tally has to be cleared before the next vote.
  [[nodiscard]] Winner<Weight> winner(TieRule rule, std::uint64_t tie_hash) {
    if (candidates_.size() == 1) return {candidates_[0].label, candidates_[0].weight, total_, false};

    const std::size_t n_tied = tied().size();
    const auto tied_end = candidates_.begin() + static_cast<std::ptrdiff_t>(n_tied);
    const std::size_t rank = rule == TieRule::lowest ? 0 : static_cast<std::size_t>(tie_hash % n_tied);
    const auto chosen = candidates_.begin() + static_cast<std::ptrdiff_t>(rank);
    const auto comes_first = [](const Candidate& a, const Candidate& b) { return a.label < b.label; };
    std::nth_element(candidates_.begin(), chosen, tied_end, comes_first);
    return {chosen->label, chosen->weight, total_, n_tied > 1};
  }

  /// The labels whose weight is within the tie margin of the top, in no particular order: a view of the
  /// tally, empty where no vote was added.
  [[nodiscard]] std::span<const Candidate> tied() {
    if (candidates_.empty()) return {};
    const auto lighter = [](const Candidate& a, const Candidate& b) { return a.weight < b.weight; };
    const Weight top = std::max_element(candidates_.begin(), candidates_.end(), lighter)->weight;
    const auto is_beaten = [&](const Candidate& c) { return c.weight < top - tie_margin(top); };
    const auto end = std::partition(candidates_.begin(), candidates_.end(), std::not_fn(is_beaten));
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

  Candidate& candidate(LabelId label) {
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

  std::vector<Candidate> candidates_;
  tsl::robin_map<LabelId, std::size_t> place_of_label_;  ///< used only where candidates are many
  Weight total_ = 0;
};

}  // namespace crowdvote
