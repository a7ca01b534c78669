#include "evaluation/text_table.hpp"
#include "io/json/json_figures.hpp"
#include "io/write/explanation_words.hpp"
#include "io/write/figures.hpp"
#include <crowdvote/format_influence.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crowdvote {

namespace {

using InfluenceJson = nlohmann::ordered_json;

std::string name_of(const NameTable& names, std::uint32_t id) { return id == kNoId ? "" : names.str(id); }

std::string user_name(const ExplainedRun& run, UserId user) {
  return user == run.input.votes.n_users() ? run.ai_user : name_of(run.data.users, user);
}

InfluenceJson user_to_json(const ExplainedRun& run, UserId user) {
  return user == run.input.votes.n_users() ? name_to_json(Name(std::string_view(run.ai_user)))
                                           : name_to_json(run.data.users, user);
}

InfluenceJson or_null(double value) {
  return std::isfinite(value) ? InfluenceJson(value) : InfluenceJson(nullptr);
}

/// Empty for a value that is not finite.
std::string digits_of(double value) { return std::isfinite(value) ? cell_of(value) : std::string(); }
std::string short_of(double value) { return std::isfinite(value) ? in_short(value) : std::string(); }

/// The explanation of one user.
class UserCard {
 public:
  UserCard(const ExplainedRun& run, const UserExplanation& user) : run_(run), user_(user) {
    const auto weights = run.consensus.weights();
    if (!weights.empty()) weight_ = weights[user.user];
  }

  void add_to(Figures& figures) const {
    add_facts(figures);
    add_known(figures);
    add_disagreements(figures);
    add_decided(figures);
    figures.json["users"].push_back(json());
    add_records(figures);
  }

 private:
  /// For readers; the remaining rows are only counted.
  static constexpr std::size_t kMostRows = 20;

  [[nodiscard]] std::string name() const { return user_name(run_, user_.user); }
  [[nodiscard]] std::string observation(ObservationId i) const { return run_.data.observations.str(i); }
  [[nodiscard]] std::string label_of(ObservationId i) const {
    return name_of(run_.data.labels, run_.consensus.label[i]);
  }
  [[nodiscard]] InfluenceJson label_to_json(ObservationId i) const {
    return name_to_json(run_.data.labels, run_.consensus.label[i]);
  }
  [[nodiscard]] bool is_valid(ObservationId i) const { return run_.consensus.valid[i] != 0; }
  [[nodiscard]] std::size_t n_authored_labels() const {
    return static_cast<std::size_t>(std::count_if(user_.known.begin(), user_.known.end(),
                                                  [](const KnownLabel& label) { return label.is_authored; }));
  }

  /// "no: 0.4 short of 2; a vote is enough from 8 species on"
  [[nodiscard]] std::string lacking_in_words() const {
    const WayToValidate& way = *user_.lacking;
    const std::string count = run_.consensus.users.find("n_species") != nullptr ? "species" : "n";
    const std::string least = way.least_count
                                  ? fmt::format("a vote is enough from {} {} on", *way.least_count, count)
                                  : std::string();
    if (way.lacking_weight <= 0) return least.empty() ? "yes" : "yes: " + least;
    return fmt::format("no: {} short of {}{}", in_short(way.lacking_weight),
                       in_short(run_.consensus.validity.theta_conf), least.empty() ? "" : "; " + least);
  }

  void add_facts(Figures& figures) const {
    TextTable table({"user", name()}, Align::left);
    table.add_row({"votes", fmt::format("{}, {} of them on own observations", with_commas(user_.n_votes),
                                        with_commas(user_.n_authored))});
    if (weight_) table.add_row({"weight", in_short(*weight_)});
    table.add_row({"labels shown to know", fmt::format("{} authored, {} more voted", n_authored_labels(),
                                                       user_.known.size() - n_authored_labels())});
    if (user_.lacking) table.add_row({"makes labels valid alone", lacking_in_words()});
    table.add_row({"votes against the label", with_commas(user_.disagreements.size())});
    if (run_.knows_decisive_votes()) {
      table.add_row({"outcomes that depend on this user alone", with_commas(user_.decided.size())});
    }
    figures.tables.push_back(std::move(table));
  }

  void add_known(Figures& figures) const {
    add_first_rows(figures, user_.known, kMostRows, {"label", "shown by", "on observation"},
                   name() + ": labels shown to know",
                   [this](const KnownLabel& known) -> std::vector<std::string> {
                     return {name_of(run_.data.labels, known.label),
                             known.is_authored ? "own observation" : "vote", observation(known.evidence)};
                   });
  }
  void add_disagreements(Figures& figures) const {
    add_first_rows(figures, user_.disagreements, kMostRows, {"observation", "vote", "label", "valid"},
                   name() + ": votes against the label",
                   [this](const Disagreement& other) -> std::vector<std::string> {
                     return {observation(other.observation), name_of(run_.data.labels, other.vote),
                             label_of(other.observation), is_valid(other.observation) ? "yes" : "no"};
                   });
  }
  void add_decided(Figures& figures) const {
    add_first_rows(
        figures, user_.decided, kMostRows, {"observation", "label", "valid", "without the user's vote"},
        name() + ": outcomes that depend on this user alone",
        [this](const UserExplanation::Decided& decided) -> std::vector<std::string> {
          const bool valid = is_valid(decided.observation);
          return {observation(decided.observation), label_of(decided.observation), valid ? "yes" : "no",
                  decided.changes_label ? "another label, or none"
                  : valid               ? "not valid"
                                        : "valid"};
        });
  }

  [[nodiscard]] InfluenceJson json() const {
    InfluenceJson known = InfluenceJson::array();
    for (const KnownLabel& label : user_.known) {
      known.push_back({{"label", name_to_json(run_.data.labels, label.label)},
                       {"authored", label.is_authored},
                       {"observation", name_to_json(run_.data.observations, label.evidence)}});
    }
    InfluenceJson disagreements = InfluenceJson::array();
    for (const auto& [i, vote] : user_.disagreements) {
      disagreements.push_back({{"observation", name_to_json(run_.data.observations, i)},
                               {"vote", name_to_json(run_.data.labels, vote)},
                               {"label", label_to_json(i)},
                               {"valid", is_valid(i)}});
    }
    InfluenceJson decided = InfluenceJson::array();
    for (const auto& [i, changes_label] : user_.decided) {
      decided.push_back({{"observation", name_to_json(run_.data.observations, i)},
                         {"label", label_to_json(i)},
                         {"valid", is_valid(i)},
                         {"changes", changes_label ? "label" : "validity"}});
    }
    InfluenceJson lacking = nullptr;
    if (user_.lacking) {
      const auto& [weight, least_count] = *user_.lacking;
      lacking = {{"weight", weight},
                 {"least_count", least_count ? InfluenceJson(*least_count) : InfluenceJson(nullptr)}};
    }
    return {{"user", user_to_json(run_, user_.user)},
            {"votes", user_.n_votes},
            {"authored", user_.n_authored},
            {"weight", weight_ ? InfluenceJson(*weight_) : InfluenceJson(nullptr)},
            {"known", std::move(known)},
            {"lacking", std::move(lacking)},
            {"disagreements", std::move(disagreements)},
            {"decides", std::move(decided)}};
  }

  void add_records(Figures& figures) const {
    const auto add = [&](std::string_view kind, ObservationId i, const std::string& vote) {
      figures.records.push_back({{"user", name()},
                                 {"kind", std::string(kind)},
                                 {"observation", observation(i)},
                                 {"vote", vote},
                                 {"label", label_of(i)},
                                 {"valid", is_valid(i) ? "1" : "0"}});
    };
    for (const KnownLabel& label : user_.known) {
      add(label.is_authored ? "authored" : "voted", label.evidence, name_of(run_.data.labels, label.label));
    }
    for (const auto& [i, vote] : user_.disagreements) add("disagreement", i, name_of(run_.data.labels, vote));
    for (const auto& [i, changes_label] : user_.decided) {
      add(changes_label ? "decides_label" : "decides_validity", i, "");
    }
  }

  const ExplainedRun& run_;
  const UserExplanation& user_;
  std::optional<double> weight_;
};

}  // namespace

std::string format_user_explanations(std::span<const UserExplanation> users, const ExplainedRun& run,
                                     FiguresFormat format) {
  Figures figures{.heading = "Users", .tables = {}, .notes = {}, .json = {{"users", InfluenceJson::array()}}};
  for (const UserExplanation& user : users) UserCard(run, user).add_to(figures);
  return format_figures(figures, format);
}

std::string format_influential(const InfluenceOfUsers& influence, std::size_t most, const ExplainedRun& run,
                               FiguresFormat format) {
  std::vector<UserId> users(influence.n_labels.size());
  std::iota(users.begin(), users.end(), 0U);
  std::erase_if(users, [&](UserId user) { return influence.n_outcomes(user) == 0; });
  const std::size_t n_rows = std::min(most, users.size());
  std::partial_sort(users.begin(), users.begin() + static_cast<std::ptrdiff_t>(n_rows), users.end(),
                    [&](UserId a, UserId b) {
                      const std::size_t of_a = influence.n_outcomes(a);
                      const std::size_t of_b = influence.n_outcomes(b);
                      return of_a != of_b ? of_a > of_b : a < b;
                    });
  Figures figures{.heading = "Most influential users",
                  .tables = {},
                  .notes = {fmt::format("{} of {} users decide an outcome alone", with_commas(users.size()),
                                        with_commas(run.input.votes.n_users()))},
                  .json = {{"most_influential", InfluenceJson::array()}}};
  users.resize(n_rows);
  std::vector<std::uint32_t> n_votes = run.input.votes.votes_per_user();
  const auto& ai_labels = run.input.ai_label_of_observation;
  const auto n_without = static_cast<std::size_t>(std::count(ai_labels.begin(), ai_labels.end(), kNoLabel));
  n_votes.push_back(static_cast<std::uint32_t>(ai_labels.size() - n_without));
  TextTable table({"user", "outcomes", "labels", "validity", "votes"}, Align::right,
                  "Outcomes that depend on one user alone");
  for (const UserId user : users) {
    const std::string name = user_name(run, user);
    const std::size_t n = influence.n_outcomes(user);
    table.add_row({name, with_commas(n), with_commas(influence.n_labels[user]),
                   with_commas(influence.n_validity[user]), with_commas(n_votes[user])});
    figures.json["most_influential"].push_back({{"user", user_to_json(run, user)},
                                                {"outcomes", n},
                                                {"labels", influence.n_labels[user]},
                                                {"validity", influence.n_validity[user]},
                                                {"votes", n_votes[user]}});
    figures.records.push_back({{"user", name},
                               {"outcomes", cell_of(n)},
                               {"labels", cell_of(influence.n_labels[user])},
                               {"validity", cell_of(influence.n_validity[user])},
                               {"votes", cell_of(n_votes[user])}});
  }
  figures.tables.push_back(std::move(table));
  return format_figures(figures, format);
}

std::string format_contested(std::span<const ObservationId> observations, const ExplainedRun& run,
                             FiguresFormat format) {
  Figures figures{.heading = "Most contested observations",
                  .tables = {},
                  .notes = {},
                  .json = {{"most_contested", InfluenceJson::array()}}};
  const bool by_votes = run.consensus.decided_by == DecidedBy::votes;
  std::vector<std::string> header{"observation", "label", "valid", "conf", "acc", "runner-up", "its conf"};
  if (by_votes) header.emplace_back("flip weight");
  if (run.knows_decisive_votes()) header.emplace_back("decisive user");
  TextTable table(std::move(header), Align::right, "Observations nearest to another outcome");
  Influences influences(run.input, run.consensus, run.by_model);
  for (const ObservationId i : observations) {
    const Margins margins = influences.margins_on(i);
    const std::string name = run.data.observations.str(i);
    const std::string label = name_of(run.data.labels, run.consensus.label[i]);
    const std::string runner_up = name_of(run.data.labels, margins.runner_up);
    const std::string decisive = user_name(run, margins.decisive_user);
    const bool valid = run.consensus.valid[i] != 0;
    const double conf = run.consensus.conf[i];
    const double acc = run.consensus.acc[i];
    std::vector<std::string> cells{name,
                                   label,
                                   valid ? "yes" : "no",
                                   in_short(conf),
                                   in_short(acc),
                                   runner_up,
                                   short_of(margins.runner_up_conf)};
    if (by_votes) cells.push_back(short_of(margins.flip_weight));
    if (run.knows_decisive_votes()) cells.push_back(decisive);
    table.add_row(std::move(cells));
    figures.json["most_contested"].push_back(
        {{"observation", name_to_json(run.data.observations, i)},
         {"label", name_to_json(run.data.labels, run.consensus.label[i])},
         {"valid", valid},
         {"conf", conf},
         {"acc", acc},
         {"margin_conf", or_null(margins.conf)},
         {"margin_acc", or_null(margins.acc)},
         {"runner_up", name_to_json(run.data.labels, margins.runner_up)},
         {"runner_up_conf", or_null(margins.runner_up_conf)},
         {"decisive_user", user_to_json(run, margins.decisive_user)},
         {"flip_weight", or_null(margins.flip_weight)}});
    figures.records.push_back({{"observation", name},
                               {"label", label},
                               {"valid", valid ? "1" : "0"},
                               {"conf", cell_of(conf)},
                               {"acc", cell_of(acc)},
                               {"margin_conf", digits_of(margins.conf)},
                               {"margin_acc", digits_of(margins.acc)},
                               {"runner_up", runner_up},
                               {"runner_up_conf", digits_of(margins.runner_up_conf)},
                               {"decisive_user", decisive},
                               {"flip_weight", digits_of(margins.flip_weight)}});
  }
  figures.tables.push_back(std::move(table));
  return format_figures(figures, format);
}

}  // namespace crowdvote
