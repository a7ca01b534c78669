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

  [[nodiscard]] std::string first_names_of(const std::vector<UserId>& users) const {
    constexpr std::size_t kMostNamed = 10;
    std::string names;
    for (std::size_t u = 0; u < users.size() && u < kMostNamed; ++u) {
      names += fmt::format("{}{}", u == 0 ? "" : ", ", users_.str(users[u]));
    }
    return users.size() > kMostNamed ? names + ", …" : names;
  }

  void add_pairs(Figures& figures) const {
    add_first_rows(
        figures, report_.groups, kMostRows, {"group of users", "size", "pairs"}, "",
        [this](const CopyingGroup& group) -> std::vector<std::string> {
          return {first_names_of(group.users), with_commas(group.users.size()), with_commas(group.pairs)};
        });
    add_first_rows(figures, report_.pairs, kMostRows,
                   {"never contradict each other", "", "observations", "chance to agree", "p"}, "",
                   [this](const CopyingPair& pair) -> std::vector<std::string> {
                     return {users_.str(pair.first), users_.str(pair.second), with_commas(pair.common),
                             with_decimals(pair.chance, 3), format_p_value(pair.p_value)};
                   });
    figures.json["pairs"] = ordered_json::array();
    for (const CopyingPair& pair : report_.pairs) {
      figures.json["pairs"].push_back({{"first", name_to_json(users_, pair.first)},
                                       {"second", name_to_json(users_, pair.second)},
                                       {"common", pair.common},
                                       {"chance", pair.chance},
                                       {"p_value", pair.p_value}});
      add_record(figures, "pair", users_.str(pair.first), users_.str(pair.second), "", pair.common,
                 pair.common, cell_of(pair.chance), cell_of(pair.p_value));
    }
  }

  void add_followers(Figures& figures) const {
    add_first_rows(figures, report_.followers, kMostRows,
                   {"repeats one author", "author", "votes", "agreeing"}, "",
                   [this](const AuthorFollower& follower) -> std::vector<std::string> {
                     return {users_.str(follower.user), users_.str(follower.author),
                             with_commas(follower.votes), with_commas(follower.agreeing)};
                   });
    figures.json["followers"] = ordered_json::array();
    for (const AuthorFollower& follower : report_.followers) {
      figures.json["followers"].push_back({{"user", name_to_json(users_, follower.user)},
                                           {"author", name_to_json(users_, follower.author)},
                                           {"votes", follower.votes},
                                           {"agreeing", follower.agreeing}});
      add_record(figures, "follower", users_.str(follower.user), users_.str(follower.author), "",
                 follower.votes, follower.agreeing, "", "");
    }
  }

  void add_one_label(Figures& figures) const {
    add_first_rows(figures, report_.one_label, kMostRows,
                   {"gives one label", "label", "votes", "others' votes against it", "p"}, "",
                   [this](const OneLabelUser& one) -> std::vector<std::string> {
                     return {users_.str(one.user), labels_.str(one.label), with_commas(one.votes),
                             with_commas(one.others_against), format_p_value(one.p_value)};
                   });
    figures.json["one_label"] = ordered_json::array();
    for (const OneLabelUser& one : report_.one_label) {
      figures.json["one_label"].push_back({{"user", name_to_json(users_, one.user)},
                                           {"label", name_to_json(labels_, one.label)},
                                           {"votes", one.votes},
                                           {"others_against", one.others_against},
                                           {"p_value", one.p_value}});
      add_record(figures, "one label", users_.str(one.user), "", labels_.str(one.label), one.votes, one.votes,
                 "", cell_of(one.p_value));
    }
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
