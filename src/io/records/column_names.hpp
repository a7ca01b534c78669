#pragma once

/// Which column of a table (or key of a JSON line) holds what.

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

/// A column that a reader looks for.
struct ColumnRequest {
  Column column;
  bool is_required = true;
  std::span<const std::string_view> also_called = {};  ///< names that it has in this kind of file only
  bool prefers_these = false;  ///< they come before all others, even before a chosen name
};

/// Where the columns stand, counted from 0, and what is wrong if they cannot be told.
struct ColumnPlaces {
  std::array<std::size_t, kNumberOfColumns> places;  ///< kNoColumn: not there
  std::vector<Problem> problems;  ///< without their place in the file, which the caller adds
  std::vector<Notice> notices;    ///< of columns that were preferred to others; without their place, too

  ColumnPlaces() { places.fill(kNoColumn); }
  [[nodiscard]] std::size_t operator[](Column column) const {
    return places[static_cast<std::size_t>(column)];
  }
  [[nodiscard]] bool has(Column column) const { return (*this)[column] != kNoColumn; }
  void set(Column column, std::size_t place) { places[static_cast<std::size_t>(column)] = place; }
};

/// What a chosen name means to a file that has no column of that name.
enum class ChosenNames : std::uint8_t {
  must_exist,   ///< an error: the votes, for which it was chosen
  may_be_there  ///< the known names are tried: side files, whose columns may be called as in the votes or not
};

/// Finds the columns by the names of a header, in any order. Case does not matter, and blanks, dots, dashes
/// and underscores are the same: Task ID, task.id and _task_id are task_id. A known name counts alone or with
/// _id, Id, _ids or _name behind it. A name chosen by the user comes before the known ones.
///
/// Of several candidates the best is taken, and a notice names the others: usual words (task) come before
/// those that often mean something else (image), then a word alone before one with _id behind it. Two that
/// are equally good are a problem, never a choice, and so are a question and an id of something else: a
/// Zooniverse export has both task (the question) and subject_id (what was looked at).
[[nodiscard]] ColumnPlaces find_columns(std::span<const std::string> names,
                                        std::span<const ColumnRequest> requests, const ColumnNames& chosen,
                                        ChosenNames meaning = ChosenNames::must_exist);

/// True if any of the names may be one of the columns: the line is a header. Words that often mean something
/// else do not make a header of a line that has nothing else.
[[nodiscard]] bool has_known_column(std::span<const std::string> names,
                                    std::span<const ColumnRequest> requests, const ColumnNames& chosen);

/// All words for a column, as they are usually written: task, Task, TASK, task_id, taskId, Task ID, ...
[[nodiscard]] std::vector<std::string> usual_names(Column column);

/// The columns of a name: those called so or, where there are none, those called so but for case, blanks, dots,
/// dashes and underscores.
[[nodiscard]] std::vector<std::size_t> places_of_name(std::span<const std::string> names,
                                                      const std::string& name);

/// A number that counts columns from 1, or nothing if the text is a name.
[[nodiscard]] std::optional<std::size_t> as_column_number(const std::string& text);

/// How a column begins whose name is a word for such a column, something that parts words, and more: 6 for
/// "label_ann" as a label; 0 if it does not.
[[nodiscard]] std::size_t length_of_known_beginning(std::string_view name, Column column);

/// The places of a file without a header, if the chosen names are numbers (counted from 1); nothing if they
/// are names. Throws OptionError if numbers and names are mixed, a required one is missing, is 0 or stands
/// twice.
/// \param needs_user whether the user is required, as the observation and the label always are
[[nodiscard]] std::optional<ColumnPlaces> numbered_columns(const ColumnNames& chosen, bool needs_user = true);

/// "task, worker, label" for a message; of many names only the first ten.
[[nodiscard]] std::string list_names(std::span<const std::string> names);

/// Throws OptionError if one name is chosen for two columns.
void check_chosen_names(const ColumnNames& chosen);

}  // namespace crowdvote
