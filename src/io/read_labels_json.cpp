#include "io/json_object.hpp"
#include "io/labels_readers.hpp"

#include <memory>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::string_view kShape = "{observation: label} or {observation: {\"label\": label}}";

class RowsOfWindow final : public JsonMembers {
 public:
  struct Entry {
    LabelRow row;
    std::size_t offset;
    bool has_label;
    bool is_wrong;  ///< which was said
  };

  void clear() override { entries.clear(); }

  std::string on_value(const JsonKey& key, const JsonValue& value) override {
    begin_row(key);
    return set(Column::label, value);
  }

  std::string on_object_begin(const JsonKey& key) override {
    begin_row(key);
    return {};
  }

  std::string on_object_value(const JsonKey& key, const JsonValue& value) override {
    if (key.name.is_integer()) return {};
    for (const ColumnRequest& request : label_requests()) {
      if (request.column == Column::observation || key.name.text() != name_of(request.column)) continue;
      return set(request.column, value);
    }
    return {};
  }

  std::vector<Entry> entries;

 private:
  void begin_row(const JsonKey& key) {
    entries.push_back({{}, key.offset, false, false});
    entries.back().row.observation = key.name;
  }

  std::string set(Column column, const JsonValue& value) {
    Entry& entry = entries.back();
    entry.has_label = entry.has_label || column == Column::label;
    const std::string problem = entry.row.set(column, value);
    if (problem.empty()) return {};
    entry.is_wrong = true;
    return fmt::format("observation '{}': {}", entry.row.observation.str(), problem);
  }
};

class LabelsConsumer final : public JsonConsumer {
 public:
  LabelsConsumer(LabelsCollector& collector, ProblemList& problems)
      : collector_(collector), problems_(problems) {}

  std::unique_ptr<JsonMembers> make_members() override { return std::make_unique<RowsOfWindow>(); }

  void commit(JsonMembers& members, const JsonCommit& commit) override {
    for (const auto& entry : static_cast<const RowsOfWindow&>(members).entries) {
      if (entry.is_wrong) continue;
      std::string problem = entry.has_label ? collector_.take(entry.row) : without_label(entry.row);
      if (!problem.empty()) problems_.add(commit.problem(entry.offset, std::move(problem)));
    }
  }

 private:
  static std::string without_label(const LabelRow& row) {
    return fmt::format("observation '{}' holds an object without the key 'label'; expected {}",
                       row.observation.str(), kShape);
  }

  LabelsCollector& collector_;
  ProblemList& problems_;
};

}  // namespace

void read_labels_json(ByteSource& source, LabelsCollector& collector, ProblemList& problems,
                      const RunControl& control) {
  LabelsConsumer consumer(collector, problems);
  read_json_object(source, kShape, consumer, problems, control);
}

}  // namespace crowdvote
