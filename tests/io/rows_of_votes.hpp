#pragma once

/// Reads files of votes with options and describes the results.

#include "io/temporary_file.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/strategy_table.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace crowdvote::rows {

/// A file of tests/data/cases.
inline std::string case_file(const std::string& name) {
  return std::string(CROWDVOTE_SOURCE_DIR) + "/tests/data/cases/" + name;
}

inline CrowdData read(std::string_view content, const ReadOptions& options = {},
                      std::string_view ending = ".csv") {
  const TemporaryFile file(content, ending);
  return read_votes(file.path(), options);
}

/// Every vote as "observation user label", in the order of the matrix.
inline std::vector<std::string> votes_of(const CrowdData& data) {
  std::vector<std::string> votes;
  for (ObservationId i = 0; i < data.votes.n_observations(); ++i) {
    for (std::size_t v = 0; v < data.votes.n_votes_of(i); ++v) {
      votes.push_back(fmt::format("{} {} {}", data.observations.str(i),
                                  data.users.str(data.votes.users_of(i)[v]),
                                  data.labels.str(data.votes.labels_of(i)[v])));
    }
  }
  return votes;
}

/// The majority label of each observation, such as "1=cat 2=".
inline std::string majority_of(const CrowdData& data) {
  const Consensus consensus = aggregate(data.input(), MvOptions{}, RunControl{});
  std::string text;
  for (ObservationId i = 0; i < data.observations.size(); ++i) {
    const LabelId label = consensus.label[i];
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", data.observations.str(i),
                        label == kNoLabel ? "" : data.labels.str(label));
  }
  return text;
}

/// The warnings of the run, without the name of the file.
inline std::vector<std::string> warnings_of(const CrowdData& data) {
  std::vector<std::string> warnings;
  for (const Notice& warning : data.warnings) {
    warnings.push_back(warning.text.substr(warning.text.find(": ") + 2));
  }
  return warnings;
}

/// The first problem, with the file named FILE.
inline std::string error_of(std::string_view content, const ReadOptions& options,
                            std::string_view ending = ".csv", const RunControl& control = {}) {
  const TemporaryFile file(content, ending);
  try {
    (void)read_votes(file.path(), options, control);
  } catch (const InputError& error) {
    return without_path(error.problems().front().text(), file.path());
  } catch (const std::exception& error) {
    return without_path(error.what(), file.path());
  }
  return "no error";
}

}  // namespace crowdvote::rows
