#pragma once

/// Labels that were made earlier or by another program, mapped to the observations of the data against which
/// they are graded.

#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crowdvote {

/// Labels from a file. Vectors have one entry per observation of the data; conf and acc are empty if the file
/// does not have them.
struct GivenLabels {
  InputFile file;
  std::vector<LabelId> label;       ///< kNoLabel: the file has none
  std::vector<std::uint8_t> valid;  ///< 0 or 1; every label is valid if the file does not say
  std::vector<double> conf;         ///< NaN: none
  std::vector<double> acc;          ///< NaN: none

  std::size_t unknown_observations = 0;      ///< rows, left out, about observations that are not in the data
  std::size_t replaced_labels = 0;           ///< rows replaced by a later one on the same observation
  std::size_t observations_without_row = 0;  ///< observations of the data without a row: no label
  std::vector<Notice> warnings;
};

/// Reads labels of any origin; the format is recognised by the content, and compressed files are unpacked:
///
///     observation,label[,valid,conf,acc]    CSV or TSV with a header, columns found by name
///     {"17": 4}                             JSON: observation -> label
///     {"17": {"label": 4, "valid": true}}   JSON as write_labels() makes it
///     {"observation": "17", "label": 4}     JSONL: one object per line
///     one label per line                    text
///     .npy                                  integers of 8 to 64 bits, one dimension, versions 1 to 3
///
/// -1, null, an empty text and the labels in options.abstain mean no label. Text and .npy are positional:
/// entry i belongs to the observation whose name is the number i if the names are exactly 0..N-1, and
/// otherwise to the i-th observation. In data without votes, whose observations are only those with a truth,
/// it also belongs to the observation named i if there are more entries than observations.
///
/// \param data gets the labels that only the file has, after its own labels
/// Throws IoError if the file cannot be read, InputError if its content is wrong (in strict runs also for
/// replaced labels, and for observations that votes do not have), Cancelled.
[[nodiscard]] GivenLabels read_labels(const std::string& path, CrowdData& data,
                                      const ReadOptions& options = {}, const RunControl& control = {});

/// Probabilities of labels that were made earlier, or by another program.
struct GivenProbabilities {
  InputFile file;
  Probabilities probabilities;
  std::size_t unknown_observations = 0;  ///< observations in the file, left out, that are not in the data
  std::vector<Notice> warnings;
};

/// Reads probabilities of any origin, in any format of write_probabilities() except .npy, whose columns have
/// no names:
///
///     observation,label,probability                CSV or TSV with a header, or JSON lines
///     {"17": {"4": 0.9, "11": 0.1}}                JSON: observation -> label -> probability
///
/// A label that is left out has the probability 0. A warning is given if those of an observation sum to more
/// than 1.
///
/// \param data gets the labels that only the file has, after its own labels
/// Throws what read_labels() throws, and InputError for a probability outside [0, 1].
[[nodiscard]] GivenProbabilities read_probabilities(const std::string& path, CrowdData& data,
                                                    const ReadOptions& options = {},
                                                    const RunControl& control = {});

/// The most probable label of each observation; ties (within kEpsilon) go to the label with the lowest rank.
/// conf and acc are its probability, and every label is valid.
[[nodiscard]] GivenLabels most_probable_labels(const GivenProbabilities& given, const CrowdData& data);

/// What is to be graded, on the ids of the data.
struct LabelsToGrade {
  GivenLabels labels;
  std::optional<GivenProbabilities> probabilities;
};

/// Reads labels, probabilities or both; without labels, the most probable ones are graded.
/// \param data gets the description of the probabilities' file if labels are given too
/// REQUIRES: at least one of the paths is given.
[[nodiscard]] LabelsToGrade read_labels_to_grade(const std::optional<std::string>& labels,
                                                 const std::optional<std::string>& probabilities,
                                                 CrowdData& data, const ReadOptions& options = {},
                                                 const RunControl& control = {});

/// Reads a truth file alone, to grade labels without the votes. The data have the observations of the file
/// and no votes. Throws what read_inputs() throws, and OptionError for MultiLabel::Reading::questions.
[[nodiscard]] CrowdData read_truth(const std::string& path, const ReadOptions& options = {},
                                   const RunControl& control = {});

}  // namespace crowdvote
