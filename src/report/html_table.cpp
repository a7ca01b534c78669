#include "report/html_table.hpp"

#include "io/write/escape.hpp"
#include <crowdvote/format_figures.hpp>

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::size_t kRowsOnScreen = 12;

/// Escapes the text and allows line breaks after the punctuation in a SPEC.
std::string breakable(std::string_view text) {
  std::string html;
  for (const char c : text) {
    html += escape_html(std::string_view(&c, 1));
    if (c == ',' || c == ':') html += "<wbr>";
  }
  return html;
}

std::string cell_html(std::string_view tag, std::string_view scope, const HtmlCell& cell) {
  return fmt::format("<{0}{1}{2}{3}><bdi>{4}</bdi>{5}</{0}>", tag, scope,
                     cell.is_number ? " class=\"number\"" : " class=\"name\"",
                     cell.value.empty() ? "" : fmt::format(" data-value=\"{}\"", escape_html(cell.value)),
                     cell.is_number ? escape_html(cell.text) : breakable(cell.text),
                     cell.note.empty() ? "" : "<small>" + escape_html(cell.note) + "</small>");
}

}  // namespace

HtmlCell name_cell(std::string text) { return {.text = std::move(text), .is_number = false}; }

HtmlCell count_cell(std::size_t count) {
  return {.text = with_commas(count), .value = std::to_string(count)};
}

std::string html_table(const std::string& caption, const std::vector<std::string>& columns,
                       const std::vector<std::vector<HtmlCell>>& rows) {
  std::string html = fmt::format(
      "<div class=\"scroll{1}\" role=\"region\" tabindex=\"0\" aria-label=\"{0}\"><table class=\"sortable\" "
      "aria-label=\"{0}\"><thead><tr>",
      escape_html(caption), rows.size() > kRowsOnScreen ? " tall" : "");
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const bool is_number = !rows.empty() && rows.front()[c].is_number;
    html += cell_html("th", " scope=\"col\"", {.text = columns[c], .is_number = is_number});
  }
  html += "</tr></thead><tbody>";
  for (const std::vector<HtmlCell>& row : rows) {
    html += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c) {
      html += c == 0 ? cell_html("th", " scope=\"row\"", row[c]) : cell_html("td", "", row[c]);
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace crowdvote
