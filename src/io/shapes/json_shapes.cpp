#include "io/shapes/json_shapes.hpp"

#include "io/json/json_text.hpp"
#include "io/names/records_as_votes.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

/// The beginning of the text without white space, as much as a shape needs; strings are kept unchanged.
std::string start_of(std::string_view head) {
  constexpr std::size_t kEnough = 64;
  std::string start;
  bool in_string = false;
  for (std::size_t at = 0; at < head.size() && start.size() < kEnough; ++at) {
    const char c = head[at];
    if (c == '"' && (at == 0 || head[at - 1] != '\\')) in_string = !in_string;
    if (in_string || (c != ' ' && c != '\t' && c != '\n' && c != '\r')) start += c;
  }
  return start;
}

/// Adds the paths of all lists of objects in an object, which may be truncated. An object with many members
/// is a map by ids, whose members are alike, so the first ones suffice.
void add_lists(std::string_view object, std::vector<std::string_view>& path,
               std::vector<std::string>& paths) {
  constexpr std::size_t kMostMembers = 1000;
  JsonElements members(object);
  for (std::size_t m = 0; m < kMostMembers && members.next(); ++m) {
    const std::string_view value = members.value();
    path.push_back(members.key());
    if (value.starts_with('{')) {
      add_lists(value, path, paths);
    } else if (value.starts_with('[')) {
      JsonElements elements(value);
      if (elements.next() && elements.value().starts_with('{')) {
        paths.push_back(fmt::format("{}", fmt::join(path, ".")));
      }
    }
    path.pop_back();
  }
}

void add_records(std::string_view value, std::span<const std::string> path, std::size_t most,
                 std::vector<std::string_view>& records) {
  if (value.starts_with('[')) {
    for (JsonElements elements(value); records.size() < most && elements.next();) {
      add_records(elements.value(), path, most, records);
    }
  } else if (value.starts_with('{') && path.empty()) {
    records.push_back(value);
  } else if (value.starts_with('{')) {
    const auto inner = member_of(value, path.front());
    if (inner) add_records(*inner, path.subspan(1), most, records);
  }
}

}  // namespace

std::string table_shape_of(std::string_view head) {
  const std::string start = start_of(head);
  if (start.starts_with("[[")) return "an array of rows (pandas: orient='values')";
  for (const std::string_view key : {"{\"columns\":[", "{\"index\":[", "{\"data\":[["}) {
    if (start.starts_with(key) && !start.substr(key.size()).starts_with('{')) {
      return "an object of columns, index and data (pandas: orient='split')";
    }
  }
  return "";
}

std::string_view instead_of_table() {
  return "{observation: {user: label}}, a list of records (pandas: orient='records'), or a CSV file";
}

std::vector<std::string> steps_to_records(std::string_view path) {
  std::vector<std::string> steps;
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    steps.emplace_back(path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return steps;
}

std::vector<std::string_view> first_records(std::string_view head, std::span<const std::string> path,
                                            std::size_t most) {
  std::vector<std::string_view> records;
  while (records.size() < most) {
    head.remove_prefix(std::min(head.find_first_of("{["), head.size()));
    if (head.empty()) break;
    const std::string_view document = head.substr(0, JsonExtent().end_in(head).value_or(head.size()));
    add_records(document, path, most, records);
    head.remove_prefix(document.size());
  }
  return records;
}

std::vector<std::string> lists_of_records(std::string_view head) {
  // pandas: orient='table'
  if (start_of(head).starts_with("{\"schema\":{\"fields\":")) return {"data"};
  std::vector<std::string> paths;
  std::vector<std::string_view> path;
  add_lists(head, path, paths);
  return paths;
}

void refuse_table(const NameTable& observations, const NameTable& users, const std::string& file) {
  const std::vector<std::string> columns = fields_among(observations);
  const std::vector<std::string> fields = columns.empty() ? fields_among(users) : columns;
  if (fields.empty()) return;
  const std::string_view shape = columns.empty()
                                     ? "records by their ids, {id: {column: value}} (pandas: orient='index')"
                                     : "columns, {column: {row: value}} (pandas: orient='columns')";
  throw InputError(Problem{.file = file,
                           .what = fmt::format("the JSON object holds {}, with {} among the columns", shape,
                                               fmt::join(fields, ", ")),
                           .expected = std::string(instead_of_table())});
}

}  // namespace crowdvote
