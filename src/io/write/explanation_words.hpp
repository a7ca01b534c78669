#pragma once

/// Puts an explanation into words.

#include <crowdvote/consensus.hpp>
#include <crowdvote/explain.hpp>
#include <crowdvote/name_table.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crowdvote {

/// "2.8": a number with at most four digits.
[[nodiscard]] std::string in_short(double number);
/// The number with as many digits as it takes to tell it from `other`.
[[nodiscard]] std::string in_short_beside(double number, double other);

/// Keeps references to its arguments.
class ExplanationWords {
 public:
  ExplanationWords(const NameTable& labels, const Consensus& consensus)
      : labels_(labels), consensus_(consensus) {}

  /// The name of a label; "nobody" for kNoLabel.
  [[nodiscard]] std::string name(LabelId label) const;
  /// "Rosa indica, not valid", "undefined"
  [[nodiscard]] std::string outcome(const Outcome& outcome) const;
  /// "not valid: Mentha arvensis leads with 2.8 of 5.85, agreement 0.479 is not above 0.7"
  [[nodiscard]] std::string reason(const Explanation& card) const;
  /// "0.5 above 2"; empty without a threshold
  [[nodiscard]] std::string margin(const std::optional<double>& margin, double threshold) const;
  /// "in round 3", "not after the start"
  [[nodiscard]] std::string round(std::size_t last_changed) const;
  /// What to say if it is not known what would change the outcome, and why.
  [[nodiscard]] std::string why_not_known(const Explanation& card) const;
  /// "to become Rosa indica": "one more vote for it that weighs more than 1.95: ...", for each outcome beside
  /// the one there is.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> one_more_vote(const Explanation& card) const;
  /// Which two further voters would make the label valid together; empty if there are none.
  [[nodiscard]] std::string pairs(const Explanation& card) const;

 private:
  [[nodiscard]] std::string count_noun() const;
  [[nodiscard]] std::string conditions(const Explanation& card, bool holds) const;
  [[nodiscard]] std::string who(const WeightBound& bound) const;
  [[nodiscard]] std::string bound(const WeightBound& bound, const std::string& for_whom) const;
  [[nodiscard]] std::string votes_needed(const WeightBound& needed,
                                         const std::optional<std::size_t>& newcomers,
                                         const std::string& for_whom) const;

  const NameTable& labels_;
  const Consensus& consensus_;
};

}  // namespace crowdvote
