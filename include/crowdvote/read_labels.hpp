#pragma once

/// Labels that were made earlier, or by another program, put on the observations of what they are graded
/// against.

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

/// Vectors have one entry an observation of the data; conf and acc are empty where the file does not have
/// them.
struct GivenLabels {
  InputFile file;
  std::vector<LabelId> label;       ///< kNoLabel: the file has none
  std::vector<std::uint8_t> valid;  ///< 0 or 1; every label is valid in a file that does not say
  std::vector<double> conf;         ///< NaN: none
  std::vector<double> acc;          ///< NaN: none

  std::size_t unknown_observations = 0;  ///< rows about observations that the data does not have: left out
  std::size_t replaced_labels = 0;       ///< rows that a later one on the same observation replaced
  std::size_t observations_without_row = 0;  ///< of the data: they have no label
  std::vector<Notice> warnings;
};

/// Reads labels of any origin; the format is recognised by the content, packed files are unpacked:
///
///     observation,label[,valid,conf,acc]     CSV or TSV with a header, columns found by name
///     {"17": 4}                              JSON: observation -> label
///     {"17": {"label": 4, "valid": true}}    JSON as write_labels makes it
///     {"observation": "17", "label": 4}      JSONL: one object per line
///     one label per line                       text
///     .npy                                   integers of 8 to 64 bits, one dimension, versions 1 to 3; -1 is
///     none
///
/// -1, null, an empty text and the labels of options.abstain mean no label. Text and .npy go by position: place i
/// belongs to the observation whose id is the number i if the ids are exactly 0..N-1, otherwise to the i-th;
/// in data without votes, whose observations are only those with a truth, also to the number i if there are
/// more places than observations.
///
/// \param data its labels grow by those that only the file has, behind the others
/// Throws IoError if the file cannot be read, InputError if its content is wrong (in strict runs also for
/// replaced labels, and for observations that votes do not have), Cancelled.
[[nodiscard]] GivenLabels read_labels(const std::string& path, CrowdData& data,
                                      const ReadOptions& options = {}, const RunControl& control = {});

/// Probabilities of labels that were made earlier, or by another program.
struct GivenProbabilities {
  InputFile file;
  Probabilities probabilities;
  std::size_t unknown_observations = 0;  ///< of the file, that the data does not have: left out
  std::vector<Notice> warnings;
};

/// Reads probabilities of any origin, in any of the formats that write_probabilities makes but .npy, whose columns have
/// no names:
///
///     observation,label,probability                CSV or TSV with a header, or JSON lines
///     {"17": {"4": 0.9, "11": 0.1}}                JSON: observation -> label -> probability
///
/// A label that is left out has the probability 0. A warning says where those of an observation sum to more than 1.
///
/// \param data its labels grow by those that only the file has, behind the others
/// Throws as read_labels, also for a probability outside [0, 1].
[[nodiscard]] GivenProbabilities read_probabilities(const std::string& path, CrowdData& data,
                                                    const ReadOptions& options = {},
                                                    const RunControl& control = {});

/// The most probable label of each observation; ties (kEpsilon) go to the label with the lowest rank. conf and acc are its
/// probability, and every label is valid.
[[nodiscard]] GivenLabels most_probable_labels(const GivenProbabilities& given, const CrowdData& data);

/// What is to be graded, on the observations and labels of the data.
struct LabelsToGrade {
  GivenLabels labels;
  std::optional<GivenProbabilities> probabilities;
};

/// Reads labels, probabilities or both; without labels, the most probable ones are graded.
/// \param data gets the file of probabilities that stand beside labels
/// REQUIRES: one of the paths.
[[nodiscard]] LabelsToGrade read_labels_to_grade(const std::optional<std::string>& labels,
                                                 const std::optional<std::string>& probabilities,
                                                 CrowdData& data, const ReadOptions& options = {},
                                                 const RunControl& control = {});

/// A truth file alone, for labels that are graded without the votes: data with the observations of the file,
/// without votes. Throws as read_inputs.
[[nodiscard]] CrowdData read_truth(const std::string& path, const ReadOptions& options = {},
                                   const RunControl& control = {});

}  // namespace crowdvote
