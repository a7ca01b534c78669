#include "io/json_table.hpp"

#include "io/byte_source.hpp"
#include "io/json_scanner.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Lines between two looks at RunControl.
constexpr std::size_t kLinesBetweenReports = 1 << 16;

}  // namespace

std::string JsonTable::LineMembers::on_value(const JsonKey& key, const JsonValue& value) {
  all.push_back({key, value});
  return {};
}

std::string JsonTable::LineMembers::on_object_begin(const JsonKey& key) {
  all.push_back({key, {.kind = JsonValue::Kind::object}});
  return {};
}

std::string JsonTable::LineMembers::on_object_value(const JsonKey&, const JsonValue&) { return {}; }

JsonTable::JsonTable(ByteSource& source, std::string_view row, ProblemList& problems,
                     std::span<const ColumnRequest> requests, const ColumnNames& chosen,
                     const RunControl& control, ChosenNames meaning)
    : source_(source),
      row_(row),
      problems_(problems),
      requests_(requests),
      chosen_(chosen),
      meaning_(meaning),
      control_(control),
      lines_(source) {}

bool JsonTable::next_row() {
  while (const auto line = next_line()) {
    if (const auto& fault = lines_.fault()) {
      before_ = 0;
      add_problem(fault->column - 1, fault->what);
    } else if (take_line(without_line_break(*line))) {
      return true;
    }
  }
  finish();
  return false;
}

std::optional<std::string_view> JsonTable::next_line() {
  if (lines_.number() % kLinesBetweenReports == kLinesBetweenReports - 1) {
    control_.throw_if_cancelled();
    control_.report({.stage = "read",
                     .done = source_.stored_bytes_read(),
                     .total = source_.stored_size().value_or(0),
                     .detail = {}});
  }
  return lines_.next();
}

void JsonTable::finish() {
  if (lines_.stopped_at_a_long_line()) {
    problems_.add({.file = source_.name(),
                   .line = lines_.number() + 1,
                   .column = 1,
                   .what = fmt::format("a line of more than {} MB; expected a JSON object a line, {} each",
                                       LineReader::kLongest >> 20, row_)});
  }
  if (has_read_anything_) return;
  problems_.throw_if_any();
  throw InputError(
      Problem{.file = source_.name(), .what = "the file is empty; expected a JSON object a line"});
}

/// False for a line that is no row.
bool JsonTable::take_line(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return false;
  has_read_anything_ = true;
  before_ = 0;
  if (text[begin] != '{') {
    add_problem(begin, fmt::format("found {}; expected the '{{' of an object, {} a line",
                                   describe_byte(text[begin]), row_));
    return false;
  }
  before_ = begin;
  return parse(text.substr(begin)) && find_members();
}

bool JsonTable::parse(std::string_view object) {
  window_.size = object.size();
  window_.buffer.resize(std::max(window_.buffer.size(), object.size() + kJsonPadding));
  std::copy(object.begin(), object.end(), window_.buffer.begin());
  window_.end = JsonWindow::End::file_end;
  members_.clear();
  arena_.clear();
  if (parser_.parse(window_, members_, arena_)) return true;
  members_.clear();
  const JsonScan scan = scan_json(window_, members_, arena_);
  if (scan.is_complete) return true;
  if (scan.fault) {
    add_problem(scan.fault->offset, scan.fault->what);
  } else if (scan.open_string) {
    add_problem(*scan.open_string, "the string that begins here is not closed on its line");
  } else {
    add_problem(object.size(), fmt::format("the line ends inside the object; {} stands on one line", row_));
  }
  return false;
}

/// Which member is which column. A key that was not seen before may make it clear or unclear.
bool JsonTable::find_members() {
  const std::size_t n_known = keys_.size();
  for (const Member& member : members_.all) keys_.intern(member.key.name);
  if (keys_.size() > n_known || n_known == 0) find_keys(n_known);
  member_of_column_.fill(nullptr);
  for (const Member& member : members_.all) {
    const std::size_t key = *keys_.find(member.key.name);
    for (const ColumnRequest& request : requests_) {
      if (places_[request.column] != key) continue;
      const Member*& found = member_of_column_[static_cast<std::size_t>(request.column)];
      if (found != nullptr) {
        add_problem_at(member, "the key stands a second time on its line; leave one of the two");
        return false;
      }
      found = &member;
    }
  }
  for (const ColumnRequest& request : requests_) {
    if (!request.is_required || find(request.column) != nullptr) continue;
    add_problem(0, fmt::format("no key '{}', which holds the {}", names_[places_[request.column]],
                               name_of(request.column)));
    return false;
  }
  return true;
}

void JsonTable::find_keys(std::size_t first_new) {
  for (std::size_t key = first_new; key < keys_.size(); ++key) {
    names_.push_back(keys_.str(static_cast<std::uint32_t>(key)));
  }
  places_ = find_columns(names_, requests_, chosen_, meaning_);
  for (const std::string& problem : places_.problems) {
    problems_.add({.file = source_.name(), .line = line(), .what = problem});
  }
  if (!places_.problems.empty()) problems_.throw_if_any();
}

std::optional<Name> JsonTable::name_in(Column column) {
  const Member& member = (*this)[column];
  if (member.value.kind == JsonValue::Kind::name) return member.value.name;
  if (member.value.kind == JsonValue::Kind::null) return Name(std::string_view());
  add_problem_at(member, fmt::format("the {} is {}", name_of(column), member.value.why_no_name()));
  return std::nullopt;
}

void JsonTable::add_problem(std::size_t offset, std::string what) {
  problems_.add(
      {.file = source_.name(), .line = line(), .column = before_ + offset + 1, .what = std::move(what)});
}

}  // namespace crowdvote
