#include "report/report_tables.hpp"

#include "report/charts.hpp"
#include "report/figure_text.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace crowdvote {

namespace {

Json column(const char* title, const char* type, const char* help = "") {
  Json result{{"title", title}, {"type", type}};
  if (*help != '\0') result["help"] = help;
  return result;
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
               column("Against", "number", "Weight of all other votes"),
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
          column("Share of weight cast", "share", "Weight times votes, of that of all users"),
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

/// The first rows of one table of a run.
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
  Json contested{{"title", "Most contested observations"},
                 {"columns", contested_columns(!input.data.truth_of_observation.empty())},
                 {"runs", Json::array()}};
  Json influential{
      {"title", "Most influential users"}, {"columns", influential_columns()}, {"runs", Json::array()}};
  for (const ReportRun& run : detailed_runs(input)) {
    contested["runs"].push_back(rows_of_run(input, run, run.contested, contested_row, most_rows));
    influential["runs"].push_back(rows_of_run(input, run, run.influential_users, influential_row, most_rows));
  }
  return {{"contested", std::move(contested)}, {"influential", std::move(influential)}};
}

}  // namespace crowdvote
