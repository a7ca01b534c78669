#include "cli/input_texts.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/option_texts.hpp>
#include <crowdvote/read_inputs.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <sstream>
#include <utility>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

/// Splits at commas outside quotes and brackets.
std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts(1);
  bool is_quoted = false;
  bool is_in_brackets = false;
  for (const char c : text) {
    if (c == '"') is_quoted = !is_quoted;
    if (c == '[' || c == ']') is_in_brackets = c == '[';
    if (c == ',' && !is_quoted && !is_in_brackets) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

using ColumnName = std::optional<std::string> ColumnNames::*;

/// \param form what the option expects, such as "observation=A,user=B"
ColumnNames parse_names(std::string_view option, std::string_view form,
                        const std::vector<std::pair<std::string_view, ColumnName>>& columns,
                        const std::string& text) {
  ColumnNames names;
  for (const std::string& part : split_at_commas(text)) {
    const std::size_t equals = part.find('=');
    const std::string column = part.substr(0, equals);
    const std::string name = equals == std::string::npos ? "" : part.substr(equals + 1);
    const auto known = std::find_if(columns.begin(), columns.end(),
                                    [&](const auto& candidate) { return candidate.first == column; });
    if (known == columns.end() || name.empty() || names.*(known->second)) {
      throw OptionError(
          fmt::format("{} takes {}, each at most once, but '{}' is not of that form", option, form, part));
    }
    names.*(known->second) = name;
  }
  return names;
}

}  // namespace

std::vector<std::string> parse_missing(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    if (!part.empty()) add_missing_word(part, words);
  }
  if (words.empty()) throw OptionError(fmt::format("--missing takes words, but '{}' holds none", text));
  return words;
}

NameFold parse_fold(const std::string& text) {
  NameFold fold;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    if (!add_to_fold(part, fold)) {
      throw OptionError(fmt::format(
          "--fold takes case, space, unicode, number or all, with commas between, but '{}' is none of them",
          part));
    }
  }
  return fold;
}

ColumnNames parse_columns(const std::string& text) {
  return parse_names("--columns", "observation=A,user=B,label=C,count=D,time=E",
                     {{"observation", &ColumnNames::observation},
                      {"user", &ColumnNames::user},
                      {"label", &ColumnNames::label},
                      {"count", &ColumnNames::count},
                      {"time", &ColumnNames::time}},
                     text);
}

ColumnNames parse_side_columns(std::string_view option, const std::string& text) {
  return parse_names(option, "observation=A,user=B,label=C,score=D,weight=E",
                     {{"observation", &ColumnNames::observation},
                      {"user", &ColumnNames::user},
                      {"label", &ColumnNames::label},
                      {"score", &ColumnNames::score},
                      {"weight", &ColumnNames::weight}},
                     text);
}

RowCondition condition_of(const std::string& text) {
  if (auto condition = parse_condition(text)) return *std::move(condition);
  throw OptionError(
      fmt::format("--where takes COLUMN=VALUE or COLUMN!=VALUE, but '{}' is not of that form", text));
}

void add_users(const std::string& text, std::vector<std::string>& users) {
  if (!text.starts_with('@')) return users.push_back(text);
  std::vector<std::string> listed = read_user_list(text.substr(1));
  users.insert(users.end(), std::move_iterator(listed.begin()), std::move_iterator(listed.end()));
}

char separator_of(const std::string& text) {
  if (const auto separator = parse_separator(text)) return *separator;
  throw OptionError(
      fmt::format("--separator takes one character (of one byte), or tab, comma, semicolon, space or pipe, "
                  "but '{}' is none",
                  text));
}

}  // namespace crowdvote::cli
