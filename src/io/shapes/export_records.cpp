#include "io/shapes/known_exports.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

// ---- Prodigy's db-out.

constexpr std::array kProdigySigns{"_input_hash"sv, "answer"sv, "accept|label|_task_hash"sv};

/// A list `accept` is a choice: its only element is the label, in lines with the answer "accept". A text
/// `label` is a yes/no question about that label: the observation is the text together with the label, the
/// vote is the answer, and lines with the answer "ignore" are not votes. With neither, the question is yes or
/// no about what was shown, which the hash of the task identifies; what was marked in it (spans) is not an
/// answer as a whole.
std::optional<ExportReading> prodigy(const FileHead& head, const std::string& /*question*/) {
  const auto any = [&](const auto& holds) {
    return std::any_of(head.records.begin(), head.records.end(), holds);
  };
  const bool is_choice =
      any([](const auto& record) { return record.contains("accept") && record["accept"].is_array(); });
  const bool has_label =
      any([](const auto& record) { return record.contains("label") && record["label"].is_string(); });
  const bool is_other = any([](const auto& record) {
    return record.contains("spans") || record.contains("options") || record.contains("label");
  });
  if (!is_choice && !has_label && (is_other || !head.has("_task_hash"))) return std::nullopt;
  ExportReading reading{.columns = {.observation = is_choice   ? "_input_hash"
                                                   : has_label ? "_input_hash+label"
                                                               : "_task_hash",
                                    .label = is_choice ? "accept" : "answer"},
                        .where = {{.column = "answer",
                                   .value = is_choice ? "accept" : "ignore",
                                   .is_equal = is_choice,
                                   .is_expected = false}}};
  for (const char* const user : {"_annotator_id", "_session_id"}) {
    if (!reading.columns.user && head.has(user)) reading.columns.user = user;
  }
  return reading;
}

// ---- Label Studio's tasks with their annotations. The question is a control with a name, `from_name`.

constexpr std::array kTaskSigns{"id"sv, "data"sv, "annotations"sv};

/// All objects in the list under `key` of each record.
std::vector<nlohmann::json> inner_records(const FileHead& head, const char* key) {
  std::vector<nlohmann::json> all;
  for (const nlohmann::json& record : head.records) {
    if (!record.contains(key) || !record[key].is_array()) continue;
    for (const nlohmann::json& inner : record[key]) {
      if (inner.is_object()) all.push_back(inner);
    }
  }
  return all;
}

std::string string_at(const nlohmann::json& object, const char* key) {
  return object.is_object() && object.contains(key) && object[key].is_string()
             ? object[key].get<std::string>()
             : std::string();
}

std::vector<nlohmann::json> results_of(const FileHead& head) {
  std::vector<nlohmann::json> results;
  for (const nlohmann::json& annotation : inner_records(head, "annotations")) {
    if (!annotation.contains("result") || !annotation["result"].is_array()) continue;
    for (const nlohmann::json& result : annotation["result"]) results.push_back(result);
  }
  return results;
}

std::vector<std::string> task_questions(const FileHead& head) {
  std::vector<std::string> names;
  for (const nlohmann::json& result : results_of(head)) add_new(names, string_at(result, "from_name"));
  std::erase(names, "");
  return names;
}

/// Where the value of a result holds the label; empty for marks in a text or an image.
std::string path_of_type(std::string_view type) {
  if (type == "choices" || type == "rating" || type == "number") return std::string(type);
  if (type == "textarea") return "text";
  return type == "taxonomy" ? "taxonomy[0][-1]" : "";
}

/// If there are several controls, the result of the chosen one is taken by its name. If there is only one, a
/// second result is an error.
std::optional<ExportReading> label_studio_tasks(const FileHead& head, const std::string& question) {
  const std::vector<nlohmann::json> annotations = inner_records(head, "annotations");
  const nlohmann::json& first = annotations.front();
  ExportReading reading{
      .columns = {.observation = first.contains("id") ? "/id" : "id", .user = "completed_by"},
      .records = "annotations"};
  if (first.contains("completed_by") && first["completed_by"].is_object()) {
    reading.columns.user = first["completed_by"].contains("id") ? "completed_by.id" : "completed_by.email";
  }
  for (const nlohmann::json& result : results_of(head)) {
    if (string_at(result, "from_name") != question) continue;
    const std::string path = path_of_type(string_at(result, "type"));
    if (path.empty()) {
      reading.problem =
          Problem{.what = fmt::format("the results of '{}' are of the type {}, which marks parts "
                                      "of the data and does not label it as a whole",
                                      question, string_at(result, "type")),
                  .remedy = {WayOut::name_column, "label"}};
    }
    const bool is_only_one = task_questions(head).size() == 1;
    reading.columns.label = fmt::format("result{}.value.{}",
                                        is_only_one ? "" : fmt::format("[from_name=\"{}\"]", question), path);
    break;
  }
  const bool has_cancelled = std::any_of(annotations.begin(), annotations.end(), [](const auto& annotation) {
    return annotation.contains("was_cancelled");
  });
  if (has_cancelled) {
    reading.where.push_back(
        {.column = "was_cancelled", .value = "true", .is_equal = false, .is_expected = false});
  }
  return reading;
}

// ---- doccano. Its keys are very common, so a record must not have any others.

constexpr std::array kDocSigns{"id|doc_id"sv, "text|data"sv, "label|labels"sv};
constexpr std::array kDocNames{"id"sv,       "doc_id"sv, "text"sv,      "data"sv,     "label"sv, "labels"sv,
                               "username"sv, "user"sv,   "annotator"sv, "Comments"sv, "meta"sv};

std::optional<ExportReading> doccano_lines(const FileHead& head, const std::string& /*question*/) {
  if (!head.has_only(kDocNames)) return std::nullopt;
  return ExportReading{.columns = {.observation = head.has("doc_id") ? "doc_id" : "id",
                                   .label = head.has("label") ? "label" : "labels"}};
}

// ---- Argilla. A response belongs to a user and holds the values of all questions, or it is listed under its
// question.

constexpr std::array kArgillaSigns{"fields"sv, "responses"sv, "id|external_id"sv};

std::vector<std::string> argilla_questions(const FileHead& head) {
  std::vector<std::string> questions;
  for (const nlohmann::json& record : head.records) {
    if (!record.contains("responses") || !record["responses"].is_object()) continue;
    for (const auto& [question, responses] : record["responses"].items()) add_new(questions, question);
  }
  for (const nlohmann::json& response : inner_records(head, "responses")) {
    if (!response.contains("values") || !response["values"].is_object()) continue;
    for (const auto& [question, value] : response["values"].items()) add_new(questions, question);
  }
  return questions;
}

std::optional<ExportReading> argilla(const FileHead& head, const std::string& question) {
  const bool is_list = !inner_records(head, "responses").empty();
  return ExportReading{
      .columns = {.observation = head.has("id") ? "id" : "external_id",
                  .user = "user_id",
                  .label = is_list ? fmt::format("values[\"{}\"].value", question) : "value"},
      .where = {{.column = "status", .value = "submitted", .is_expected = false}},
      .records = is_list ? "responses" : "responses." + question};
}

// ---- iNaturalist's observations, as its API returns them. A withdrawn identification is not current.

constexpr std::array kObservationSigns{"id"sv, "identifications"sv};

std::optional<ExportReading> inaturalist_observations(const FileHead& head, const std::string& /*question*/) {
  const std::vector<nlohmann::json> identifications = inner_records(head, "identifications");
  if (identifications.empty()) return std::nullopt;
  const nlohmann::json& first = identifications.front();
  if (!first.contains("user") || !first.contains("taxon")) return std::nullopt;
  ExportReading reading{.columns = {.observation = first.contains("id") ? "/id" : "id",
                                    .user = first["user"].contains("login") ? "user.login" : "user.id",
                                    .label = first["taxon"].contains("id") ? "taxon.id" : "taxon.name"},
                        .records = "identifications"};
  if (first.contains("current")) {
    reading.where.push_back({.column = "current", .value = "true", .is_expected = false});
  }
  return reading;
}

// ---- iNaturalist's identifications, as its API returns them on their own.

constexpr std::array kIdentificationSigns{"observation"sv, "user"sv, "taxon"sv, "current"sv};

std::optional<ExportReading> inaturalist_identifications(const FileHead& head,
                                                         const std::string& /*question*/) {
  const nlohmann::json& first = head.records.front();
  const auto has = [&](const char* outer, const char* inner) {
    return first[outer].is_object() && first[outer].contains(inner);
  };
  if (!has("observation", "id") || !has("taxon", "id") || !has("user", "id")) return std::nullopt;
  return ExportReading{.columns = {.observation = "observation.id",
                                   .user = has("user", "login") ? "user.login" : "user.id",
                                   .label = "taxon.id"},
                       .where = {{.column = "current", .value = "true", .is_expected = false}}};
}

constexpr std::array kOwnRecordExports{
    KnownExport{"prodigy", "Prodigy", kProdigySigns, nullptr, prodigy},
    KnownExport{"label-studio", "Label Studio", kTaskSigns, task_questions, label_studio_tasks},
    KnownExport{"doccano", "doccano", kDocSigns, nullptr, doccano_lines},
    KnownExport{"argilla", "Argilla", kArgillaSigns, argilla_questions, argilla},
    KnownExport{"inaturalist", "iNaturalist", kObservationSigns, nullptr, inaturalist_observations},
    KnownExport{"inaturalist", "iNaturalist", kIdentificationSigns, nullptr, inaturalist_identifications},
};

/// Includes Label Studio's JSON-MIN, which has the columns of its tables.
std::vector<KnownExport> all_record_exports() {
  std::vector<KnownExport> all(kOwnRecordExports.begin(), kOwnRecordExports.end());
  const auto tables = exports_of_tables();
  std::copy_if(tables.begin(), tables.end(), std::back_inserter(all),
               [](const KnownExport& known) { return known.name == "label-studio"; });
  return all;
}

}  // namespace

std::span<const KnownExport> exports_of_records() {
  static const std::vector<KnownExport> exports = all_record_exports();
  return exports;
}

}  // namespace crowdvote
