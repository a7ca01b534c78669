#pragma once

/// Interprets the fields of all schemas, independent of the file format.

#include "io/bytes/line_reader.hpp"
#include "io/bytes/value.hpp"
#include "io/records/column_names.hpp"
#include <crowdvote/name_table.hpp>
#include <crowdvote/read_inputs.hpp>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote {

/// Decides which labels mean "no vote": -1 unless it is a label, with or without blanks around it, the empty
/// name (which also stands for null in JSON) and those that the caller lists.
class Abstentions {
 public:
  Abstentions() = default;
  explicit Abstentions(const ReadOptions& options);
  /// Whether no label from 0 up is an abstention.
  [[nodiscard]] bool have_no_others() const { return integers_.empty() && texts_.empty() && words_.empty(); }
  [[nodiscard]] bool contain_minus_one() const { return minus_one_is_one_; }
  [[nodiscard]] bool contains(const Name& label) const {
    const bool is_usual = label.is_integer() && label.value() >= 0 && integers_.empty();
    return !is_usual && lists(label);
  }

 private:
  [[nodiscard]] bool lists(const Name& label) const;
  [[nodiscard]] bool is_word(std::string_view text) const;

  bool minus_one_is_one_ = true;
  std::vector<std::string> words_;      ///< in lower case, without surrounding blanks
  std::vector<std::int64_t> integers_;  ///< those that the caller lists
  std::vector<std::string> texts_;
};

/// An interpreted field. Names are views of the reader's text.
struct Field {
  enum class Kind : std::uint8_t { none, name, number, flag, wrong };
  Kind kind = Kind::none;
  Name name = Name(std::int64_t{0});
  double number = std::numeric_limits<double>::quiet_NaN();
  bool flag = false;
  std::unique_ptr<const std::string> sentence =
      {};  ///< for the kind wrong; a pointer costs the other kinds the least

  static Field wrong(std::string what) {
    return {.kind = Kind::wrong, .sentence = std::make_unique<const std::string>(std::move(what))};
  }
  /// What is wrong, as a complete sentence. REQUIRES: kind is wrong
  [[nodiscard]] const std::string& problem() const { return *sentence; }
};

/// Interprets the values of one column:
///
///     observation           a name
///     user, label           a name; -1, null, nothing and, for labels, abstentions are none
///     score, acc            a number from 0 to 1; null and nothing are none
///     weight                a number from 0 to 1e298; null and nothing are none
///     conf                  a number from 0 up; null and nothing are none
///     count                 a whole number from 0 up
///     author, valid         1, true, yes, or 0, false, no, nothing, in any case; null is none
class FieldReader {
 public:
  FieldReader(Column column, const ReadOptions& options);

  [[nodiscard]] Field read(const Value& value) const;

  [[nodiscard]] Column column() const { return column_; }
  [[nodiscard]] bool is_number() const;
  [[nodiscard]] bool is_flag() const { return column_ == Column::author || column_ == Column::valid; }
  /// Whether every whole number from 0 up is a name, and -1 a missing one.
  [[nodiscard]] bool takes_integers_as_names() const {
    return !is_number() && !is_flag() && nones_.have_no_others() && nones_.contain_minus_one();
  }

 private:
  [[nodiscard]] Field read_name(const Value& value) const;
  [[nodiscard]] Field read_number(const Value& value) const;
  [[nodiscard]] Field read_flag(const Value& value) const;
  [[nodiscard]] Field number_in(std::string_view text) const;
  [[nodiscard]] bool allows(double number) const;
  [[nodiscard]] Field check_number(double number, std::string_view text) const;
  [[nodiscard]] Field unexpected(std::string_view found) const;

  Column column_;
  bool decimal_comma_;
  bool takes_lists_;  ///< JSON arrays that hold several labels
  Abstentions nones_;
};

}  // namespace crowdvote
