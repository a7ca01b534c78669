#pragma once

/// Files that stand beside the votes. Each is read in two steps: `parse_...` needs no votes, so that it may
/// run while they are read; `attach_...` puts the values on the ids of the votes.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crowdvote {

/// What a side file says, on names of its own. Value v belongs to the name keys[key_of_value[v]], or, in a
/// positional file, to line v. Of several values for one key the last counts.
struct SideValues {
  InputFile file;
  bool is_positional = false;  ///< a text file with one value a line: keys and key_of_value are empty
  NameTable keys;              ///< observations, or users for weights and experts
  std::vector<std::uint32_t> key_of_value;   ///< empty where value v has key v
  std::vector<std::size_t> line_of_value;    ///< for messages; empty where it is not known or is v
  NameTable names;                           ///< of users or labels
  std::vector<std::uint32_t> name_of_value;  ///< kNoId: none; empty where the file has numbers alone
  std::vector<double> number_of_value;       ///< NaN: none; empty where the file has names alone
};

[[nodiscard]] SideValues parse_authors(const std::string& path, const ReadOptions& options,
                                       const RunControl& control);
[[nodiscard]] SideValues parse_ai_votes(const std::string& path, const ReadOptions& options,
                                        const RunControl& control);
[[nodiscard]] SideValues parse_ai_scores(const std::string& path, const ReadOptions& options,
                                         const RunControl& control);
[[nodiscard]] SideValues parse_truth(const std::string& path, const ReadOptions& options,
                                     const RunControl& control);
[[nodiscard]] SideValues parse_experts(const std::string& path, const ReadOptions& options,
                                       const RunControl& control);
[[nodiscard]] SideValues parse_weights(const std::string& path, const ReadOptions& options,
                                       const RunControl& control);

/// Each fills its vector of `data` and adds to `data.counts`, `data.files` and `data.warnings`; labels that
/// the votes do not have are appended to data.labels. Throws InputError, in strict runs also for what is
/// else counted. To be called in this order, when the votes are complete.
void attach_authors(const SideValues& authors, CrowdData& data, const ReadOptions& options);
void attach_ai_votes(const SideValues& ai_votes, CrowdData& data, const ReadOptions& options);
void attach_ai_scores(const SideValues& ai_scores, CrowdData& data, const ReadOptions& options);
void attach_truth(const SideValues& truth, CrowdData& data, const ReadOptions& options);
/// Experts' common labels become the truth unless `data` has one.
void attach_experts(const SideValues& experts, CrowdData& data, const ReadOptions& options);
void attach_weights(const SideValues& weights, CrowdData& data, const ReadOptions& options);

}  // namespace crowdvote
