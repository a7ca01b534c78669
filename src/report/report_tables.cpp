#include "report/report_tables.hpp"

#include "report/charts.hpp"
#include "report/figure_text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace crowdvote {

namespace {

Json column(const char* title, const char* type, const char* help = "") {
  Json result{{"title", title}, {"type", type}};
  if (*help != '\0') result["help"] = help;
  return result;
}

/// Marks the column by which the rows are sorted, in descending order.
Json ordered_by(Json column) {
  column["sorted"] = true;
  return column;
}

Json label_name(const CrowdData& data, LabelId label) {
  return label == kNoLabel ? Json(nullptr) : Json(shortened(data.labels.str(label)));
}

Json contested_columns(bool has_truth) {
  Json columns{column("Observation", "name"),
               column("Label", "name"),
               column("Runner-up", "name", "The heaviest other label among the users' votes"),
               column("Valid", "flag"),
               column("Weight", "number", "conf: weight of the votes for the label"),
               ordered_by(column("Against", "number", "Weight of all other votes")),
               column("Share", "share", "acc: the label's share of all weight"),
               column("Votes", "integer")};
  if (has_truth) columns.push_back(column("Truth", "name"));
  return columns;
}

Json contested_row(const CrowdData& data, const ReportRun& /*run*/, const ContestedObservation& one) {
  Json row{shortened(data.observations.str(one.observation)),
           label_name(data, one.label),
           label_name(data, one.runner_up),
           one.valid,
           rounded(one.conf),
           rounded(one.against),
           rounded(one.acc),
           one.votes};
  if (!data.truth_of_observation.empty()) {
    row.push_back(label_name(data, data.truth_of_observation[one.observation]));
  }
  return row;
}

Json influential_columns() {
  return {column("User", "name"),
          column("Votes", "integer"),
          column("Weight", "number"),
          ordered_by(column("Share of weight cast", "share", "Weight times votes, of that of all users")),
          column("Agreement", "share", "Share of the user's votes that equal the label"),
          column("Species", "integer", "n: species that the user has shown to know"),
          column("Self-validating", "flag", "The user's vote alone makes a label valid")};
}

Json influential_row(const CrowdData& data, const ReportRun& run, const InfluentialUser& one) {
  return {shortened(data.users.str(one.user)),
          one.votes,
          rounded(one.weight),
          rounded(one.weight_cast),
          rounded(one.agreement),
          one.n_species ? Json(*one.n_species) : Json(nullptr),
          run.self_validating_above ? Json(one.self_validating) : Json(nullptr)};
}

Json difficult_columns(bool has_truth) {
  Json columns{
      column("Observation", "name"),
      column("Label", "name"),
      ordered_by(column("Difficulty", "number", "As the strategy learnt it")),
      ordered_by(column("Entropy", "number", "Of the probabilities of the labels, in bits: 0 is certain")),
      column("Share", "share", "acc: of the label"),
      column("Votes", "integer")};
  if (has_truth) columns.push_back(column("Truth", "name"));
  return columns;
}

Json number_or_none(const std::optional<double>& number) {
  return number ? Json(rounded(*number)) : Json(nullptr);
}

Json difficult_row(const CrowdData& data, const ReportRun& /*run*/, const DifficultObservation& one) {
  Json row{shortened(data.observations.str(one.observation)),
           label_name(data, one.label),
           number_or_none(one.difficulty),
           number_or_none(one.entropy),
           rounded(one.acc),
           one.votes};
  if (!data.truth_of_observation.empty()) {
    row.push_back(label_name(data, data.truth_of_observation[one.observation]));
  }
  return row;
}

Json confused_label_columns() {
  return {column("Truth", "name"), column("Label", "name"), ordered_by(column("Observations", "integer")),
          column("Share", "share", "Of the observations where this is the truth")};
}

Json confused_vote_columns() {
  return {column("True label", "name"), column("Voted for", "name"),
          ordered_by(column("Expected votes", "number",
                            "Where the first label is true, by the strategy's probabilities")),
          column("Share", "share", "Of the expected votes where the first label is true")};
}

Json confused_row(const CrowdData& data, const ReportRun& /*run*/, const ConfusedLabels& one) {
  return {label_name(data, one.truth), label_name(data, one.label), rounded(one.count), rounded(one.share)};
}

/// The first rows of a table for one run.
template <class Row>
Json rows_of_run(const ReportInput& input, const ReportRun& run, const std::vector<Row>& rows,
                 Json (*make_row)(const CrowdData&, const ReportRun&, const Row&), std::size_t most_rows) {
  Json result = Json::array();
  for (std::size_t r = 0; r < std::min(rows.size(), most_rows); ++r) {
    result.push_back(make_row(input.data, run, rows[r]));
  }
  return {{"name", run.name}, {"rows", std::move(result)}};
}

}  // namespace

Json report_tables(const ReportInput& input, std::size_t most_rows) {
  const bool has_truth = !input.data.truth_of_observation.empty();
  const auto table = [](const char* title, Json columns) {
    return Json{{"title", title}, {"columns", std::move(columns)}, {"runs", Json::array()}};
  };
  Json contested = table("Most contested observations", contested_columns(has_truth));
  Json influential = table("Most influential users", influential_columns());
  Json difficult = table("Most difficult observations", difficult_columns(has_truth));
  Json confused_labels = table("Labels that are most often wrong", confused_label_columns());
  Json confused_votes = table("Votes that are most often wrong", confused_vote_columns());
  for (const ReportRun& run : detailed_runs(input)) {
    const auto add = [&](Json& to, const auto& rows, auto make_row, bool may_be_empty = false) {
      if (rows.empty() && !may_be_empty) return;
      to["runs"].push_back(rows_of_run(input, run, rows, make_row, most_rows));
    };
    add(contested, run.contested, contested_row, true);
    add(influential, run.influential_users, influential_row, true);
    add(difficult, run.difficult, difficult_row);
    add(confused_labels, run.confused_labels, confused_row);
    add(confused_votes, run.confused_by_users, confused_row);
  }
  return {{"contested", std::move(contested)},
          {"influential", std::move(influential)},
          {"difficult", std::move(difficult)},
          {"confused_labels", std::move(confused_labels)},
          {"confused_votes", std::move(confused_votes)}};
}

}  // namespace crowdvote
