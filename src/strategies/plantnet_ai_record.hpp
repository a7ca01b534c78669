#pragma once

/// The evidence of the AI's votes about it, label by label, if its weight is learnt.
///
/// The AI votes nearly everywhere, so most of the votes to be numbered, placed and visited in each round
/// would be its votes. It is never an author, and has far fewer labels than votes, so a few counts per label
/// give the same information.

#include <crowdvote/ballot.hpp>
#include <crowdvote/consensus.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crowdvote {

/// The decision on a shared observation.
struct Verdict {
  LabelId label = kNoLabel;
  bool is_valid = false;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

class PlantnetAiRecord {
 public:
  /// The record is empty if the AI's weight is not learnt. Observations on which the AI alone votes count as
  /// right from the beginning.
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

  /// Records a new verdict on an observation where the AI votes for `label` and is not alone. May be called
  /// from several threads. \param before the previous verdict; empty at first
  void take(LabelId label, const std::optional<Verdict>& before, const Verdict& after) {
    if (before) count(label, *before, -1);
    count(label, after, 1);
  }

  /// Collective if several processes share the run: updates the counts over all processes, which the
  /// functions below use.
  void sum_up(const RunControl& control) {
    std::vector<std::int32_t> sums;
    for (const Counts& counts : of_label_) {
      sums.insert(sums.end(), {static_cast<std::int32_t>(counts.given), counts.right, counts.wrong_on_valid});
    }
    sum_over_processes(control, std::span(sums));
    of_all_.resize(of_label_.size());
    for (std::size_t k = 0; k < of_all_.size(); ++k) {
      of_all_[k] = {static_cast<std::uint32_t>(sums[3 * k]), sums[3 * k + 1], sums[3 * k + 2]};
    }
  }

  [[nodiscard]] double share_of_right_votes() const {
    double n_given = 0;
    double n_right = 0;
    for (const Counts& of_label : counts()) {
      n_given += of_label.given;
      n_right += of_label.right;
    }
    return n_given > 0 ? n_right / n_given : 0.0;
  }
  [[nodiscard]] std::uint32_t n_labels_given() const {
    return count_labels([](const Counts& counts) { return counts.given > 0; });
  }
  /// The number of labels that are right on some observation.
  [[nodiscard]] std::uint32_t n_labels_right() const {
    return count_labels([](const Counts& counts) { return counts.right > 0; });
  }
  /// The number of labels that are wrong on some valid observation.
  [[nodiscard]] std::uint32_t n_labels_wrong() const {
    return count_labels([](const Counts& counts) { return counts.wrong_on_valid > 0; });
  }

 private:
  /// Numbers of observations. Wrong votes on observations that are not valid do not count.
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
    return static_cast<std::uint32_t>(std::count_if(counts().begin(), counts().end(), holds));
  }

  [[nodiscard]] const std::vector<Counts>& counts() const { return of_all_.empty() ? of_label_ : of_all_; }

  std::vector<Counts> of_label_;
  std::vector<Counts> of_all_;  ///< empty in a single process
};

}  // namespace crowdvote
