#pragma once

/// Rows from JSON lines, which have one object per line.

#include "io/json_parser.hpp"
#include "io/line_reader.hpp"
#include "io/record.hpp"
#include <crowdvote/errors.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

class ByteSource;

/// Lines may have different keys, in any order. A list of one string or integer stands for it, and an empty list for
/// null: that is how tools write a choice of one. A line that is no object is added to the problems and skipped;
/// blank lines are no rows.
class JsonLinesReader final : public RowReader {
 public:
  /// What is given must outlive the reader. \param row what stands on a line, for messages, as in "a vote"
  JsonLinesReader(ByteSource& source, std::string_view row, std::size_t longest_line, ProblemList& problems);

  /// Throws InputError also where the file is empty.
  bool next_row() override;
  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] bool has(std::size_t field) const override {
    return field < member_of_field_.size() && member_of_field_[field] != kNoMember;
  }
  [[nodiscard]] Value value(std::size_t field) const override {
    return line_.members[member_of_field_[field]].value;
  }
  [[nodiscard]] Problem problem_at(std::size_t field, std::string what) const override;
  [[nodiscard]] std::size_t line() const override { return lines_.number(); }

 private:
  struct Member {
    JsonKey key;
    Value value;
  };
  /// The members of one line.
  class Line final : public RecordBatch {
   public:
    void clear() override {
      members.clear();
      texts_.clear();
    }
    std::string on_value(const JsonKey& key, const Value& value) override;
    std::string on_object_begin(const JsonKey& key) override;
    std::string on_object_value(const JsonKey& key, const Value& value) override;
    std::vector<Member> members;

   private:
    [[nodiscard]] Value only_element(const Value& list);
    std::deque<std::string> texts_;  ///< of elements that are written with escapes
  };
  static constexpr std::size_t kNoMember = ~std::size_t{0};

  bool take_line(std::string_view text);
  bool parse(std::string_view object);
  bool find_fields();
  void finish();
  void add_problem(std::size_t offset, std::string what);
  [[nodiscard]] Problem problem(std::size_t offset, std::string what) const;

  ByteSource& source_;
  std::string_view row_;
  ProblemList& problems_;
  LineReader lines_;
  JsonWindow window_;
  JsonParser parser_;
  Line line_;
  NameTable keys_;                            ///< all that were seen: their ids are the fields
  std::vector<std::string> names_;            ///< the same as texts
  std::vector<std::size_t> member_of_field_;  ///< of this line
  bool has_read_anything_ = false;
  std::size_t before_ = 0;  ///< blanks before the object of the line
};

}  // namespace crowdvote
