#include "io/shapes/filtered_rows.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

bool is_text_of(const Value& value, const std::string& text) {
  switch (value.kind) {
    case Value::Kind::name:
      return value.name.is_integer() ? value.name.str() == text : value.name.text() == text;
    case Value::Kind::number:
    case Value::Kind::boolean:
    case Value::Kind::array:
      return value.text == text;
    case Value::Kind::null:
      return text.empty();
    case Value::Kind::object:
    case Value::Kind::unreachable:
      break;
  }
  return false;
}

}  // namespace

FilteredRows::FilteredRows(RowReader& rows, std::span<const RowCondition> conditions, std::string file,
                           ProblemList& problems)
    : RowDecorator(rows), file_(std::move(file)), problems_(problems) {
  for (const RowCondition& condition : conditions) {
    auto test = std::find_if(tests_.begin(), tests_.end(),
                             [&](const Test& known) { return known.column == condition.column; });
    if (test == tests_.end()) test = tests_.insert(tests_.end(), Test{.column = condition.column});
    test->needs_one = test->needs_one || condition.is_equal;
    test->values.push_back({condition.value, condition.is_equal, !condition.is_expected});
  }
  find_fields();
  const bool has_header = rows.has_names() && !rows.names().empty();
  if ((has_header || !rows.has_names()) && complain_of_missing_columns(rows.line())) problems_.throw_if_any();
}

void FilteredRows::find_fields() {
  n_known_names_ = rows().names().size();
  for (Test& test : tests_) {
    if (!rows().has_names()) {
      const auto number = as_column_number(test.column);
      if (number && *number > 0) test.field = *number - 1;
      continue;
    }
    const auto places = places_of_name(rows().names(), test.column);
    if (places.size() > 1) {
      problems_.add({.file = file_,
                     .line = rows().line(),
                     .what = fmt::format("{} columns may be '{}', which chooses the rows", places.size(),
                                         test.column)});
      problems_.throw_if_any();
    }
    if (places.size() == 1) test.field = places.front();
  }
}

bool FilteredRows::complain_of_missing_columns(std::size_t line) {
  bool any = false;
  for (const Test& test : tests_) {
    if (test.field != kNoColumn) continue;
    any = true;
    const bool has_names = rows().has_names();
    problems_.add({.file = file_,
                   .line = line,
                   .what = fmt::format("no column '{}', which chooses the rows", test.column),
                   .found = has_names ? "the columns: " + list_names(rows().names()) : "no header",
                   .expected = has_names ? "" : "the number of a column"});
  }
  return any;
}

/// For a table without a header: all rows have the width of the first.
void FilteredRows::check_width() {
  for (const Test& test : tests_) {
    if (rows().has(test.field)) continue;
    problems_.add(rows().problem_at(
        kNoColumn, fmt::format("no column {}, which chooses the rows, in this row", test.field + 1)));
    problems_.throw_if_any();
  }
}

bool FilteredRows::next_row() {
  while (rows().next_row()) {
    if (!has_rows_ && !rows().has_names()) check_width();
    has_rows_ = true;
    if (rows().names().size() > n_known_names_) find_fields();
    if (meets_all()) return true;
    ++n_left_out_;
  }
  // In JSON lines, any line may have the key.
  if (has_rows_) (void)complain_of_missing_columns(0);
  has_rows_ = false;
  return false;
}

bool FilteredRows::meets_all() {
  bool all = true;
  for (Test& test : tests_) all = meets(test) && all;
  return all;
}

bool FilteredRows::meets(Test& test) {
  const bool is_there = test.field != kNoColumn && rows().has(test.field);
  const Value value = is_there ? rows().value(test.field) : Value();
  bool has_one = false;
  bool has_forbidden = false;
  for (Wanted& wanted : test.values) {
    if (!is_text_of(value, wanted.text)) continue;
    wanted.was_seen = true;
    (wanted.is_equal ? has_one : has_forbidden) = true;
  }
  return !has_forbidden && (has_one || !test.needs_one);
}

void FilteredRows::add_notices(std::vector<Notice>& notices) const {
  RowDecorator::add_notices(notices);
  for (const Test& test : tests_) {
    for (const Wanted& wanted : test.values) {
      if (wanted.was_seen) continue;
      notices.push_back(
          {fmt::format("no row has '{}' in the column '{}', so the condition {} row", wanted.text,
                       test.column, wanted.is_equal ? "chooses no" : "leaves out no"),
           {}});
    }
  }
}

}  // namespace crowdvote
