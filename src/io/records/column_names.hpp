#pragma once

/// Finds out what the columns of a table (or the keys of a JSON line) hold.

#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

enum class Column : std::uint8_t {
  observation,
  user,
  label,
  author,
  score,
  weight,
  valid,
  conf,
  acc,
  count,
  time
};
inline constexpr std::size_t kNumberOfColumns = 11;
inline constexpr std::size_t kNoColumn = std::numeric_limits<std::size_t>::max();

/// "observation", "user", ...
[[nodiscard]] std::string_view name_of(Column column);

/// A column that a reader searches for.
struct ColumnRequest {
  Column column;
  bool is_required = true;
  /// Further names, which it has only in this kind of file.
  std::span<const std::string_view> also_called = {};
  bool prefers_these = false;  ///< `also_called` takes precedence over all others, even a chosen name
};

/// The positions of the columns, counted from 0, and the problems if they cannot be determined.
struct ColumnPlaces {
  std::array<std::size_t, kNumberOfColumns> places;  ///< kNoColumn: missing
  std::vector<Problem> problems;  ///< without their place in the file, which the caller adds
  std::vector<Notice> notices;    ///< about columns that were preferred to others; without their place, too

  ColumnPlaces() { places.fill(kNoColumn); }
  [[nodiscard]] std::size_t operator[](Column column) const {
    return places[static_cast<std::size_t>(column)];
  }
  [[nodiscard]] bool has(Column column) const { return (*this)[column] != kNoColumn; }
  void set(Column column, std::size_t place) { places[static_cast<std::size_t>(column)] = place; }
};

/// What a chosen name means for a file without a column of that name.
enum class ChosenNames : std::uint8_t {
  must_exist,  ///< an error: for the votes, for which it was chosen
  /// The known names are tried: for side files, whose columns may have other names than those of the votes.
  may_be_there
};

/// Finds the columns by the names in a header, in any order. Case is ignored, and blanks, dots, dashes and
/// underscores are equivalent: Task ID, task.id and _task_id all mean task_id. A known name counts alone or
/// followed by _id, Id, _ids or _name. A name chosen by the user takes precedence over known ones.
///
/// Of several candidates, the best is taken, and a notice lists the others: usual words (task) are better
/// than those that often mean something else (image), and then a word alone is better than one followed by
/// _id. Two equally good candidates are a problem and never a choice; so are a question and an id of
/// something else: a Zooniverse export has both task (the question) and subject_id (the item that was
/// classified).
[[nodiscard]] ColumnPlaces find_columns(std::span<const std::string> names,
                                        std::span<const ColumnRequest> requests, const ColumnNames& chosen,
                                        ChosenNames meaning = ChosenNames::must_exist);

/// Whether any of the names may be one of the columns, so that the line is a header. Words that often mean
/// something else do not suffice to make a line a header.
[[nodiscard]] bool has_known_column(std::span<const std::string> names,
                                    std::span<const ColumnRequest> requests, const ColumnNames& chosen);

/// All words for a column, in their usual spellings: task, Task, TASK, task_id, taskId, Task ID, ...
[[nodiscard]] std::vector<std::string> usual_names(Column column);

/// The columns with this name or, if there are none, those whose name differs only in case, blanks, dots,
/// dashes and underscores.
[[nodiscard]] std::vector<std::size_t> places_of_name(std::span<const std::string> names,
                                                      const std::string& name);

/// The number of a column, counted from 1, or nothing if the text is a name.
[[nodiscard]] std::optional<std::size_t> as_column_number(const std::string& text);

/// The length of the beginning of a column name that consists of a known word for the column and a separator
/// and is followed by more text: 6 for "label_ann" as a label; 0 if the name has no such beginning.
[[nodiscard]] std::size_t length_of_known_beginning(std::string_view name, Column column);

/// The positions of columns in a file without a header, if the chosen names are numbers (counted from 1);
/// nothing if they are names. Throws OptionError if numbers and names are mixed, or if a number is missing
/// although required, 0 or used twice.
/// \param needs_user whether the user is required, as the observation and the label always are
[[nodiscard]] std::optional<ColumnPlaces> numbered_columns(const ColumnNames& chosen, bool needs_user = true);

/// "task, worker, label" for a message; at most the first ten names.
[[nodiscard]] std::string list_names(std::span<const std::string> names);

/// Throws OptionError if the same name is chosen for two columns.
void check_chosen_names(const ColumnNames& chosen);

}  // namespace crowdvote
