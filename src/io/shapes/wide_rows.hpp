#pragma once

/// Votes as a matrix: one row per observation, one column per user.

#include "io/records/row_decorator.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Makes a row of observation, user and label from every non-empty cell, and from a row without such cells a
/// single row with neither user nor label.
///
/// Ids are in the chosen column, else in one with a known name for observations, else in a first column
/// without a name or named id; without such a column, observations are counted from 0. The columns of users
/// are those that were chosen, as in `ann+bob` or `rater_*`. Else they are those that begin with a word for
/// labels (label_ann, whose user is ann), else those that begin with a word for users (Rater 1), in both
/// cases only if there are at least two; else all remaining columns. Without a header, users are named by the
/// number of their column.
///
/// The words that R and pandas write for missing values (NaN, NA, <NA>) count as empty, unless such words are
/// labels.
class WideRows final : public RowDecorator {
 public:
  /// All arguments must outlive the rows. Throws InputError if a table does not have a chosen column.
  WideRows(RowReader& rows, const ReadOptions& options, std::string file, ProblemList& problems);

  bool next_row() override;
  [[nodiscard]] bool has_names() const override { return true; }
  [[nodiscard]] const std::vector<std::string>& names() const override;
  [[nodiscard]] bool has(std::size_t field) const override { return field < names().size(); }
  [[nodiscard]] Value value(std::size_t field) const override;
  [[nodiscard]] Problem problem_at(std::size_t field, std::string what) const override;
  [[nodiscard]] std::optional<OpenEnd> open_end() const override;
  void add_notices(std::vector<Notice>& notices) const override;
  /// A description in words, including the users.
  [[nodiscard]] std::string layout() const;

 private:
  static constexpr std::size_t kObservation = 0;
  static constexpr std::size_t kUser = 1;
  static constexpr std::size_t kLabel = 2;
  enum class Rule : std::uint8_t { chosen, by_label, by_user, all };
  struct UserColumn {
    std::size_t place;
    std::string user;
  };

  bool next_observation();
  bool next_vote();
  void find_columns_by_name();
  void find_columns_by_number();
  void choose_ids();
  void choose_users();
  void refuse_equal_users();
  [[nodiscard]] std::vector<std::uint8_t> taken_by_ids() const;
  [[nodiscard]] bool is_chosen_user(const std::string& name) const;
  [[nodiscard]] bool is_nothing(const Value& value) const;
  [[noreturn]] void refuse(Problem problem);

  const ReadOptions& options_;
  std::string file_;
  ProblemList& problems_;
  std::size_t n_known_names_ = 0;
  bool are_columns_known_ = false;
  std::size_t id_place_ = kNoColumn;
  std::optional<Rule> rule_;  ///< which columns are users; keys that later JSON lines add follow it too
  std::vector<UserColumn> users_;
  std::vector<std::string> left_alone_;  ///< names of columns
  bool may_have_header_ = false;         ///< the first line, which was read as votes, may hold names

  std::int64_t n_rows_ = 0;
  std::size_t next_user_ = 0;  ///< in this row
  bool has_given_row_ = false;
  bool has_vote_ = false;
  Value observation_;
  Value label_;
};

}  // namespace crowdvote
