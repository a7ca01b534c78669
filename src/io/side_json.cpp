#include "io/json_members.hpp"
#include "io/json_object.hpp"
#include "io/name_references.hpp"
#include "io/side_readers.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// The members of a window, in flat arrays that keep their memory from window to window. Which of them are in
/// use depends on the role. Names view the window.
class SideMembers final : public JsonMembers {
 public:
  struct LabelScore {
    Name label;
    double score;
    std::size_t offset;
  };

  explicit SideMembers(const SideCollector& collector)
      : collector_(collector), has_label_scores_(collector.role().takes_label_scores()) {}

  void clear() override {
    key_names.clear();
    keys.clear();
    offsets.clear();
    value_names.clear();
    names.clear();
    numbers.clear();
    is_object.clear();
    scores_end.clear();
    scores.clear();
  }

  std::string on_value(const JsonKey& key, const JsonValue& value) override {
    const SideValue read = collector_.value_reader().from_json(value);
    if (read.kind == SideValue::Kind::wrong) return about(key.name, read.problem);
    add_member(key, read, false);
    return {};
  }

  std::string on_object_begin(const JsonKey& key) override {
    add_member(key, SideValue(), true);
    if (has_label_scores_) return {};
    return fmt::format("{} '{}' holds an object; expected {}", name_of(collector_.role().key), key.name.str(),
                       collector_.role().json_shape);
  }

  std::string on_object_value(const JsonKey& key, const JsonValue& value) override {
    if (!has_label_scores_) return {};
    const SideValue read = collector_.value_reader().from_json(value);
    if (read.kind == SideValue::Kind::wrong) return about(key_names.name(keys.back()), read.problem);
    if (read.kind == SideValue::Kind::none) return {};
    scores.push_back({key.name, read.number, key.offset});
    scores_end.back() = scores.size();
    return {};
  }

  WindowNames key_names;
  std::vector<std::uint32_t> keys;  ///< references
  std::vector<std::size_t> offsets;

  WindowNames value_names;
  std::vector<std::uint32_t> names;  ///< of roles whose values are names: references
  std::vector<double> numbers;       ///< of roles whose values are numbers

  std::vector<std::uint8_t> is_object;  ///< of roles with scores by label, as what follows
  std::vector<std::size_t> scores_end;  ///< of a member: where its scores end in `scores`
  std::vector<LabelScore> scores;

 private:
  void add_member(const JsonKey& key, const SideValue& value, bool holds_object) {
    keys.push_back(key_names.refer(key.name));
    offsets.push_back(key.offset);
    if (collector_.value_reader().is_number()) {
      numbers.push_back(value.number);
    } else {
      names.push_back(value.kind == SideValue::Kind::name ? value_names.refer(value.name) : kNoReference);
    }
    if (!has_label_scores_) return;
    is_object.push_back(holds_object ? 1 : 0);
    scores_end.push_back(scores.size());
  }

  [[nodiscard]] std::string about(const Name& key, std::string_view problem) const {
    return fmt::format("{} '{}': {}", name_of(collector_.role().key), key.str(), problem);
  }

  const SideCollector& collector_;
  bool has_label_scores_;
};

class SideConsumer final : public JsonConsumer {
 public:
  SideConsumer(SideCollector& collector, ProblemList& problems)
      : collector_(collector), problems_(problems) {}

  std::unique_ptr<JsonMembers> make_members() override { return std::make_unique<SideMembers>(collector_); }

  void commit(JsonMembers& members, const JsonCommit& commit) override {
    const auto& window = static_cast<const SideMembers&>(members);
    if (!has_reserved_) reserve(window.keys.size(), commit.share_read);
    const bool has_label_scores = collector_.role().takes_label_scores();
    for (std::size_t m = 0; m < window.keys.size(); ++m) {
      const Name key = window.key_names.name(window.keys[m]);
      const auto slot = collector_.slot_of(key);
      if (slot.is_repeated) {
        note_replaced(key, window.offsets[m], commit);
        collector_.clear_scores(slot.place);
      }
      if (slot.is_repeated || !has_label_scores || window.is_object[m] == 0) put_value(slot.place, window, m);
      if (has_label_scores) put_scores(slot.place, window, m, commit);
    }
  }

 private:
  void put_value(std::size_t place, const SideMembers& window, std::size_t m) {
    if (collector_.value_reader().is_number()) {
      collector_.put_number(place, window.numbers[m]);
      return;
    }
    const std::uint32_t name = window.names[m];
    const bool is_whole_number = !is_numbered(name) || name == kNoReference;
    collector_.put_name(place, is_whole_number ? name : collector_.refer(window.value_names.name(name)));
  }

  void put_scores(std::size_t place, const SideMembers& window, std::size_t m, const JsonCommit& commit) {
    for (std::size_t s = m == 0 ? 0 : window.scores_end[m - 1]; s < window.scores_end[m]; ++s) {
      const auto& [label, score, offset] = window.scores[s];
      if (collector_.put_score(place, label, score)) continue;
      note_replaced(window.key_names.name(window.keys[m]), offset, commit);
    }
  }

  /// The rest of the file is likely to be as dense as its start.
  void reserve(std::size_t n_members, double share_read) {
    has_reserved_ = true;
    if (share_read <= 0.0 || share_read >= 1.0) return;
    constexpr double kMargin = 1.05;
    collector_.expect(static_cast<std::size_t>(static_cast<double>(n_members) * kMargin / share_read));
  }

  void note_replaced(const Name& key, std::size_t offset, const JsonCommit& commit) {
    std::string problem = collector_.note_replaced(key);
    if (!problem.empty()) problems_.add(commit.problem(offset, std::move(problem)));
  }

  SideCollector& collector_;
  ProblemList& problems_;
  bool has_reserved_ = false;
};

}  // namespace

void read_side_json(ByteSource& source, SideCollector& collector, ProblemList& problems,
                    const RunControl& control) {
  SideConsumer consumer(collector, problems);
  read_json_object(source, collector.role().json_shape, consumer, problems, control);
}

}  // namespace crowdvote
