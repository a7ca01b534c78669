#include "io/json/json_lines.hpp"

#include "io/bytes/byte_source.hpp"
#include "io/json/json_scanner.hpp"

#include <utility>

#include <fmt/format.h>

namespace crowdvote {

JsonLines::JsonLines(ByteSource& source, std::string_view row, std::size_t longest_line,
                     ProblemList& problems)
    : source_(source), row_(row), problems_(problems), lines_(source, longest_line) {}

std::optional<std::string_view> JsonLines::next() {
  while (const auto whole = lines_.next()) {
    before_ = 0;
    if (const auto& fault = lines_.fault()) {
      problems_.add(problem(fault->column - 1, fault->what));
      continue;
    }
    const std::string_view line = without_line_break(*whole);
    const std::size_t begin = line.find_first_not_of(" \t\r\n\x1e");  // RFC 7464 puts 0x1E before each text
    if (begin == std::string_view::npos) continue;
    has_read_anything_ = true;
    before_ = begin;
    if (line[begin] == '{') return line.substr(begin);
    problems_.add(problem(0, fmt::format("found {}; expected the '{{' of an object; a line holds {}",
                                         describe_byte(line[begin]), row_)));
  }
  finish();
  return std::nullopt;
}

void JsonLines::finish() {
  if (lines_.stopped_at_a_long_line()) problems_.add(lines_.too_long("a line"));
  if (has_read_anything_) return;
  problems_.throw_if_any();
  throw InputError(
      Problem{.file = source_.name(), .what = "the file is empty; expected one JSON object per line"});
}

Problem JsonLines::problem(std::size_t offset, std::string what) const {
  return {.file = source_.name(), .line = line(), .column = before_ + offset + 1, .what = std::move(what)};
}

std::string JsonLines::why_cut_off() const {
  return fmt::format("the line ends inside the object; {} must be on one line", row_);
}

}  // namespace crowdvote
