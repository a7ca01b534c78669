#include "io/json/json_document.hpp"
#include "io/json/options_json.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/model_file.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr JsonDocument::Kind kModel{
    .name = "model", .expected = "a model that a run has saved", .way_out = WayOut::make_model};
constexpr double kLargest = std::numeric_limits<double>::max();

std::string words_of_range(const Range& range) {
  if (std::isfinite(range.lowest) && std::isfinite(range.highest)) {
    return fmt::format("a number from {} to {}", range.lowest, range.highest);
  }
  return std::isfinite(range.lowest) ? fmt::format("a number of at least {}", range.lowest) : "a number";
}

const StrategyInfo& read_strategy(const JsonNode& node) {
  const auto all = strategies();
  const auto found = std::find_if(all.begin(), all.end(), [&, name = node.text()](const StrategyInfo& info) {
    return info.name() == name && info.description.model.exists();
  });
  if (found == all.end()) node.fail("a strategy whose model can be used");
  return *found;
}

/// Labels are integers or strings, as in files of votes.
LabelId add_label(NameTable& labels, const JsonNode& node) {
  const nlohmann::json& value = node.value();
  if (value.is_number_integer()) return labels.intern(Name(value.get<std::int64_t>()));
  if (!value.is_string() || node.text().empty()) node.fail("a label");
  return labels.intern(Name(std::string_view(node.text())));
}

NameTable read_labels_of_model(const JsonNode& node) {
  NameTable labels;
  const std::size_t n = node.array_size("an array of the labels");
  for (std::size_t number = 0; number < n; ++number) {
    const bool is_new = add_label(labels, node[number]) == number;
    const auto k = static_cast<LabelId>(number);
    if (!is_new || (k > 0 && !(labels[k - 1] < labels[k]))) {
      node[number].fail("labels in ascending order, numbers first, each once");
    }
  }
  return labels;
}

/// Fills the rows of a model in order.
class ModelRowReader {
 public:
  ModelRowReader(const ModelContent& content, const NameTable& labels, LearntModel& model)
      : content_(content), labels_(labels), model_(model) {
    if (content.cells != ModelContent::Cells::none) model.begin.push_back(0);
  }

  void read(const JsonNode& row) {
    const double lowest = std::max(content_.range.lowest, -kLargest);
    const double highest = std::min(content_.range.highest, kLargest);
    model_.value.push_back(
        row[std::string(content_.value)].number(lowest, highest, words_of_range(content_.range)));
    if (content_.cells == ModelContent::Cells::none) return;
    read_cells(row);
    model_.begin.push_back(model_.cells.size());
  }

 private:
  void read_cells(const JsonNode& row) {
    const JsonNode truth = row["truth"];
    const JsonNode label = row["label"];
    const JsonNode votes = row["votes"];
    const std::size_t n = truth.array_size("an array of labels");
    if (label.array_size("an array of labels") != n)
      label.fail(fmt::format("{} labels, as many as truths", n));
    if (votes.array_size("an array of numbers") != n)
      votes.fail(fmt::format("{} numbers, as many as truths", n));
    for (std::size_t c = 0; c < n; ++c) {
      const bool is_habit =
          content_.cells == ModelContent::Cells::by_truth_and_habit && truth[c].value().is_null();
      model_.cells.push_back({is_habit ? kNoLabel : number_of(truth[c]), number_of(label[c]),
                              votes[c].number(0, kLargest, "a number of votes, at least 0")});
      if (c == 0) continue;
      const LearntModel::Cell& before = model_.cells[model_.cells.size() - 2];
      const LearntModel::Cell& now = model_.cells.back();
      if (std::tie(before.truth, before.label) >= std::tie(now.truth, now.label)) {
        label[c].fail("pairs of truth and label in the order of the labels, each once");
      }
    }
  }

  [[nodiscard]] LabelId number_of(const JsonNode& node) const {
    const nlohmann::json& value = node.value();
    std::optional<std::uint32_t> number;
    if (value.is_number_integer()) {
      number = labels_.find(Name(value.get<std::int64_t>()));
    } else if (value.is_string()) {
      number = labels_.find(Name(std::string_view(node.text())));
    }
    if (!number) node.fail("one of the labels of the model");
    return *number;
  }

  const ModelContent& content_;
  const NameTable& labels_;
  LearntModel& model_;
};

void read_prior(const JsonNode& node, std::size_t n_labels, LearntModel& model) {
  const std::string expected = fmt::format("an array of {} shares, one for each label", n_labels);
  if (node.array_size(expected) != n_labels) node.fail(expected);
  for (std::size_t k = 0; k < n_labels; ++k) {
    model.prior.push_back(node[k].number(0, kLargest, "a share of at least 0"));
  }
}

}  // namespace

SavedModel read_model(const std::string& path, const RunControl& control) {
  const JsonDocument document(path, kModel, control);
  const JsonNode root = document.root();
  if (root["format"].text() != "crowdvote model") root["format"].fail("\"crowdvote model\"");
  if (root["format_version"].count() != kModelFormatVersion) {
    root["format_version"].fail(fmt::format("{}, the version that is read here", kModelFormatVersion));
  }
  const StrategyInfo& strategy = read_strategy(root["strategy"]);
  const ModelContent& content = strategy.description.model;
  // Members are assigned one at a time: in an aggregate initialisation, GCC 12 destroys a member twice if a
  // later one throws.
  SavedModel saved;
  saved.file = {.role = "model", .path = path, .format = document.format(), .bytes = document.bytes()};
  saved.program_version = root["program_version"].text();
  saved.strategy = strategy_options_from(strategy, root["options"]);
  if (content.labels) saved.labels = read_labels_of_model(root["labels"]);
  for (LabelId number = 0; number < saved.labels.size(); ++number) saved.learnt.labels.push_back(number);
  if (content.prior) read_prior(root["prior"], saved.labels.size(), saved.learnt);

  ModelRowReader rows(content, saved.labels, saved.learnt);
  const JsonNode users = root["users"];
  if (!users.value().is_object()) users.fail("an object of users");
  for (const auto& [name, row] : users.value().items()) {
    if (name.find('\0') != std::string::npos) users.fail("names of users without NUL characters");
    saved.users.intern(Name(std::string_view(name)));
    rows.read(users[name]);
  }
  rows.read(root["newcomer"]);
  return saved;
}

}  // namespace crowdvote
