#pragma once

/// The meaning of the fields in each kind of input file. A new kind of file is a new row of this table.

#include "io/records/column_names.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace crowdvote {

/// The meaning of an object that is a value in the single object of a JSON file, {key: {...}}.
enum class InnerObject : std::uint8_t {
  refused,          ///< values are scalars
  statements,       ///< {user: label}, or {observation: label} if the outer keys are users
  scores_by_label,  ///< {label: score}, in addition to {observation: score}
  fields,           ///< {"label": ..., "valid": ...}: columns by name, in addition to {observation: label}
};

/// A repeated vote replaces the earlier one, and so does a value with the same key: the last counts. For
/// labels and users, -1 and empty values are missing; for numbers, only empty values are.
struct Schema {
  std::string_view payload;                              ///< as InputFile::role
  std::string_view title;                                ///< in messages, such as "the authors"
  std::string_view row = "a value";                      ///< what a row holds, in messages, such as "a vote"
  Column key = Column::observation;                      ///< the subject of a record: observation or user
  Column value = Column::label;                          ///< its content; the key itself in a list of keys
  std::span<const ColumnRequest> columns;                ///< the key, the value and others
  std::string_view json_shape = "{observation: label}";  ///< in messages; empty if it cannot be a JSON object
  std::string_view json_object_shape =
      {};  ///< the same for values that are objects, where other values are possible too
  InnerObject inner = InnerObject::refused;
  bool may_be_text = false;  ///< one value per line, by position; in a list, one key per line
  bool may_be_npy = false;

  [[nodiscard]] bool is_list() const { return value == key; }
  /// Whether every record must have a user.
  [[nodiscard]] bool needs_user() const;
  /// A header to recommend, such as "observation,user".
  [[nodiscard]] std::string header() const;
  /// For messages: all shapes that a single JSON object may have.
  [[nodiscard]] std::string json_shapes() const;
  /// For messages: all that the file may look like.
  [[nodiscard]] std::string expected() const;
};

extern const Schema kVotes;
extern const Schema kVotesOfAnybody;  ///< the same if a row may lack its user
extern const Schema kAuthors;
extern const Schema kAiVotes;
extern const Schema kAiScores;
extern const Schema kTruth;
extern const Schema kGold;
extern const Schema kExperts;
extern const Schema kWeights;
extern const Schema kLabels;         ///< to be graded
extern const Schema kProbabilities;  ///< to be graded

}  // namespace crowdvote
