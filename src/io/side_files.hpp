#pragma once

/// Files that stand beside the votes. Each is read in two steps: `parse_...` needs no votes, so that it may
/// run while they are read; `attach_...` puts the values on the ids of the votes.

#include "io/name_references.hpp"
#include "io/side_keys.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace crowdvote {

/// Scores of several labels for one observation, as a chain for each value.
struct LabelScores {
  struct Entry {
    std::uint32_t label;  ///< reference
    std::uint32_t next;   ///< index of an entry, or kNoId
    double score;
  };
  std::vector<std::uint32_t> first_of_value;  ///< index of an entry, or kNoId
  std::vector<Entry> entries;
};

/// What a side file says, on names of its own. Value v belongs to keys[v] or, in a positional file, to line
/// v. A vector is empty where the file says nothing of the kind, and may end before the last value. Users and
/// labels are references (io/name_references.hpp).
struct SideValues {
  InputFile file;
  bool is_positional = false;                ///< a text file with one value a line: `keys` is empty
  std::size_t n_lines = 0;                   ///< of a positional file
  std::size_t n_blank_lines_at_end = 0;      ///< of those lines
  SideKeys keys;                             ///< observations, or users for weights and experts
  NameTable names;                           ///< users or labels whose references are numbers in it
  std::vector<std::uint32_t> name_of_value;  ///< kNoReference: none
  std::vector<double> number_of_value;       ///< NaN: none
  LabelScores scores_by_label;
  std::size_t n_replaced = 0;  ///< values that a later one of the same key replaced

  /// Values, and the places of keys that are left out.
  [[nodiscard]] std::size_t size() const { return is_positional ? n_lines : keys.n_places(); }
  [[nodiscard]] std::uint32_t name_at(std::size_t v) const {
    return v < name_of_value.size() ? name_of_value[v] : kNoReference;
  }
  [[nodiscard]] double number_at(std::size_t v) const {
    return v < number_of_value.size() ? number_of_value[v] : std::numeric_limits<double>::quiet_NaN();
  }
  [[nodiscard]] std::uint32_t first_score_at(std::size_t v) const {
    return v < scores_by_label.first_of_value.size() ? scores_by_label.first_of_value[v] : kNoId;
  }
  /// REQUIRES: a reference of these values that is not kNoReference
  [[nodiscard]] Name name(std::uint32_t reference) const {
    return is_numbered(reference) ? names[number_of(reference)] : Name(std::int64_t{reference});
  }
};

/// All parsers throw IoError if the file cannot be read and InputError, with all problems of one pass, if its
/// content is wrong; in strict runs also where a key stands twice.
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
/// the votes do not have are appended to data.labels. Throws InputError if a positional file has another
/// number of lines than the votes have observations; in strict runs also for ids that the votes do not have.
/// To be called in this order, when the votes are complete. The values are used up: where they stand as the
/// observations do, they become the vector of `data`.
void attach_authors(SideValues&& authors, CrowdData& data, const ReadOptions& options,
                    const RunControl& control);
void attach_ai_votes(SideValues&& ai_votes, CrowdData& data, const ReadOptions& options,
                     const RunControl& control);
void attach_truth(SideValues&& truth, CrowdData& data, const ReadOptions& options, const RunControl& control);
/// Experts' common labels become the truth unless `data` has one.
void attach_experts(SideValues&& experts, CrowdData& data, const ReadOptions& options,
                    const RunControl& control);
/// Of scores by label, the AI's score is that of the label it votes for: 0 if that label has none, because
/// such files leave out small scores. Where nothing says what the AI votes, its vote is the label with the
/// top score (of equal ones the first in name order). What such a file says of the truths is kept apart.
void attach_ai_scores(SideValues&& ai_scores, CrowdData& data, const ReadOptions& options,
                      const RunControl& control);
void attach_weights(SideValues&& weights, CrowdData& data, const ReadOptions& options,
                    const RunControl& control);

}  // namespace crowdvote
