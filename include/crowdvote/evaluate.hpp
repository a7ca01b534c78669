#pragma once

/// Labels against experts' truth, on three nested subsets of the observations:
///
///     expert          has a truth (and at least one human vote)
///     multiple_votes  ... and at least 2 human votes
///     disagreement    ... and at least 2 different labels among the human votes
///
/// With pred_i = label_i where valid and none elsewhere, on each subset D:
///     accuracy        share of D with pred_i = truth_i (an invalid observation counts as wrong)
///     label_accuracy  share of D with label_i = truth_i, valid or not
///     valid_accuracy  correct among the valid of D
///     macro P, R      mean over C = truths of D united with preds of D; a class never predicted has precision
///                     0, one never true recall 0 (scikit-learn's average="macro", zero_division=0, labels=C)
///     classes_kept    |truths and preds| / |truths|
///
/// Sources: Lefort et al. (2025), Methods in Ecology and Evolution, for subsets and figures; Wilson (1927),
/// J. Am. Stat. Assoc. 22, for the intervals of shares.

#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace crowdvote {

inline constexpr std::array<std::string_view, 3> kSubsetNames{"expert", "multiple_votes", "disagreement"};

/// Which observations are judged. Subsets are nested, so one level an observation tells all three.
struct EvaluationSets {
  std::vector<std::uint8_t>
      level;  ///< 0: not judged; 1: expert; 2: also multiple_votes; 3: also disagreement
  std::size_t truth_without_votes = 0;  ///< observations with a truth and no human vote: left out

  [[nodiscard]] bool contains(ObservationId i, std::size_t subset) const { return level[i] > subset; }
};

/// \param human_votes all human votes, also those of experts whose votes are held out of the aggregation
/// \param truth one label an observation, kNoLabel where there is none
[[nodiscard]] EvaluationSets find_evaluation_sets(const VoteMatrix& human_votes,
                                                  std::span<const LabelId> truth);

/// Closed interval.
struct Interval {
  double low;
  double high;
};

/// Wilson's score interval of a share, 95 % by default. REQUIRES: n > 0 and successes <= n.
[[nodiscard]] Interval wilson_interval(std::size_t successes, std::size_t n, double z = 1.959963984540054);

/// Figures of one subset; a share over nothing is empty.
struct SubsetMetrics {
  std::size_t n = 0;
  std::size_t valid = 0;
  std::size_t correct = 0;            ///< pred_i = truth_i
  std::size_t label_correct = 0;      ///< label_i = truth_i
  std::size_t classes_truth = 0;      ///< different truths
  std::size_t classes_predicted = 0;  ///< of them, those among the preds
  std::optional<double> accuracy;
  std::optional<Interval> accuracy_ci;
  std::optional<double> label_accuracy;
  std::optional<double> valid_accuracy;
  std::optional<double> macro_precision;
  std::optional<double> macro_recall;
  std::optional<double> classes_kept;
  std::optional<Interval> classes_kept_ci;
};

struct Evaluation {
  std::array<SubsetMetrics, kSubsetNames.size()> subsets;
  std::size_t truth_without_votes = 0;  ///< as in EvaluationSets
  std::size_t left_without_votes = 0;   ///< judged observations all of whose votes were held out: left out
};

/// \param votes the votes that took part in the aggregation
/// \param label, valid one entry an observation, as in Consensus
[[nodiscard]] Evaluation evaluate(std::span<const LabelId> label, std::span<const std::uint8_t> valid,
                                  const VoteMatrix& votes, std::span<const LabelId> truth,
                                  const EvaluationSets& sets, std::size_t n_labels);

}  // namespace crowdvote
