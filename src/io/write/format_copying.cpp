#include "evaluation/format_figures.hpp"
#include "io/json/json_figures.hpp"
#include "io/write/figures.hpp"
#include <crowdvote/copying.hpp>
#include <crowdvote/format_figures.hpp>

#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crowdvote {

namespace {

using nlohmann::ordered_json;

/// Holds a finding in every form: cells for readers, records for programs.
class CopyingFigures {
 public:
  CopyingFigures(const CopyingReport& report, const NameTable& labels, const NameTable& users)
      : report_(report), labels_(labels), users_(users) {}

  [[nodiscard]] Figures figures() const {
    Figures figures{.heading = "Copied votes", .tables = {}, .notes = {}, .json = {}};
    ordered_json groups = ordered_json::array();
    for (const CopyingGroup& group : report_.groups) groups.push_back(names_of(group.users));
    figures.json = {{"pairs_tested", report_.pairs_tested},
                    {"users_tested", report_.users_tested},
                    {"observations_left_out", report_.observations_left_out},
                    {"groups", groups}};
    add_pairs(figures);
    add_followers(figures);
    add_one_label(figures);
    add_notes(figures);
    return figures;
  }

 private:
  [[nodiscard]] ordered_json names_of(const std::vector<UserId>& users) const {
    ordered_json names = ordered_json::array();
    for (const UserId user : users) names.push_back(name_to_json(users_, user));
    return names;
  }

  static void add_record(Figures& figures, const char* finding, const std::string& user,
                         const std::string& other, const std::string& label, std::size_t votes,
                         std::size_t agreeing, const std::string& chance, const std::string& p_value) {
    figures.records.push_back({{"finding", finding},
                               {"user", user},
                               {"other", other},
                               {"label", label},
                               {"votes", cell_of(votes)},
                               {"agreeing", cell_of(agreeing)},
                               {"chance", chance},
                               {"p_value", p_value}});
  }

  void add_groups(Figures& figures) const {
    constexpr std::size_t kMostNamed = 10;
    TextTable table({"group of users", "size", "pairs"}, Align::left);
    for (const CopyingGroup& group : report_.groups) {
      std::string names;
      for (std::size_t u = 0; u < group.users.size() && u < kMostNamed; ++u) {
        names += fmt::format("{}{}", u == 0 ? "" : ", ", users_.str(group.users[u]));
      }
      if (group.users.size() > kMostNamed) names += ", …";
      table.add_row({names, with_commas(group.users.size()), with_commas(group.pairs)});
    }
    figures.tables.push_back(std::move(table));
  }

  void add_pairs(Figures& figures) const {
    figures.json["pairs"] = ordered_json::array();
    if (report_.pairs.empty()) return;
    add_groups(figures);
    TextTable table({"never contradict each other", "", "observations", "chance to agree", "p"}, Align::left);
    for (const CopyingPair& pair : report_.pairs) {
      const std::string first = users_.str(pair.first);
      const std::string second = users_.str(pair.second);
      figures.json["pairs"].push_back({{"first", name_to_json(users_, pair.first)},
                                       {"second", name_to_json(users_, pair.second)},
                                       {"common", pair.common},
                                       {"chance", pair.chance},
                                       {"p_value", pair.p_value}});
      add_record(figures, "pair", first, second, "", pair.common, pair.common, cell_of(pair.chance),
                 cell_of(pair.p_value));
      if (table.rows().size() <= kMostRows) {
        table.add_row({first, second, with_commas(pair.common), with_decimals(pair.chance, 3),
                       format_p_value(pair.p_value)});
      }
    }
    figures.tables.push_back(std::move(table));
  }

  void add_followers(Figures& figures) const {
    figures.json["followers"] = ordered_json::array();
    if (report_.followers.empty()) return;
    TextTable table({"repeats one author", "author", "votes", "agreeing"}, Align::left);
    for (const AuthorFollower& follower : report_.followers) {
      const std::string user = users_.str(follower.user);
      const std::string author = users_.str(follower.author);
      figures.json["followers"].push_back({{"user", name_to_json(users_, follower.user)},
                                           {"author", name_to_json(users_, follower.author)},
                                           {"votes", follower.votes},
                                           {"agreeing", follower.agreeing}});
      add_record(figures, "follower", user, author, "", follower.votes, follower.agreeing, "", "");
      if (table.rows().size() <= kMostRows) {
        table.add_row({user, author, with_commas(follower.votes), with_commas(follower.agreeing)});
      }
    }
    figures.tables.push_back(std::move(table));
  }

  void add_one_label(Figures& figures) const {
    figures.json["one_label"] = ordered_json::array();
    if (report_.one_label.empty()) return;
    TextTable table({"gives one label", "label", "votes", "others' votes against it", "p"}, Align::left);
    for (const OneLabelUser& one : report_.one_label) {
      const std::string user = users_.str(one.user);
      const std::string label = labels_.str(one.label);
      figures.json["one_label"].push_back({{"user", name_to_json(users_, one.user)},
                                           {"label", name_to_json(labels_, one.label)},
                                           {"votes", one.votes},
                                           {"others_against", one.others_against},
                                           {"p_value", one.p_value}});
      add_record(figures, "one label", user, "", label, one.votes, one.votes, "", cell_of(one.p_value));
      if (table.rows().size() <= kMostRows) {
        table.add_row({user, label, with_commas(one.votes), with_commas(one.others_against),
                       format_p_value(one.p_value)});
      }
    }
    figures.tables.push_back(std::move(table));
  }

  void add_notes(Figures& figures) const {
    figures.notes.push_back(
        fmt::format("{} with enough common observations and {} with enough votes were tested; {}.",
                    count_of(report_.pairs_tested, "pair"), count_of(report_.users_tested, "user"),
                    report_.empty() ? "nothing was found" : "a finding is a reason to look, not a proof"));
    if (report_.observations_left_out > 0) {
      figures.notes.push_back(
          fmt::format("{} with the most voters left out of the search for pairs.",
                      count_of(report_.observations_left_out, "observation is", "observations are")));
    }
    if (figures.records.empty()) add_record(figures, "nothing", "", "", "", 0, 0, "", "");
  }

  static constexpr std::size_t kMostRows = 50;  ///< in a table for readers

  const CopyingReport& report_;
  const NameTable& labels_;
  const NameTable& users_;
};

}  // namespace

std::string format_copying(const CopyingReport& report, const NameTable& labels, const NameTable& users,
                           FiguresFormat format) {
  return format_figures(CopyingFigures(report, labels, users).figures(), format);
}

}  // namespace crowdvote
