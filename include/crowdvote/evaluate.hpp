#pragma once

/// Labels against experts' truth, on three nested subsets of the observations:
///
///     expert          with a truth (and at least one human vote)
///     multiple_votes  ... and at least 2 human votes
///     disagreement    ... and at least 2 different labels among the human votes
///
/// With pred_i = label_i if observation i is valid, and no pred_i otherwise, on each subset D:
///     accuracy        share of D with pred_i = truth_i (an invalid observation counts as wrong)
///     label_accuracy  share of D with label_i = truth_i, valid or not
///     valid_accuracy  share of the valid observations of D with pred_i = truth_i
///     macro P, R      mean over the classes C = union of truths and preds of D; a class never predicted has
///                     precision 0, one never true recall 0 (scikit-learn's average="macro", zero_division=0,
///                     labels=C)
///     classes_kept    share of the classes among the truths of D that are among its preds too
///     classes_recovered   share of the classes among the truths of D with at least one pred_i = truth_i
///
/// Sources: Lefort et al. (2025), Methods in Ecology and Evolution, for subsets and figures; Wilson (1927),
/// J. Am. Stat. Assoc. 22, for the intervals of shares.

#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/votes_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace crowdvote {

inline constexpr std::array<std::string_view, 3> kSubsetNames{"expert", "multiple_votes", "disagreement"};

/// The observations that are judged. Subsets are nested, so one level per observation defines all three.
struct EvaluationSets {
  std::vector<std::uint8_t>
      level;  ///< 0: not judged; 1: expert; 2: also multiple_votes; 3: also disagreement
  std::size_t truth_without_votes = 0;  ///< observations with a truth and no human vote: left out
  std::size_t truth_given_as_gold = 0;  ///< observations with a truth whose label was given: left out
  bool knows_votes = true;  ///< false: the votes, which define all subsets but the first, are not known

  [[nodiscard]] bool contains(ObservationId i, std::size_t subset) const { return level[i] > subset; }
};

/// \param human_votes all human votes, also those of experts whose votes are held out of the aggregation
/// \param truth one label per observation, kNoLabel where there is none
/// \param gold the same, for labels given as certain, whose observations are not judged; may be empty
[[nodiscard]] EvaluationSets find_evaluation_sets(const VotesView& human_votes,
                                                  std::span<const LabelId> truth,
                                                  std::span<const LabelId> gold = {});

/// The same without the votes: every observation with a truth is in `expert` and in no other subset.
[[nodiscard]] EvaluationSets find_evaluation_sets(std::span<const LabelId> truth);

/// Closed interval.
struct Interval {
  double low;
  double high;
};

/// Wilson's score interval of a share, 95 % by default. REQUIRES: n > 0 and successes <= n.
[[nodiscard]] Interval wilson_interval(std::size_t successes, std::size_t n, double z = 1.959963984540054);

/// The accuracy if every tie among labels were resolved wrongly, at random (in expectation) or correctly,
/// with validity and weights unchanged. With few votes, much of the accuracy of a strategy depends on its tie
/// rule.
struct TieBounds {
  std::size_t count =
      0;  ///< observations that the accuracy counts and whose label was chosen by the tie rule
  double lowest = 0;
  double expected = 0;
  double highest = 0;
};

/// Scores of the probabilities q_i(k) that a strategy gives to the labels, against the truths t_i. n is the
/// number of judged observations with probabilities, and q_i(k) = 0 for a label that is no candidate of i:
///
///     log_loss         mean of -ln max(q_i(t_i), 1e-15)
///     brier            mean of the sum over all labels k of (q_i(k) - [k = t_i])^2, from 0 to 2
///     ece              for the chosen label: sum over bins b of n_b / n * |accuracy_b - mean q in b|
///     ece_all_labels   sum over bins b of |sum of q_i(k) - [k = t_i] over the pairs (i, k) in b| / n
///
/// There are ten bins of equal width in [0, 1]; a pair is in the bin of q_i(k). Like Brier's score,
/// ece_all_labels is a sum over the labels, so neither depends on how many labels there are besides the
/// candidates; its range is 0 to 2. ece leaves out observations without a label. The validity of labels does
/// not matter.
///
/// A truth with a probability below 1e-15, for example one that is no candidate, adds -ln 1e-15 = 34.539 to
/// the sum of the log loss, whatever its probability. Such truths are counted in truth_ruled_out, so that
/// (n * log_loss - truth_ruled_out * 34.539) / (n - truth_ruled_out) is the log loss of the others.
///
/// Sources: Brier (1950), Monthly Weather Review 78; Guo, Pleiss, Sun, Weinberger (2017), "On calibration of
/// modern neural networks", ICML.
struct ProbabilityScores {
  std::size_t n = 0;
  std::size_t truth_ruled_out = 0;
  std::optional<double> log_loss;  ///< this and the following are empty if n is 0
  std::optional<double> brier;
  std::optional<double> ece;
  std::optional<double> ece_all_labels;
};

/// Figures of one subset. A share is empty if its denominator is 0.
struct SubsetMetrics {
  std::size_t n = 0;
  std::size_t valid = 0;
  std::size_t correct = 0;            ///< pred_i = truth_i
  std::size_t label_correct = 0;      ///< label_i = truth_i
  std::size_t classes_truth = 0;      ///< different truths
  std::size_t classes_predicted = 0;  ///< those of them that are among the preds
  std::size_t classes_hit = 0;        ///< those of them with a pred_i = truth_i
  std::optional<double> accuracy;
  std::optional<Interval> accuracy_ci;
  std::optional<double> label_accuracy;
  std::optional<double> valid_accuracy;
  std::optional<double> macro_precision;
  std::optional<double> macro_recall;
  std::optional<double> classes_kept;
  std::optional<Interval> classes_kept_ci;
  std::optional<double> classes_recovered;
  std::optional<Interval> classes_recovered_ci;

  std::optional<Interval> macro_precision_ci;  ///< filled by add_bootstrap_intervals
  std::optional<Interval> macro_recall_ci;     ///< filled by add_bootstrap_intervals

  std::optional<TieBounds> accuracy_ties;        ///< filled by add_tie_bounds
  std::optional<TieBounds> label_accuracy_ties;  ///< filled by add_tie_bounds
  std::optional<TieBounds> valid_accuracy_ties;  ///< filled by add_tie_bounds

  std::optional<ProbabilityScores> probabilities;  ///< filled by add_probability_scores
};

struct Evaluation {
  std::array<SubsetMetrics, kSubsetNames.size()> subsets;
  std::size_t truth_without_votes = 0;  ///< as in EvaluationSets
  std::size_t truth_given_as_gold = 0;  ///< as in EvaluationSets
  std::size_t left_without_votes = 0;   ///< judged observations all of whose votes were held out: left out
  bool knows_votes = true;              ///< as in EvaluationSets

  /// The figures are known for the first n_known_subsets() subsets only.
  [[nodiscard]] std::size_t n_known_subsets() const { return knows_votes ? kSubsetNames.size() : 1; }
};

/// The labels to grade. What is viewed must outlive the call; spans have one entry per observation.
struct GradedLabels {
  std::span<const LabelId> label;       ///< as in Consensus
  std::span<const std::uint8_t> valid;  ///< as in Consensus
  std::span<const LabelId> truth;       ///< kNoLabel where there is none
  const EvaluationSets& sets;
  std::size_t n_labels;                      ///< every label is below it
  std::optional<VotesView> votes = {};       ///< those that took part in the aggregation; empty: all of them
  std::span<const LabelId> label_rank = {};  ///< as in VotesView: figures are summed in this order

  /// Whether the observation counts in the figures of the subset.
  [[nodiscard]] bool judges(ObservationId i, std::size_t subset) const {
    return sets.contains(i, subset) && (!votes || votes->n_votes_of(i) != 0);
  }
  /// pred_i
  [[nodiscard]] LabelId prediction(ObservationId i) const { return valid[i] != 0 ? label[i] : kNoLabel; }
};

/// The figures of all subsets, except for those that add_...() functions fill. Cost for each subset: one pass
/// over the observations and n_labels.
[[nodiscard]] Evaluation evaluate(const GradedLabels& graded);

/// The same, from separate arguments. \param votes the votes that took part in the aggregation
[[nodiscard]] inline Evaluation evaluate(std::span<const LabelId> label, std::span<const std::uint8_t> valid,
                                         const VotesView& votes, std::span<const LabelId> truth,
                                         const EvaluationSets& sets, std::size_t n_labels) {
  return evaluate(GradedLabels{label, valid, truth, sets, n_labels, votes, votes.label_rank()});
}

}  // namespace crowdvote
