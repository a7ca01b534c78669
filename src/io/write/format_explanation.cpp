#include "evaluation/text_table.hpp"
#include "io/json/json_figures.hpp"
#include "io/write/explanation_words.hpp"
#include "io/write/figures.hpp"
#include <crowdvote/format_explanation.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace crowdvote {

namespace {

using Json = nlohmann::ordered_json;

/// Makes the cards; keeps references to its arguments.
class Cards {
 public:
  Cards(const CrowdData& data, const Consensus& consensus, const std::string& ai_user)
      : data_(data), consensus_(consensus), ai_user_(ai_user), words_(data.labels, consensus) {
    for (const NamedColumn& column : consensus.users.columns) {
      if (column.name != kWeightColumn) columns_.push_back(&column);
    }
  }

  [[nodiscard]] std::vector<TextTable> tables(const Explanation& card) const {
    std::vector<TextTable> tables{votes_table(card)};
    if (!card.labels.empty()) tables.push_back(labels_table(card));
    tables.push_back(answers_table(card));
    return tables;
  }

  [[nodiscard]] Json json(const Explanation& card) const {
    const Outcome& outcome = card.outcome;
    Json votes = Json::array();
    for (const ExplainedVote& vote : card.votes) votes.push_back(json_of(vote));
    Json labels = Json::array();
    for (const ExplainedLabel& label : card.labels) labels.push_back(json_of(label));
    Json pairs = Json::array();
    for (const PairOfVoters& pair : card.pairs) pairs.push_back({{"n2", pair.n2}, {"n3", pair.n3}});
    Json to_invalid = json_of(card.to_invalid);
    if (!to_invalid.is_null()) to_invalid["label"] = name_to_json(data_.labels, card.invalidating);
    return {{"observation", name_to_json(data_.observations, card.observation)},
            {"label", name_to_json(data_.labels, outcome.label)},
            {"leader", name_to_json(data_.labels, outcome.leader)},
            {"valid", outcome.valid},
            {"conf", outcome.conf},
            {"acc", outcome.acc},
            {"total", card.total},
            {"tied", outcome.is_tied},
            {"gold", card.is_gold},
            {"reason", words_.reason(card)},
            {"margin_conf", json_of_optional(card.margin_conf)},
            {"margin_acc", json_of_optional(card.margin_acc)},
            {"last_changed_round", json_of_optional(card.last_changed_round)},
            {"votes", std::move(votes)},
            {"labels", std::move(labels)},
            {"objection", json_of_objection(card.rule)},
            {"prior_log_odds", json_of_optional(card.prior_log_odds)},
            {"has_counterfactuals", card.has_counterfactuals},
            {"to_invalid", std::move(to_invalid)},
            {"removal", json_of_removal(card)},
            {"refit", json_of_refit(card)},
            {"pairs", std::move(pairs)}};
  }

  [[nodiscard]] FigureRow record(const Explanation& card) const {
    const Outcome& outcome = card.outcome;
    const bool has_runner_up = card.labels.size() > 1;
    return {{"observation", data_.observations.str(card.observation)},
            {"label", outcome.label == kNoLabel ? "" : data_.labels.str(outcome.label)},
            {"valid", outcome.valid ? "1" : "0"},
            {"conf", cell_of(outcome.conf)},
            {"acc", cell_of(outcome.acc)},
            {"margin_conf", cell_of(card.margin_conf)},
            {"margin_acc", cell_of(card.margin_acc)},
            {"runner_up", has_runner_up ? data_.labels.str(card.labels[1].label) : ""},
            {"runner_up_conf", has_runner_up ? cell_of(card.labels[1].conf) : ""},
            {"last_changed_round", cell_of(card.last_changed_round)},
            {"votes_to_remove", card.removal ? cell_of(card.removal->votes.size()) : ""},
            {"reason", words_.reason(card)}};
  }

 private:
  [[nodiscard]] std::string voter(const ExplainedVote& vote) const {
    return vote.user == kNoUser ? ai_user_ : data_.users.str(vote.user);
  }

  [[nodiscard]] Json voter_to_json(const ExplainedVote& vote) const {
    return vote.user == kNoUser ? name_to_json(Name(std::string_view(ai_user_)))
                                : name_to_json(data_.users, vote.user);
  }

  [[nodiscard]] std::vector<std::string> roles_of(const ExplainedVote& vote) const {
    std::vector<std::string> roles;
    if (vote.is_author) roles.emplace_back("author");
    if (std::binary_search(data_.experts.begin(), data_.experts.end(), vote.user)) {
      roles.emplace_back("expert");
    }
    if (vote.user == kNoUser) roles.emplace_back("AI");
    return roles;
  }

  /// The row of the voter in the consensus; none for an AI that is not a user.
  [[nodiscard]] std::optional<std::size_t> row_of(const ExplainedVote& vote) const {
    if (vote.user != kNoUser) return vote.user;
    return consensus_.ai_is_user ? std::optional(data_.users.size()) : std::nullopt;
  }

  [[nodiscard]] static std::string cell(const NamedColumn& column, std::optional<std::size_t> row) {
    if (!row) return "";
    return std::visit(
        [&](const auto& values) -> std::string {
          const auto value = values[*row];
          using Value = std::decay_t<decltype(value)>;
          if constexpr (std::is_same_v<Value, std::uint8_t>) return value != 0 ? "yes" : "no";
          if constexpr (std::is_same_v<Value, double>) return std::isnan(value) ? "" : in_short(value);
          return fmt::format("{}", value);
        },
        column.values);
  }

  [[nodiscard]] TextTable votes_table(const Explanation& card) const {
    const bool has_log_odds =
        std::any_of(card.votes.begin(), card.votes.end(),
                    [](const ExplainedVote& vote) { return vote.log_odds.has_value(); });
    const bool has_weights = card.decided_by == DecidedBy::votes;
    std::vector<std::string> header{"voter", "vote"};
    if (has_weights) header.emplace_back("weight");
    if (has_log_odds) header.emplace_back("log odds");
    for (const NamedColumn* const column : columns_) header.push_back(column->name);
    header.emplace_back("role");
    const Outcome& outcome = card.outcome;
    TextTable table(std::move(header), Align::left,
                    fmt::format("{}: {}", data_.observations.str(card.observation),
                                outcome.label == kNoLabel ? "undefined" : data_.labels.str(outcome.label)));
    for (const ExplainedVote& vote : card.votes) {
      std::vector<std::string> cells{voter(vote), data_.labels.str(vote.label)};
      if (has_weights) cells.push_back(in_short(*vote.weight));
      if (has_log_odds) cells.push_back(vote.log_odds ? fmt::format("{:+.3g}", *vote.log_odds) : "");
      for (const NamedColumn* const column : columns_) cells.push_back(cell(*column, row_of(vote)));
      cells.push_back(fmt::format("{}", fmt::join(roles_of(vote), ", ")));
      table.add_row(std::move(cells));
    }
    return table;
  }

  [[nodiscard]] TextTable labels_table(const Explanation& card) const {
    const bool by_votes = card.decided_by == DecidedBy::votes;
    std::vector<std::string> header{"label", "votes", by_votes ? "conf" : "probability"};
    if (by_votes) header.emplace_back("acc");
    TextTable table(std::move(header));
    constexpr std::size_t kMostLabels = 10;
    for (std::size_t k = 0; k < std::min(kMostLabels, card.labels.size()); ++k) {
      const ExplainedLabel& label = card.labels[k];
      std::vector<std::string> cells{data_.labels.str(label.label), fmt::format("{}", label.n_votes),
                                     in_short(label.conf)};
      if (by_votes) cells.push_back(in_short(label.acc));
      table.add_row(std::move(cells));
    }
    return table;
  }

  [[nodiscard]] TextTable answers_table(const Explanation& card) const {
    TextTable table({"why", words_.reason(card)}, Align::left);
    const auto add = [&](std::string question, std::string answer) {
      if (!answer.empty()) table.add_row({std::move(question), std::move(answer)});
    };
    add("margin of conf", words_.margin(card.margin_conf, card.rule.validity.theta_conf));
    add("margin of acc", words_.margin(card.margin_acc, card.rule.validity.theta_acc));
    if (objects(card.rule)) {
      add(fmt::format("what {} says", ai_user_),
          fmt::format("{}: {} without a vote joins the total of every other label",
                      words_.name(card.rule.ai_label), in_short(card.rule.objection)));
    }
    if (card.last_changed_round) add("label last changed", words_.round(*card.last_changed_round));
    if (card.prior_log_odds) {
      add("beside the votes",
          fmt::format("{:+.3g} of the log odds of {} to {}", *card.prior_log_odds,
                      words_.name(card.labels[0].label), words_.name(card.labels[1].label)));
    }
    if (!card.has_counterfactuals) {
      add("what would change it", words_.why_not_known(card));
      return table;
    }
    for (auto& [question, answer] : words_.one_more_vote(card)) add(std::move(question), std::move(answer));
    add("two more votes", words_.pairs(card));
    add("without votes", removal_in_words(card));
    if (card.refit) add("learnt again without", refit_in_words(*card.refit));
    return table;
  }

  [[nodiscard]] std::vector<std::string> removed_voters(const Explanation& card) const {
    std::vector<std::string> voters;
    for (const std::size_t v : card.removal->votes) voters.push_back(voter(card.votes[v]));
    return voters;
  }

  [[nodiscard]] std::string removal_in_words(const Explanation& card) const {
    if (!card.removal) return card.votes.empty() ? "" : "the outcome is the same without any of them";
    const std::size_t n = card.removal->votes.size();
    return fmt::format("{} without the {} of {} ({})", words_.outcome(card.removal->outcome),
                       n == 1 ? "vote" : fmt::format("{} votes", n), fmt::join(removed_voters(card), ", "),
                       card.removal->is_smallest ? n == 1 ? "one vote is enough" : "no fewer are enough"
                                                 : "found by a greedy search: fewer may be enough");
  }

  [[nodiscard]] std::string refit_in_words(const Refit& refit) const {
    return fmt::format("{}; {} elsewhere, and the validity of {}",
                       words_.outcome({.label = refit.label, .valid = refit.valid}),
                       count_of(refit.labels_changed, "label changes", "labels change"),
                       count_of(refit.validities_changed, "other label", "other labels"));
  }

  template <class Value>
  [[nodiscard]] static Json json_of_optional(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
  }

  [[nodiscard]] static bool objects(const OutcomeRule& rule) {
    return rule.ai_label != kNoLabel && rule.objection > 0;
  }

  [[nodiscard]] Json json_of_objection(const OutcomeRule& rule) const {
    if (!objects(rule)) return nullptr;
    return {{"label", name_to_json(data_.labels, rule.ai_label)}, {"weight", rule.objection}};
  }

  [[nodiscard]] Json json_of(const WeightBound& bound) const {
    if (!bound.exists()) return nullptr;
    const WhoReaches who = who_reaches(bound, consensus_);
    return {{"weight", bound.weight},
            {"attained", bound.attained},
            {"newcomer", who.newcomer},
            {"least_count", json_of_optional(who.least_count)},
            {"users", consensus_.weights().empty() ? Json(nullptr) : Json(who.n_users)}};
  }

  [[nodiscard]] Json json_of(const ExplainedVote& vote) const {
    Json learnt = Json::object();
    for (const NamedColumn* const column : columns_) {
      const auto row = row_of(vote);
      learnt[column->name] =
          row ? std::visit([&](const auto& values) { return Json(values[*row]); }, column->values)
              : Json(nullptr);
    }
    return {{"user", voter_to_json(vote)},
            {"label", name_to_json(data_.labels, vote.label)},
            {"weight", json_of_optional(vote.weight)},
            {"log_odds", json_of_optional(vote.log_odds)},
            {"roles", roles_of(vote)},
            {"learnt", std::move(learnt)}};
  }

  [[nodiscard]] Json json_of(const ExplainedLabel& label) const {
    return {{"label", name_to_json(data_.labels, label.label)},
            {"votes", label.n_votes},
            {"conf", label.conf},
            {"acc", label.acc},
            {"to_lead", json_of(label.to_lead)},
            {"to_valid", json_of(label.to_valid)},
            {"newcomers_to_lead", json_of_optional(label.newcomers_to_lead)},
            {"newcomers_to_valid", json_of_optional(label.newcomers_to_valid)}};
  }

  [[nodiscard]] Json json_of_removal(const Explanation& card) const {
    if (!card.removal) return nullptr;
    Json users = Json::array();
    for (const std::size_t v : card.removal->votes) users.push_back(voter_to_json(card.votes[v]));
    return {{"users", std::move(users)},
            {"smallest", card.removal->is_smallest},
            {"label", name_to_json(data_.labels, card.removal->outcome.label)},
            {"valid", card.removal->outcome.valid}};
  }

  [[nodiscard]] Json json_of_refit(const Explanation& card) const {
    if (!card.refit) return nullptr;
    return {{"label", name_to_json(data_.labels, card.refit->label)},
            {"valid", card.refit->valid},
            {"labels_changed", card.refit->labels_changed},
            {"validities_changed", card.refit->validities_changed}};
  }

  const CrowdData& data_;
  const Consensus& consensus_;
  const std::string& ai_user_;
  ExplanationWords words_;
  std::vector<const NamedColumn*> columns_;  ///< of the users, except the weight
};

}  // namespace

std::string format_explanations(std::span<const Explanation> explanations, const CrowdData& data,
                                const Consensus& consensus, const std::string& ai_user,
                                FiguresFormat format) {
  const Cards cards(data, consensus, ai_user);
  Figures figures{.heading = "Explanations", .tables = {}, .notes = {}, .json = {}};
  figures.json["explanations"] = Json::array();
  for (const Explanation& card : explanations) {
    for (TextTable& table : cards.tables(card)) figures.tables.push_back(std::move(table));
    figures.json["explanations"].push_back(cards.json(card));
    figures.records.push_back(cards.record(card));
  }
  return format_figures(figures, format);
}

}  // namespace crowdvote
