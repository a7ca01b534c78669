#include "io/json_shapes.hpp"

#include "io/name_findings.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

/// The text without its white space, as far as a shape shows; strings stay whole.
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

}  // namespace

std::string table_shape_of(std::string_view head) {
  const std::string start = start_of(head);
  if (start.starts_with("[{")) return "an array of records (pandas: orient='records')";
  if (start.starts_with("[[")) return "an array of rows (pandas: orient='values')";
  for (const std::string_view key : {"{\"columns\":[", "{\"index\":[", "{\"data\":["}) {
    if (start.starts_with(key)) return "an object of columns, index and data (pandas: orient='split')";
  }
  if (start.starts_with("{\"schema\":{\"fields\":"))
    return "an object of schema and data (pandas: orient='table')";
  return "";
}

std::string_view instead_of_table() {
  return "{observation: {user: label}}, a CSV file, or one record per line (pandas: orient='records', "
         "lines=True)";
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
