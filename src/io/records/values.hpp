#pragma once

/// Files that say something about each observation or user: all but the votes. Each is read in two steps:
/// `read_values` needs no votes, so that it may run while they are read; `attach_values` puts the values on
/// the ids of the votes.

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

/// What a file says, in the order of the file, on names of its own. Value v belongs to the key v, an
/// observation or a user. Columns are empty where the file says nothing of the kind, and may end before the
/// last value. Users and labels are references into `names`.
struct Values {
  InputFile file;
  std::vector<Finding> findings;
  std::vector<Notice> notices;  ///< without the name of the file
  std::string notes_of_part;    ///< where a range of a file was read: what has to be the same in all of them
  std::size_t n_values = 0;
  bool are_positional = false;     ///< text or .npy with a value for each observation: there are no keys
  bool has_objects = false;        ///< of JSON: some values are objects
  std::size_t n_blank_at_end = 0;  ///< of positional values: blank lines, which may be no values at all

  NameReferences names{NameReferences::Recurrence::often};
  std::vector<std::uint32_t> keys;  ///< references; empty as long as the key of value v is the integer v

  std::vector<std::uint32_t> name_of;  ///< user or label; kNoReference: none
  std::vector<double> number_of;       ///< score, weight or conf; NaN: none
  std::vector<double> acc_of;          ///< NaN: none
  std::vector<std::uint8_t> valid_of;  ///< 0, 1, or kNotSaid

  /// Scores of several labels: value v has those from scores_begin[v] to scores_begin[v + 1], or to the end.
  std::vector<std::size_t> scores_begin;
  std::vector<std::uint32_t> score_labels;
  std::vector<double> scores;
  bool scores_are_joined = false;  ///< of a table, where scores of one observation may stand apart

  static constexpr std::uint8_t kNotSaid = 2;

  [[nodiscard]] std::string file_name() const { return name_of_input(file.path); }
  [[nodiscard]] bool keys_are_places() const { return keys.empty(); }
  /// REQUIRES: !are_positional
  [[nodiscard]] Name key(std::size_t v) const {
    return keys.empty() ? Name(static_cast<std::int64_t>(v)) : names.name(keys[v]);
  }
  /// A key that is a whole number, or nothing. REQUIRES: !are_positional
  [[nodiscard]] std::optional<std::uint64_t> number_of_key(std::size_t v) const {
    const Name name = key(v);
    if (!name.is_integer() || name.value() < 0) return std::nullopt;
    return static_cast<std::uint64_t>(name.value());
  }
  /// Nobody asks where such a value belongs.
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

/// Throws IoError if the file cannot be read and InputError, with all problems of one pass, if its content is
/// wrong; in strict runs also where a key stands twice.
[[nodiscard]] Values read_values(const Schema& schema, const std::string& path, const ReadOptions& options,
                                 const RunControl& control = {});

/// Fills what the schema is about in `data` and adds to `data.counts`, `data.files` and `data.warnings`; labels
/// that the votes do not have are appended to data.labels. The values are used up: where they stand as the
/// observations do, they become the column of `data`. To be called in this order: authors, ai_votes, truth,
/// gold, experts, ai_scores, weights.
///
/// Of scores by label, the AI's score is that of the label it votes for: 0 if that label has none, because
/// such files leave out small scores. Where nothing says what the AI votes, its vote is the label with the top
/// score (of equal ones the first in name order). Experts' common labels become the truth unless there is one.
///
/// Throws InputError if positional values are not as many as the observations; in strict runs also for keys
/// that the votes do not have.
void attach_values(const Schema& schema, Values&& values, CrowdData& data, const ReadOptions& options,
                   const RunControl& control = {});

}  // namespace crowdvote
