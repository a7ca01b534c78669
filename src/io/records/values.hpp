#pragma once

/// Files with a value for each observation or user: all input files except the votes. Each is read in two
/// steps: `read_values` does not need the votes, so it can run while they are read; `attach_values` assigns
/// the values to the ids of the votes.

#include "io/bytes/byte_source.hpp"
#include "io/records/name_ids.hpp"
#include "io/records/schema.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/finding.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace crowdvote {

/// The content of a file, in the order of the file, with its own table of names. Value v belongs to key v, an
/// observation or a user. Columns are empty if the file has nothing of the kind, and may end before the last
/// value. Users and labels are references into `names`.
struct Values {
  InputFile file;
  std::vector<Finding> findings;
  std::vector<Notice> notices;  ///< do not contain the name of the file
  std::string notes_of_part;    ///< if a range of a file was read: what has to be the same in all ranges
  std::size_t n_values = 0;
  bool are_positional = false;     ///< text or .npy with one value per observation, without keys
  bool has_objects = false;        ///< for JSON: some values are objects
  std::size_t n_blank_at_end = 0;  ///< for positional values: blank lines, which may not be values at all

  NameReferences names{NameReferences::Recurrence::often};
  std::vector<std::uint32_t> keys;  ///< references; empty as long as the key of each value v is the integer v

  std::vector<std::uint32_t> name_of;  ///< user or label; kNoReference: missing
  std::vector<double> number_of;       ///< score, weight or conf; NaN: missing
  std::vector<double> acc_of;          ///< NaN: missing
  std::vector<std::uint8_t> valid_of;  ///< 0, 1, or kNotSaid

  /// Scores of several labels: those of value v go from scores_begin[v] to scores_begin[v + 1], or to the
  /// end.
  std::vector<std::size_t> scores_begin;
  std::vector<std::uint32_t> score_labels;
  std::vector<double> scores;
  /// For a table, in which scores of one observation may be in separate rows.
  bool scores_are_joined = false;

  static constexpr std::uint8_t kNotSaid = 2;

  [[nodiscard]] std::string file_name() const { return name_of_input(file.path); }
  [[nodiscard]] bool keys_are_places() const { return keys.empty(); }
  /// REQUIRES: !are_positional
  [[nodiscard]] Name key(std::size_t v) const {
    return keys.empty() ? Name(static_cast<std::int64_t>(v)) : names.name(keys[v]);
  }
  /// The key as a whole number, or nothing if it is not one. REQUIRES: !are_positional
  [[nodiscard]] std::optional<std::uint64_t> number_of_key(std::size_t v) const {
    const Name name = key(v);
    if (!name.is_integer() || name.value() < 0) return std::nullopt;
    return static_cast<std::uint64_t>(name.value());
  }
  /// Whether the value is empty, so that it does not matter where it belongs.
  [[nodiscard]] bool says_nothing(std::size_t v) const {
    return name_at(v) == kNoReference && std::isnan(number_at(v)) && !has_scores(v);
  }
  [[nodiscard]] std::uint32_t name_at(std::size_t v) const {
    return v < name_of.size() ? name_of[v] : kNoReference;
  }
  [[nodiscard]] double number_at(std::size_t v) const {
    return v < number_of.size() ? number_of[v] : std::numeric_limits<double>::quiet_NaN();
  }
  [[nodiscard]] bool has_scores(std::size_t v) const {
    return v < scores_begin.size() && scores_begin[v] < scores_end(v);
  }
  [[nodiscard]] std::size_t scores_end(std::size_t v) const {
    return v + 1 < scores_begin.size() ? scores_begin[v + 1] : scores.size();
  }
};

/// Throws IoError if the file cannot be read and InputError, with all problems found in one pass, if its
/// content is wrong; in strict runs also if a key occurs twice.
[[nodiscard]] Values read_values(const Schema& schema, const std::string& path, const ReadOptions& options,
                                 const RunControl& control = {});

/// Fills the part of `data` that the schema describes and adds to `data.counts`, `data.files` and
/// `data.warnings`; labels that the votes do not have are appended to data.labels. The values are consumed:
/// if they are in the order of the observations, their memory becomes the column of `data`. To be called in
/// this order: authors, ai_votes, truth, gold, experts, ai_scores, weights.
///
/// With scores by label, the AI's score is that of the label it votes for: 0 if that label has none, because
/// such files leave out small scores. If nothing says what the AI votes, its vote is the label with the
/// highest score (of equal ones, the first in name order). Labels on which experts agree become the truth
/// unless there is one.
///
/// Throws InputError if the number of positional values differs from that of the observations; in strict runs
/// also for keys that the votes do not have.
void attach_values(const Schema& schema, Values&& values, CrowdData& data, const ReadOptions& options,
                   const RunControl& control = {});

}  // namespace crowdvote
