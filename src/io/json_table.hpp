#pragma once

/// A file with a JSON object a line, whose keys are known by what they hold: the sister of CsvTable.

#include "io/column_names.hpp"
#include "io/json_parser.hpp"
#include "io/line_reader.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/run_control.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

class ByteSource;

/// Keys are found as the columns of a table are, in any order and other ones beside them. A line that is no
/// such object is added to the problems and skipped; blank lines are no rows.
class JsonTable {
 public:
  struct Member {
    JsonKey key;
    JsonValue value;
  };

  /// What is given must outlive the table. \param row what stands on a line, for messages, as in "a vote"
  JsonTable(ByteSource& source, std::string_view row, ProblemList& problems,
            std::span<const ColumnRequest> requests, const ColumnNames& chosen, const RunControl& control,
            ChosenNames meaning = ChosenNames::must_exist);

  /// Goes to the next object that has all required keys; false at the end of the file. Throws InputError
  /// where it cannot be told which key is which, or the file is empty, and Cancelled.
  bool next_row();

  /// REQUIRES: the column is required. Lives until the next row, as its texts do.
  [[nodiscard]] const Member& operator[](Column column) const { return *find(column); }
  /// Null where the row has no such key.
  [[nodiscard]] const Member* find(Column column) const {
    return member_of_column_[static_cast<std::size_t>(column)];
  }
  [[nodiscard]] std::size_t line() const { return lines_.number(); }

  /// The name that a member holds; null is the empty name. Nothing, and a problem, where it is no name.
  [[nodiscard]] std::optional<Name> name_in(Column column);

  void add_problem_at(const Member& member, std::string what) {
    add_problem(member.key.offset, std::move(what));
  }

 private:
  /// The members of one line.
  class LineMembers final : public JsonMembers {
   public:
    void clear() override { all.clear(); }
    std::string on_value(const JsonKey& key, const JsonValue& value) override;
    std::string on_object_begin(const JsonKey& key) override;
    std::string on_object_value(const JsonKey& key, const JsonValue& value) override;
    std::vector<Member> all;
  };

  std::optional<std::string_view> next_line();
  bool take_line(std::string_view text);
  bool parse(std::string_view object);
  bool find_members();
  void find_keys(std::size_t first_new);
  void finish();
  void add_problem(std::size_t offset, std::string what);

  ByteSource& source_;
  std::string_view row_;
  ProblemList& problems_;
  std::span<const ColumnRequest> requests_;
  const ColumnNames& chosen_;
  ChosenNames meaning_;
  const RunControl& control_;
  LineReader lines_;
  JsonWindow window_;
  JsonParser parser_;
  TextArena arena_;
  LineMembers members_;
  std::array<const Member*, kNumberOfColumns> member_of_column_{};
  NameTable keys_;                  ///< all that were seen
  std::vector<std::string> names_;  ///< the same, for find_columns
  ColumnPlaces places_;
  bool has_read_anything_ = false;
  std::size_t before_ = 0;  ///< blanks before the object of the line
};

}  // namespace crowdvote
