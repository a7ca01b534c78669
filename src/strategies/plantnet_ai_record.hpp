#pragma once

/// What the AI's votes say of it where its weight is learnt, label by label.
///
/// The AI votes nearly everywhere, so its votes would be most of all votes that are numbered, placed and gone
/// over again in each round. It is no author, and has far fewer labels than votes: a few counts of each label
/// say the same.

#include <crowdvote/ballot.hpp>
#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

namespace crowdvote {

/// On a shared observation.
struct Verdict {
  LabelId label = kNoLabel;
  bool is_valid = false;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

class PlantnetAiRecord {
 public:
  /// Empty where the AI does not learn. Observations on which it votes alone are right already.
  PlantnetAiRecord(const AggregationInput& input, const AiVotes& ai, bool learns) {
    if (!learns) return;
    of_label_.resize(input.votes.n_labels());
    for (ObservationId i = 0; i < input.votes.n_observations(); ++i) {
      if (ai.vote_on(i) == kNoLabel) continue;
      Counts& counts = of_label_[ai.vote_on(i)];
      ++counts.given;
      if (input.votes.n_votes_of(i) == 0) ++counts.right;
    }
  }

  /// The verdict on an observation where the AI votes for `label` and is not alone. May be called from
  /// several threads. \param before empty at first
  void take(LabelId label, const std::optional<Verdict>& before, const Verdict& after) {
    if (before) count(label, *before, -1);
    count(label, after, 1);
  }

  [[nodiscard]] double share_of_right_votes() const {
    double n_given = 0;
    double n_right = 0;
    for (const Counts& counts : of_label_) {
      n_given += counts.given;
      n_right += counts.right;
    }
    return n_given > 0 ? n_right / n_given : 0.0;
  }
  [[nodiscard]] std::uint32_t n_labels_given() const {
    return count_labels([](const Counts& counts) { return counts.given > 0; });
  }
  /// Labels that are right somewhere.
  [[nodiscard]] std::uint32_t n_labels_right() const {
    return count_labels([](const Counts& counts) { return counts.right > 0; });
  }
  /// Labels that are wrong on a valid observation somewhere.
  [[nodiscard]] std::uint32_t n_labels_wrong() const {
    return count_labels([](const Counts& counts) { return counts.wrong_on_valid > 0; });
  }

 private:
  /// Of observations. Votes that are wrong on observations that are not valid say nothing.
  struct Counts {
    std::uint32_t given = 0;
    std::int32_t right = 0;
    std::int32_t wrong_on_valid = 0;
  };

  void count(LabelId label, const Verdict& verdict, std::int32_t step) {
    const auto add = [step](auto& sum) { std::atomic_ref(sum).fetch_add(step, std::memory_order_relaxed); };
    if (label == verdict.label) {
      add(of_label_[label].right);
    } else if (verdict.is_valid) {
      add(of_label_[label].wrong_on_valid);
    }
  }

  template <class Holds>
  [[nodiscard]] std::uint32_t count_labels(const Holds& holds) const {
    return static_cast<std::uint32_t>(std::count_if(of_label_.begin(), of_label_.end(), holds));
  }

  std::vector<Counts> of_label_;
};

}  // namespace crowdvote
