#include "io/json_lines.hpp"

#include "io/byte_source.hpp"
#include "io/json_scanner.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crowdvote {

std::string JsonLinesReader::Line::on_value(const JsonKey& key, const Value& value) {
  members.push_back({key, value.kind == Value::Kind::array ? only_element(value) : value});
  return {};
}

/// The list itself where it has more elements than one, or one of another kind.
Value JsonLinesReader::Line::only_element(const Value& list) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = list.text.find_first_not_of(kBlanks, 1);
  const std::size_t end = list.text.rfind(']');
  if (begin == end) return {};
  const std::size_t last = list.text.find_last_not_of(kBlanks, end - 1);
  const std::string_view element = list.text.substr(begin, last - begin + 1);
  if (!element.starts_with('"')) {
    const Name name(element);
    return name.is_integer() ? Value::of(name) : list;
  }
  std::size_t quote = 1;
  bool has_escapes = false;
  for (; quote < element.size() && element[quote] != '"'; ++quote) {
    if (element[quote] != '\\') continue;
    has_escapes = true;
    ++quote;
  }
  if (quote + 1 != element.size()) return list;
  if (!has_escapes) return Value::of(Name(element.substr(1, quote - 1)));
  const nlohmann::json text = nlohmann::json::parse(element, nullptr, false);
  if (!text.is_string()) return list;
  return Value::of(Name(texts_.emplace_back(text.get<std::string>())));
}

std::string JsonLinesReader::Line::on_object_begin(const JsonKey& key) {
  members.push_back({key, {.kind = Value::Kind::object}});
  return {};
}

std::string JsonLinesReader::Line::on_object_value(const JsonKey&, const Value&) { return {}; }

JsonLinesReader::JsonLinesReader(ByteSource& source, std::string_view row, std::size_t longest_line,
                                 ProblemList& problems)
    : source_(source), row_(row), problems_(problems), lines_(source, longest_line) {}

bool JsonLinesReader::next_row() {
  while (const auto line = lines_.next()) {
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

void JsonLinesReader::finish() {
  if (lines_.stopped_at_a_long_line()) problems_.add(lines_.too_long("a line"));
  if (has_read_anything_) return;
  problems_.throw_if_any();
  throw InputError(
      Problem{.file = source_.name(), .what = "the file is empty; expected one JSON object per line"});
}

/// False for a line that is no row.
bool JsonLinesReader::take_line(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return false;
  has_read_anything_ = true;
  before_ = 0;
  if (text[begin] != '{') {
    add_problem(begin, fmt::format("found {}; expected the '{{' of an object; a line holds {}",
                                   describe_byte(text[begin]), row_));
    return false;
  }
  before_ = begin;
  return parse(text.substr(begin)) && find_fields();
}

bool JsonLinesReader::parse(std::string_view object) {
  window_.size = object.size();
  window_.buffer.resize(std::max(window_.buffer.size(), object.size() + kJsonPadding));
  std::copy(object.begin(), object.end(), window_.buffer.begin());
  window_.end = JsonWindow::End::file_end;
  std::vector<JsonFault> refused;
  line_.clear();
  if (parser_.parse(window_, line_, refused)) return true;
  const JsonScan scan = scan_json(window_, {});
  if (scan.fault) {
    add_problem(scan.fault->offset, scan.fault->what);
  } else if (scan.open_string) {
    add_problem(*scan.open_string, "the string that begins here is not closed on its line");
  } else if (scan.is_complete) {
    add_problem(0, std::string(kUnreadableJson));
  } else {
    add_problem(object.size(), fmt::format("the line ends inside the object; {} stands on one line", row_));
  }
  return false;
}

bool JsonLinesReader::find_fields() {
  std::fill(member_of_field_.begin(), member_of_field_.end(), kNoMember);
  for (std::size_t m = 0; m < line_.members.size(); ++m) {
    const std::uint32_t field = keys_.intern(line_.members[m].key.name);
    if (field == names_.size()) {
      names_.push_back(keys_.str(field));
      member_of_field_.push_back(kNoMember);
    }
    if (member_of_field_[field] != kNoMember) {
      add_problem(line_.members[m].key.offset,
                  "the key stands a second time on its line; leave one of the two");
      return false;
    }
    member_of_field_[field] = m;
  }
  return true;
}

Problem JsonLinesReader::problem_at(std::size_t field, std::string what) const {
  return problem(has(field) ? line_.members[member_of_field_[field]].key.offset : 0, std::move(what));
}

void JsonLinesReader::add_problem(std::size_t offset, std::string what) {
  problems_.add(problem(offset, std::move(what)));
}

Problem JsonLinesReader::problem(std::size_t offset, std::string what) const {
  return {.file = source_.name(), .line = line(), .column = before_ + offset + 1, .what = std::move(what)};
}

}  // namespace crowdvote
