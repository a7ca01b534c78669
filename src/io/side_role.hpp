#pragma once

/// What the kinds of side files hold.

#include "io/column_names.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// A side file gives each key a value.
struct SideRole {
  std::string_view name;  ///< as InputFile::role
  Column key;             ///< observation or user
  Column value;           ///< user, label, score or weight; the key itself for a list of keys
  Column extra;           ///< a second value that a table may have; the value itself if there is none
  std::span<const std::string_view> value_also_called;
  std::string_view json_shape;  ///< for messages; empty if it is no JSON

  [[nodiscard]] bool is_list() const { return value == key; }
  [[nodiscard]] bool has_extra() const { return extra != value; }
  /// A text file of values goes by position: a line for each observation. A list has no positions.
  [[nodiscard]] bool can_be_positional() const { return key == Column::observation; }
  /// Scores may be given label by label.
  [[nodiscard]] bool takes_label_scores() const { return value == Column::score; }

  /// What to look for in the header of a table.
  [[nodiscard]] std::vector<ColumnRequest> requests() const;
  /// "observation,user": a header to recommend.
  [[nodiscard]] std::string header() const;
};

extern const SideRole kAuthors;
extern const SideRole kAiVotes;
extern const SideRole kAiScores;
extern const SideRole kTruth;
extern const SideRole kExperts;
extern const SideRole kWeights;

}  // namespace crowdvote
