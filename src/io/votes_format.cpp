#include "io/votes_format.hpp"

#include "io/csv_reader.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <string_view>

namespace crowdvote {

namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";

std::string_view without_white_space(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kWhiteSpace), text.size()));
}

/// What stands behind `{ "key" :`, or nothing.
std::string_view behind_first_key(std::string_view object) {
  std::string_view rest = without_white_space(object.substr(1));
  if (!rest.starts_with('"')) return {};
  std::size_t end = 1;
  while (end < rest.size() && rest[end] != '"') end += rest[end] == '\\' ? 2 : 1;
  rest = without_white_space(rest.substr(std::min(end + 1, rest.size())));
  return rest.starts_with(':') ? without_white_space(rest.substr(1)) : std::string_view();
}

VotesFormat detect_json(std::string_view text) {
  if (has_an_object_a_line(text)) return VotesFormat::jsonl;
  const std::string_view value = behind_first_key(text);
  return value.empty() || value.front() == '{' || value.front() == '[' ? VotesFormat::json
                                                                       : VotesFormat::jsonl;
}

}  // namespace

bool has_an_object_a_line(std::string_view text) {
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos) return false;
  const std::string_view line = text.substr(0, line_end);
  const std::size_t last = line.find_last_not_of(kWhiteSpace);
  return line[last] == '}' && without_white_space(text.substr(line_end)).starts_with('{');
}

DetectedFormat detect_votes_format(ByteSource& source, VotesFormat chosen) {
  constexpr std::size_t kLookAhead = std::size_t{64} << 10;
  std::string_view text = source.peek(kLookAhead);
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  text = without_white_space(text);
  if (text.empty() && source.peek(kLookAhead).size() < kLookAhead) {
    throw InputError(Problem{.file = source.name(),
                             .what = "the file is empty; expected votes as JSON, CSV, TSV or JSON lines"});
  }
  if (chosen == VotesFormat::tsv) return {.format = chosen, .separator = '\t'};
  if (chosen != VotesFormat::automatic) return {.format = chosen, .separator = ','};
  if (text.starts_with('{')) return {.format = detect_json(text)};
  if (text.starts_with('[')) return {.format = VotesFormat::json};
  const char separator = find_separator(text.substr(0, text.find_first_of("\r\n"))).value_or(',');
  return {.format = separator == '\t' ? VotesFormat::tsv : VotesFormat::csv, .separator = separator};
}

std::string_view name_of(VotesFormat format) {
  switch (format) {
    case VotesFormat::json:
      return "json";
    case VotesFormat::csv:
      return "csv";
    case VotesFormat::tsv:
      return "tsv";
    case VotesFormat::jsonl:
      return "jsonl";
    case VotesFormat::automatic:
      break;
  }
  return "automatic";
}

}  // namespace crowdvote
