#pragma once

/// What the fields of each kind of input file mean. A new kind of file is a new row of this table.

#include "io/records/column_names.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace crowdvote {

/// What an object means that stands as a value in the one object of a JSON file, {key: {...}}.
enum class InnerObject : std::uint8_t {
  refused,          ///< values are scalars
  statements,       ///< {user: label}, or {observation: label} where the outer keys are users
  scores_by_label,  ///< {label: score}, besides {observation: score}
  fields,           ///< {"label": ..., "valid": ...}: columns by name, besides {observation: label}
};

/// A vote that comes again replaces the one before, and so does a value of the same key: the last counts. -1
/// and nothing are no label and no user; for numbers, nothing is none.
struct Schema {
  std::string_view payload;                              ///< as InputFile::role
  std::string_view title;                                ///< for messages, as in "the authors"
  std::string_view row = "a value";                      ///< for messages: what a row says, as in "a vote"
  Column key = Column::observation;                      ///< what a record is about: observation or user
  Column value = Column::label;                          ///< what it says; the key itself in a list of keys
  std::span<const ColumnRequest> columns;                ///< the key's, the value's and others
  std::string_view json_shape = "{observation: label}";  ///< for messages; empty if it is no JSON object
  std::string_view json_object_shape =
      {};  ///< the same of values that are objects, where there are others too
  InnerObject inner = InnerObject::refused;
  bool may_be_text = false;  ///< a value a line, by position; in a list, a key a line
  bool may_be_npy = false;

  [[nodiscard]] bool is_list() const { return value == key; }
  /// Whether every record has a user.
  [[nodiscard]] bool needs_user() const;
  /// "observation,user": a header to recommend.
  [[nodiscard]] std::string header() const;
  /// For messages: all shapes that one JSON object may have.
  [[nodiscard]] std::string json_shapes() const;
  /// For messages: all that a file may look like.
  [[nodiscard]] std::string expected() const;
};

extern const Schema kVotes;
extern const Schema kVotesOfAnybody;  ///< the same where a row may lack its user
extern const Schema kAuthors;
extern const Schema kAiVotes;
extern const Schema kAiScores;
extern const Schema kTruth;
extern const Schema kGold;
extern const Schema kExperts;
extern const Schema kWeights;
extern const Schema kLabels;         ///< to grade
extern const Schema kProbabilities;  ///< likewise

}  // namespace crowdvote
