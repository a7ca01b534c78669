#include "evaluation/format_figures.hpp"
#include "io/write/escape.hpp"
#include "report/figure_text.hpp"
#include "report/html_table.hpp"
#include "report/report_text.hpp"
#include <crowdvote/copying.hpp>
#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using Cells = std::vector<HtmlCell>;

HtmlCell cell_of_p(double p_value) {
  return {.text = format_p_value(p_value), .value = fmt::format("{}", p_value)};
}

/// A table of the first findings. \param cells returns the cells of a finding
template <class Finding, class CellsOf>
std::string html_of_findings_table(const std::string& caption, const std::vector<std::string>& columns,
                                   const std::vector<Finding>& findings, const CellsOf& cells) {
  constexpr std::size_t kMostRows = 50;
  if (findings.empty()) return "";
  std::vector<Cells> rows;
  for (std::size_t f = 0; f < std::min(findings.size(), kMostRows); ++f) rows.push_back(cells(findings[f]));
  const std::string count =
      findings.size() > kMostRows ? fmt::format(", the first {} of {}", kMostRows, findings.size()) : "";
  return fmt::format("<h3>{}{}</h3>\n", caption, count) + html_table(caption, columns, rows);
}

}  // namespace

std::string html_of_copies(const ReportInput& input) {
  if (input.copies == nullptr || input.copies->found.empty()) return "";
  const CopyingReport& found = input.copies->found;
  const NameTable& users = input.data.users;
  const auto user_cell = [&](UserId user) { return name_cell(shortened(users.str(user))); };
  std::string html = fmt::format(
      "<p>{} named below. Without their votes, {} of {} would have another label or none.</p>\n",
      found.users().size() == 1 ? "One user is" : count_of(found.users().size(), "user") + " are",
      with_commas(input.copies->n_labels_changed), count_of(input.data.observations.size(), "observation"));
  html += html_of_findings_table(
      "Groups who never contradict each other", {"users", "size", "pairs"}, found.groups,
      [&](const CopyingGroup& group) {
        constexpr std::size_t kMostNamed = 10;
        std::string names;
        for (std::size_t u = 0; u < std::min(group.users.size(), kMostNamed); ++u) {
          names += (u == 0 ? "" : ", ") + shortened(users.str(group.users[u]), 20);
        }
        if (group.users.size() > kMostNamed) names += ", …";
        return Cells{name_cell(names), count_cell(group.users.size()), count_cell(group.pairs)};
      });
  html += html_of_findings_table(
      "Pairs who never contradict each other", {"user", "other", "observations", "chance to agree", "p"},
      found.pairs, [&](const CopyingPair& pair) {
        return Cells{user_cell(pair.first),
                     user_cell(pair.second),
                     count_cell(pair.common),
                     {.text = share_text(pair.chance), .value = fmt::format("{}", pair.chance)},
                     cell_of_p(pair.p_value)};
      });
  html += html_of_findings_table("Users who repeat one author", {"user", "author", "votes", "agreeing"},
                                 found.followers, [&](const AuthorFollower& follower) {
                                   return Cells{user_cell(follower.user), user_cell(follower.author),
                                                count_cell(follower.votes), count_cell(follower.agreeing)};
                                 });
  html += html_of_findings_table(
      "Users who give one label", {"user", "label", "votes", "others against it", "p"}, found.one_label,
      [&](const OneLabelUser& one) {
        return Cells{user_cell(one.user), name_cell(shortened(input.data.labels.str(one.label))),
                     count_cell(one.votes), count_cell(one.others_against), cell_of_p(one.p_value)};
      });
  return html;
}

}  // namespace crowdvote
