#include "io/write/figures.hpp"

#include "io/bytes/field_text.hpp"
#include "io/write/escape.hpp"
#include <crowdvote/visible_text.hpp>

namespace crowdvote {

namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

/// Puts a backslash before characters that Markdown might interpret: a bar would end a cell, and an angle
/// bracket could start HTML.
std::string as_markdown(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '`' || c == '*' || c == '_') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string text_of(const Figures& figures) {
  std::string text;
  for (const TextTable& table : figures.tables) {
    if (!text.empty()) text += '\n';
    if (!table.title().empty()) text += visible_text(table.title()) + '\n';
    text += table.text(figures.most_columns);
  }
  if (!figures.notes.empty()) text += '\n';
  for (const std::string& note : figures.notes) text += visible_text(note, "\t\n") + '\n';
  return text;
}

std::string markdown_row(const Row& row) {
  std::string line = "|";
  for (const std::string& cell : row) line += fmt::format(" {} |", as_markdown(cell));
  return line + '\n';
}

std::string markdown_of(const TextTable& table) {
  std::string text = table.title().empty() ? "" : fmt::format("### {}\n\n", as_markdown(table.title()));
  const Row& header = table.rows().front();
  text += markdown_row(header) + "| --- |";
  for (std::size_t column = 1; column < header.size(); ++column) {
    text += table.align() == Align::right ? " ---: |" : " --- |";
  }
  text += '\n';
  for (std::size_t r = 1; r < table.rows().size(); ++r) text += markdown_row(table.rows()[r]);
  return text;
}

std::string markdown_of(const Figures& figures) {
  std::string text;
  for (const TextTable& table : figures.tables) {
    if (!text.empty()) text += '\n';
    text += markdown_of(table);
  }
  if (!figures.notes.empty()) text += '\n';
  for (const std::string& note : figures.notes) text += fmt::format("- {}\n", as_markdown(note));
  return text;
}

std::string html_row(const Row& row, bool is_header) {
  std::string line = "<tr>";
  for (std::size_t c = 0; c < row.size(); ++c) {
    const std::string_view tag = is_header || c == 0 ? "th" : "td";
    line += fmt::format("<{0}>{1}</{0}>", tag, escape_html(row[c]));
  }
  return line + "</tr>\n";
}

std::string html_of(const TextTable& table) {
  std::string text = table.align() == Align::right ? "<table class=\"numbers\">\n" : "<table>\n";
  if (!table.title().empty()) text += fmt::format("<caption>{}</caption>\n", escape_html(table.title()));
  for (const Row& row : table.rows()) text += html_row(row, &row == &table.rows().front());
  return text + "</table>\n";
}

std::string html_of(const Figures& figures) {
  constexpr std::string_view kStyle =
      "body{font-family:sans-serif;margin:2em} table{border-collapse:collapse;margin:1.5em 0}\n"
      "caption{text-align:left;font-weight:bold;padding:.3em 0}\n"
      "th,td{border-bottom:1px solid #ccc;padding:.3em .8em;text-align:left;white-space:pre}\n"
      "th{font-weight:normal} .numbers td,.numbers th+th{text-align:right}";
  std::string text = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{0}</title>\n"
      "<style>\n{1}\n</style>\n</head>\n<body>\n<h1>{0}</h1>\n",
      escape_html(figures.heading), kStyle);
  for (const TextTable& table : figures.tables) text += html_of(table);
  for (const std::string& note : figures.notes) text += fmt::format("<p>{}</p>\n", escape_html(note));
  return text + "</body>\n</html>\n";
}

// Names that are not valid UTF-8 are shown with replacement characters instead of failing.
std::string dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

/// Adds one record per value, named as in "metrics.expert.accuracy" or "files.0.path".
void add_values(const std::string& name, const Json& json, std::vector<FigureRow>& records) {
  if (json.is_structured()) {
    for (const auto& [key, value] : json.items()) {
      add_values(name.empty() ? key : fmt::format("{}.{}", name, key), value, records);
    }
    return;
  }
  const std::string value = json.is_null() ? "" : json.is_string() ? json.get<std::string>() : dump(json, -1);
  records.push_back({{"figure", name}, {"value", value}});
}

std::string csv_of(const std::vector<FigureRow>& records) {
  std::string text;
  const auto add_row = [&](const FigureRow& record, const auto& part) {
    for (std::size_t c = 0; c < record.size(); ++c) {
      if (c > 0) text += ',';
      append_delimited(text, std::string_view(record[c].*part), ',');
    }
    text += '\n';
  };
  if (!records.empty()) add_row(records.front(), &FigureRow::value_type::first);
  for (const FigureRow& record : records) add_row(record, &FigureRow::value_type::second);
  return text;
}

std::string csv_of(const Figures& figures) {
  if (!figures.records.empty()) return csv_of(figures.records);
  std::vector<FigureRow> values;
  add_values("", figures.json, values);
  return csv_of(values);
}

}  // namespace

std::string format_figures(const Figures& figures, FiguresFormat format) {
  switch (format) {
    case FiguresFormat::csv:
      return csv_of(figures);
    case FiguresFormat::markdown:
      return markdown_of(figures);
    case FiguresFormat::html:
      return html_of(figures);
    case FiguresFormat::json:
      return dump(figures.json, 2) + '\n';
    case FiguresFormat::text:
      break;
  }
  return text_of(figures);
}

}  // namespace crowdvote
