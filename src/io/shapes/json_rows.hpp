#pragma once

/// Turns JSON records into rows.

#include "io/json/json_parser.hpp"
#include "io/json/json_text.hpp"
#include "io/json/json_texts.hpp"
#include "io/records/record.hpp"
#include <crowdvote/errors.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Records may have different keys, in any order. A list of a single string or integer stands for that
/// element, and an empty list for null: tools write single choices in this way. A record that cannot be read
/// is added to the problems and skipped.
///
/// With a path of keys, each record that the path leads to, through objects and through the elements of
/// lists, is a row, and the keys of the records around it are fields of the row as well. A name belongs to
/// the record in which it occurs first in the file, and within one row to the inner record. The same key of
/// another record is named by its path from the root: /id, /annotations/id.
class JsonRows final : public RowReader {
 public:
  /// All arguments must outlive the rows.
  JsonRows(JsonTexts& texts, std::vector<std::string> path, std::string file, ProblemList& problems);

  /// Also throws InputError if no record is found.
  bool next_row() override;
  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] bool has(std::size_t field) const override {
    return field < fields_.size() && member_of(fields_[field]) != nullptr;
  }
  [[nodiscard]] Value value(std::size_t field) const override { return member_of(fields_[field])->value; }
  [[nodiscard]] Problem problem_at(std::size_t field, std::string what) const override;
  [[nodiscard]] std::size_t line() const override { return texts_.line(); }
  void add_notices(std::vector<Notice>& notices) const override;

 private:
  struct Member {
    JsonKey key;
    Value value;
  };
  /// The members of one record.
  class Members final : public RecordBatch {
   public:
    void clear() override {
      all.clear();
      texts_.clear();
    }
    [[nodiscard]] bool takes_whole_objects() const override { return true; }
    void on_value(const JsonKey& key, const Value& value, std::string& fault) override;
    void on_object_begin(const JsonKey&, std::string&) override {}
    void on_object_value(const JsonKey&, const Value&, std::string&) override {}
    std::vector<Member> all;

   private:
    std::deque<std::string> texts_;  ///< of elements that contain escapes
  };
  static constexpr std::size_t kNone = ~std::size_t{0};
  /// A record, or a list whose records become rows.
  struct Level {
    std::vector<std::string_view> elements;  ///< of the list; views of the surrounding record
    std::size_t next = 0;                    ///< index of the next element
    std::size_t first_step = 0;              ///< index in the path, for this record
    std::size_t begin = 0;                   ///< where this record begins in the text
    JsonWindow window;
    JsonParser parser;
    Members members;
    NameTable keys;                          ///< all keys seen on this level
    std::vector<std::size_t> member_of_key;  ///< for this record
    std::size_t n_named = 0;                 ///< number of keys that are fields
  };
  struct Field {
    std::size_t level;
    std::size_t key;
  };

  [[nodiscard]] std::optional<std::string_view> next_text();
  [[nodiscard]] bool parse(Level& level, std::string_view object);
  [[nodiscard]] bool find_keys(Level& level);
  void open(const Level& around);
  [[nodiscard]] Level& level_at(std::size_t depth);
  void name_keys();
  [[nodiscard]] std::string path_of(const Level& level, const std::string& key) const;
  void finish();
  [[nodiscard]] static std::vector<std::string> all_keys(const Level& level);
  [[nodiscard]] const Member* member_of(const Field& field) const;

  JsonTexts& texts_;
  std::vector<std::string> path_;
  std::string file_;
  ProblemList& problems_;
  std::vector<std::unique_ptr<Level>> levels_;
  std::size_t n_open_ = 0;  ///< number of lists inside the record of the file
  std::size_t depth_ = 0;   ///< level of the record that was parsed last
  NameTable taken_;         ///< keys that are already names
  std::vector<std::string> names_;
  std::vector<Field> fields_;
  std::size_t n_rows_ = 0;
  std::size_t n_without_rows_ = 0;  ///< records without a list at the path
};

}  // namespace crowdvote
