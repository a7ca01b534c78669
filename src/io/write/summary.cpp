#include "evaluation/format_figures.hpp"
#include "io/json/input_files_json.hpp"
#include "io/json/json_figures.hpp"
#include "io/json/options_json.hpp"
#include "io/write/evaluation_json.hpp"
#include "io/write/figures.hpp"
#include <crowdvote/memory.hpp>
#include <crowdvote/summary.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace crowdvote {

namespace {

using Json = nlohmann::ordered_json;

/// Which rows take part and how they are written, if an option says so.
void add_rows(Json& json, const ReadOptions& options) {
  for (const auto& [name, column] :
       {std::pair{"observation", &options.columns.observation}, std::pair{"user", &options.columns.user},
        std::pair{"label", &options.columns.label}, std::pair{"count", &options.columns.count},
        std::pair{"time", &options.columns.time}}) {
    if (*column) json["columns"][name] = **column;
  }
  for (const RowCondition& condition : options.where) {
    json["where"].push_back(condition.column + (condition.is_equal ? "=" : "!=") + condition.value);
  }
  if (!options.without.empty()) json["without"] = options.without;
  if (options.repeats != Repeats::last) {
    json["repeats"] = options.repeats == Repeats::first ? "first"
                      : options.repeats == Repeats::all ? "all"
                                                        : "error";
  }
  if (options.allows_no_user) json["anonymous"] = true;
  if (!options.as_of.empty()) json["as-of"] = options.as_of;
  if (options.table.layout == TableFormat::Layout::wide) json["layout"] = "wide";
  if (options.multi_label) {
    json["multi-label"] = options.multi_label->separator.empty() ? "json" : options.multi_label->separator;
    json["multi-label-as"] =
        options.multi_label->reading == MultiLabel::Reading::questions ? "questions" : "set";
  }
}

/// The options that concern labels, if any are set.
void add_reading(Json& json, const ReadOptions& options) {
  if (!options.missing.empty()) json["missing"] = options.missing;
  if (options.missing_words_are_labels) json["no-missing"] = true;
  if (options.minus_one_is_a_label) json["keep-minus-one"] = true;
  if (!options.fold.any()) return;
  Json& fold = json["fold"] = Json::array();
  if (options.fold.letter_case) fold.push_back("case");
  if (options.fold.space) fold.push_back("space");
  if (options.fold.unicode) fold.push_back("unicode");
  if (options.fold.number) fold.push_back("number");
}

Json options_json(const RunSummary& run) {
  Json json{{"strategy", strategy_of(run.strategy).name()},
            {"strategy_options", strategy_options_json(run.strategy)},
            {"ties", word_of(run.input_options.ties)},
            {"seed", run.input_options.seed},
            {"threads", run.threads},
            {"abstain", run.read_options.abstain},
            {"ai-user", run.read_options.ai_user},
            {"hold-out-experts", run.input_options.hold_out_experts},
            {"strict", run.read_options.strict},
            {"only-valid", run.only_valid}};
  add_rows(json, run.read_options);
  add_reading(json, run.read_options);
  if (run.strategy_reason) json["strategy_reason"] = *run.strategy_reason;
  return json;
}

Json counts_json(const RunSummary& run) {
  const ReadCounts& counts = run.data.counts;
  const std::size_t n_labels = run.data.n_voted_labels();
  Json json{
      {"observations", run.data.n_observations()},
      {"users", run.data.n_users()},
      {"labels", n_labels},
      {"votes", run.data.n_votes()},
      {"abstentions", counts.abstentions},
      {"replaced_votes", counts.replaced_votes},
      {"ties", run.consensus.diagnostics.n_ties},
      {"valid", run.n_valid},
      {"votes_held_out", run.data.votes.n_votes() - run.input.votes().n_votes()},
      {"repeated_observations", counts.repeated_observations},
      {"unknown_observations", counts.unknown_observations},
      {"unknown_users", counts.unknown_users},
      {"authors_who_did_not_vote", counts.authors_who_did_not_vote},
      {"replaced_side_values", counts.replaced_side_values},
      {"experts_in_conflict", counts.experts_in_conflict},
      {"ai_votes_in_votes_file", counts.ai_votes_in_votes_file},
      {"ai_votes_without_score", run.consensus.diagnostics.n_ai_votes_without_score},
      {"truth_without_votes", run.grades ? Json(run.grades->evaluation.truth_without_votes) : Json(nullptr)},
      {"left_without_votes", run.grades ? Json(run.grades->evaluation.left_without_votes) : Json(nullptr)},
      {"truth_given_as_gold", run.grades ? Json(run.grades->evaluation.truth_given_as_gold) : Json(nullptr)},
      {"labels_without_votes", run.data.labels.size() - n_labels}};
  if (!run.read_options.where.empty() || counts.rows_left_out > 0)
    json["rows_left_out"] = counts.rows_left_out;
  if (!run.read_options.without.empty()) {
    json["users_left_out"] = counts.users_left_out;
    json["votes_of_users_left_out"] = counts.votes_of_users_left_out;
  }
  if (!run.read_options.as_of.empty()) json["votes_after"] = counts.votes_after;
  if (counts.unnamed_users > 0) json["unnamed_users"] = counts.unnamed_users;
  return json;
}

Json rounds_json(const Consensus& consensus) {
  Json json = Json::array();
  for (const RoundRecord& round : consensus.diagnostics.rounds) {
    Json& record = json.emplace_back(Json{{"users_changed", number_or_null(round.users_changed)},
                                          {"labels_changed", round.labels_changed},
                                          {"valid", round.valid}});
    if (round.objective) record["objective"] = *round.objective;
    if (round.largest_change) record["largest_change"] = *round.largest_change;
  }
  return json;
}

/// How well the model that was used matches the votes.
Json model_json(const ModelMatch* match) {
  if (match == nullptr) return nullptr;
  return {{"unknown_users", match->n_users_unknown},
          {"votes_of_unknown_users", match->n_votes_of_unknown_users},
          {"unknown_labels", match->n_labels_unknown},
          {"votes_left_out", match->n_votes_left_out}};
}

Json json_of(std::string_view version, const GivenLabels& labels, const CrowdData& data,
             const Evaluation& evaluation, std::uint64_t seed) {
  std::vector<InputFile> inputs = data.files;
  inputs.push_back(labels.file);
  const bool has_votes = std::any_of(data.files.begin(), data.files.end(),
                                     [](const InputFile& file) { return file.role == "votes"; });
  const auto of_votes = [&](std::size_t n) { return has_votes ? Json(n) : Json(nullptr); };
  return {{"version", version},
          {"options", {{"seed", seed}}},
          {"inputs", input_files_json(inputs)},
          {"counts",
           {{"observations", data.observations.size()},
            {"users", of_votes(data.users.size())},
            {"labels", of_votes(data.n_voted_labels())},
            {"votes", of_votes(data.votes.n_votes())},
            {"valid", std::count(labels.valid.begin(), labels.valid.end(), 1)},
            {"unknown_observations", labels.unknown_observations},
            {"replaced_labels", labels.replaced_labels},
            {"observations_without_row", labels.observations_without_row},
            {"truth_without_votes", evaluation.truth_without_votes}}},
          {"metrics", metrics_to_json(evaluation)}};
}

}  // namespace

std::string summary_json(const RunSummary& run) {
  Json seconds = Json::object();
  Json peak = Json::object();
  for (const Stage& stage : run.stages) {
    seconds[stage.name] = stage.seconds;
    peak[stage.name] = stage.peak_memory_bytes;
  }
  seconds["total"] = run.total_seconds;

  const Json json{{"version", run.version},
                  {"options", options_json(run)},
                  {"inputs", input_files_json(run.data.files)},
                  {"counts", counts_json(run)},
                  {"iterations", run.consensus.diagnostics.iterations()},
                  {"converged", number_or_null(run.consensus.diagnostics.converged())},
                  {"cycle_length", run.consensus.diagnostics.cycle_length},
                  {"seconds", seconds},
                  {"peak_memory_bytes", peak_resident_memory()},
                  {"metrics", run.grades ? metrics_to_json(run.grades->evaluation) : Json(nullptr)},
                  {"rounds", rounds_json(run.consensus)},
                  {"peak_memory_bytes_after", peak},
                  {"reliability", run.grades ? calibration_to_json(run.grades->calibration) : Json(nullptr)},
                  {"stop_reason", word_of(run.consensus.diagnostics.stop)},
                  {"model", model_json(run.model)}};
  // Names come from files: invalid UTF-8 is replaced and never causes an exception.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string format_labels_evaluation(std::string_view version, const GivenLabels& labels,
                                     const CrowdData& data, const Evaluation& evaluation, std::uint64_t seed,
                                     FiguresFormat format) {
  return format_figures({.heading = "Labels against the truth",
                         .tables = {table_of(evaluation)},
                         .notes = notes_of(evaluation),
                         .json = json_of(version, labels, data, evaluation, seed),
                         .records = records_of(evaluation)},
                        format);
}

}  // namespace crowdvote
