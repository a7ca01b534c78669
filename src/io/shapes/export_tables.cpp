#include "io/shapes/known_exports.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

/// Only rows with one of the values take part, if the file has the column.
void keep_rows(ExportReading& reading, const FileHead& head, const std::string& column,
               std::initializer_list<std::string_view> values) {
  if (!head.has(column)) return;
  for (const std::string_view value : values) {
    reading.where.push_back({.column = column, .value = std::string(value), .is_expected = false});
  }
}

/// Rows with the value are left out, if the file has the column.
void leave_out_rows_with(ExportReading& reading, const FileHead& head, const std::string& column,
                         const std::string& value) {
  if (!head.has(column)) return;
  reading.where.push_back({.column = column, .value = value, .is_equal = false, .is_expected = false});
}

// ---- Toloka's assignments. A task without an id is identified by what was shown: its inputs.

constexpr std::array kTolokaSigns{"ASSIGNMENT:worker_id"sv, "OUTPUT:*"sv, "ASSIGNMENT:task_id|INPUT:*"sv};

std::vector<std::string> toloka_questions(const FileHead& head) { return head.names_behind("OUTPUT:"); }

std::optional<ExportReading> toloka(const FileHead& head, const std::string& question) {
  ExportReading reading{.columns = {.observation = "ASSIGNMENT:task_id",
                                    .user = "ASSIGNMENT:worker_id",
                                    .label = "OUTPUT:" + question}};
  if (!head.has("ASSIGNMENT:task_id")) {
    reading.columns.observation = fmt::format("INPUT:{}", fmt::join(head.names_behind("INPUT:"), "+INPUT:"));
  }
  keep_rows(reading, head, "ASSIGNMENT:status", {"APPROVED", "SUBMITTED", ""});
  return reading;
}

// ---- The results of a batch of Amazon Mechanical Turk.

constexpr std::array kMturkSigns{"HITId"sv, "WorkerId"sv, "Answer.*"sv};

/// Forms made of crowd-html-elements put all answers into a single cell, such as [{"sentiment": {"label":
/// "Positive"}}].
void add_task_answers(std::vector<std::string>& questions, const std::string& cell) {
  const nlohmann::json answers = nlohmann::json::parse(cell, nullptr, false);
  if (!answers.is_array() || answers.size() != 1 || !answers.front().is_object()) return;
  for (const auto& [name, answer] : answers.front().items()) {
    const bool has_label = answer.is_object() && answer.contains("label");
    add_new(questions, fmt::format("taskAnswers.{}{}", name, has_label ? ".label" : ""));
  }
}

std::vector<std::string> mturk_questions(const FileHead& head) {
  std::vector<std::string> questions = head.names_behind("Answer.");
  if (std::erase(questions, "taskAnswers") == 0) return questions;
  for (const std::string& cell : head.column("Answer.taskAnswers")) add_task_answers(questions, cell);
  return questions;
}

std::optional<ExportReading> mturk(const FileHead& head, const std::string& question) {
  ExportReading reading{
      .columns = {.observation = "HITId", .user = "WorkerId", .label = "Answer." + question}};
  leave_out_rows_with(reading, head, "AssignmentStatus", "Rejected");
  return reading;
}

// ---- The full report of Appen, formerly CrowdFlower and Figure Eight. Besides the answers to a question, it
// has those that the test questions expect. Judgments of users who failed these questions are tainted.

constexpr std::array kAppenSigns{"_unit_id"sv, "_worker_id"sv, "_trust|_tainted"sv};

std::vector<std::string> appen_questions(const FileHead& head) {
  std::vector<std::string> questions;
  for (const std::string& name : head.names) {
    if (head.has(name + "_gold")) questions.push_back(name);
  }
  return questions;
}

std::optional<ExportReading> appen(const FileHead& head, const std::string& question) {
  ExportReading reading{.columns = {.observation = "_unit_id", .user = "_worker_id", .label = question}};
  for (const char* const word : {"true", "TRUE"}) leave_out_rows_with(reading, head, "_tainted", word);
  return reading;
}

// ---- Zooniverse's classifications. A task is a question, and every workflow numbers its tasks from T0.

constexpr std::array kZooniverseSigns{"annotations"sv, "subject_ids"sv, "user_name"sv, "workflow_id"sv};

std::vector<std::string> zooniverse_questions(const FileHead& head) {
  std::vector<std::string> tasks;
  for (const std::string& cell : head.column("annotations")) {
    const nlohmann::json annotations = nlohmann::json::parse(cell, nullptr, false);
    if (!annotations.is_array()) continue;
    for (const nlohmann::json& annotation : annotations) {
      if (annotation.is_object() && annotation.contains("task") && annotation["task"].is_string()) {
        add_new(tasks, annotation["task"].get<std::string>());
      }
    }
  }
  return tasks;
}

std::optional<ExportReading> zooniverse(const FileHead& head, const std::string& question) {
  ExportReading reading{.columns = {.observation = "subject_ids",
                                    .user = "user_name",
                                    .label = fmt::format("annotations[task={}].value", question)}};
  if (head.has("created_at")) reading.columns.time = "created_at";
  std::vector<std::string> workflows;
  for (const std::string& workflow : head.column("workflow_id")) add_new(workflows, workflow);
  if (workflows.size() > 1) {
    reading.problem =
        Problem{.what = fmt::format("the classifications of several workflows, {}, whose tasks have the "
                                    "same names",
                                    fmt::join(workflows, ", ")),
                .remedy = {WayOut::choose_rows, "workflow_id"}};
  }
  for (const std::string& workflow : workflows) keep_rows(reading, head, "workflow_id", {workflow});
  return reading;
}

// ---- What Zooniverse's tools make of classifications: one row per classification or per subject, and one
// column per answer.

constexpr std::array kExtractSigns{"subject_id"sv, "workflow_id"sv, "extractor|extractor_key"sv};
constexpr std::array kReductionSigns{"subject_id"sv, "workflow_id"sv, "reducer|reducer_key"sv};

ExportReading made_of_classifications(std::string what) {
  return {.problem =
              Problem{.what = std::move(what),
                      .expected = "the classifications themselves, which the project's page of data exports "
                                  "has",
                      .remedy = {WayOut::name_column, "label"}}};
}

std::optional<ExportReading> zooniverse_extracts(const FileHead& /*head*/, const std::string& /*question*/) {
  return made_of_classifications("extracts of Zooniverse, with a column for each answer");
}

std::optional<ExportReading> zooniverse_reductions(const FileHead& /*head*/,
                                                   const std::string& /*question*/) {
  return made_of_classifications(
      "reductions of Zooniverse, which are counts of votes or labels already, without the users");
}

// ---- iNaturalist's identifications. An identification that the user has withdrawn is not current.

constexpr std::array kINaturalistSigns{"observation_id"sv, "taxon_id"sv, "user_id|user_login"sv};

std::optional<ExportReading> inaturalist(const FileHead& head, const std::string& /*question*/) {
  ExportReading reading{.columns = {.observation = "observation_id",
                                    .user = head.has("user_id") ? "user_id" : "user_login",
                                    .label = "taxon_id"}};
  keep_rows(reading, head, "current", {"true", "t", "TRUE", "True", "1"});
  if (!head.has("current") && head.has("created_at")) reading.columns.time = "created_at";
  return reading;
}

// ---- Label Studio. A column that is neither its own nor part of the data shown is the answer.

constexpr std::array kLabelStudioSigns{"id"sv, "annotation_id"sv, "annotator"sv, "lead_time"sv};
constexpr std::array kLabelStudioNames{"id"sv,         "annotation_id"sv, "annotator"sv, "lead_time"sv,
                                       "created_at"sv, "updated_at"sv,    "agreement"sv};
constexpr std::array kLabelStudioData{"text"sv,  "image"sv, "audio"sv, "video"sv,    "html"sv,   "url"sv,
                                      "title"sv, "csv"sv,   "pdf"sv,   "dialogue"sv, "prompt"sv, "img"sv};

std::vector<std::string> label_studio_questions(const FileHead& head) {
  std::vector<std::string> left;
  for (const std::string& name : head.names) {
    const bool is_other =
        std::find(kLabelStudioNames.begin(), kLabelStudioNames.end(), name) != kLabelStudioNames.end() ||
        std::find(kLabelStudioData.begin(), kLabelStudioData.end(), name) != kLabelStudioData.end();
    if (!is_other) left.push_back(name);
  }
  return left;
}

std::optional<ExportReading> label_studio(const FileHead& /*head*/, const std::string& question) {
  return ExportReading{.columns = {.observation = "id", .user = "annotator", .label = question}};
}

// ---- doccano. Its column names are very common, so the file must not have any others.

constexpr std::array kDoccanoSigns{"id"sv, "text|data"sv, "label"sv};
constexpr std::array kDoccanoNames{"id"sv,       "text"sv, "data"sv,    "label"sv,
                                   "username"sv, "user"sv, "Comments"sv};

std::optional<ExportReading> doccano(const FileHead& head, const std::string& /*question*/) {
  if (!head.has_only(kDoccanoNames)) return std::nullopt;
  return ExportReading{.columns = {.observation = "id", .label = "label"}};
}

// ---- The votes of CIFAR-10H (Peterson et al. 2019). Some images were shown as attention checks.

constexpr std::array kCifar10hSigns{"annotator_id"sv, "chosen_label"sv,
                                    "cifar10_test_test_idx|cifar10_test_set_idx"sv};

std::optional<ExportReading> cifar10h(const FileHead& head, const std::string& /*question*/) {
  const bool is_first = head.has("cifar10_test_test_idx");
  ExportReading reading{
      .columns = {.observation = is_first ? "cifar10_test_test_idx" : "cifar10_test_set_idx",
                  .user = "annotator_id",
                  .label = "chosen_label"}};
  leave_out_rows_with(reading, head, "is_attn_check", "1");
  return reading;
}

// ---- The votes of Snow et al. (2008).

constexpr std::array kSnowSigns{"!amt_worker_ids"sv, "orig_id"sv, "response"sv};

std::optional<ExportReading> snow(const FileHead& /*head*/, const std::string& /*question*/) {
  return ExportReading{.columns = {.observation = "orig_id", .user = "!amt_worker_ids", .label = "response"}};
}

constexpr std::array kTableExports{
    KnownExport{"toloka", "Toloka", kTolokaSigns, toloka_questions, toloka},
    KnownExport{"mturk", "Amazon Mechanical Turk", kMturkSigns, mturk_questions, mturk},
    KnownExport{"appen", "Appen", kAppenSigns, appen_questions, appen},
    KnownExport{"zooniverse", "Zooniverse", kExtractSigns, nullptr, zooniverse_extracts},
    KnownExport{"zooniverse", "Zooniverse", kReductionSigns, nullptr, zooniverse_reductions},
    KnownExport{"zooniverse", "Zooniverse", kZooniverseSigns, zooniverse_questions, zooniverse},
    KnownExport{"inaturalist", "iNaturalist", kINaturalistSigns, nullptr, inaturalist},
    KnownExport{"label-studio", "Label Studio", kLabelStudioSigns, label_studio_questions, label_studio},
    KnownExport{"doccano", "doccano", kDoccanoSigns, nullptr, doccano},
    KnownExport{"cifar10h", "CIFAR-10H", kCifar10hSigns, nullptr, cifar10h},
    KnownExport{"snow", "Snow et al.", kSnowSigns, nullptr, snow},
};

}  // namespace

std::span<const KnownExport> exports_of_tables() { return kTableExports; }

}  // namespace crowdvote
