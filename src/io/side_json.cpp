#include "io/json_members.hpp"
#include "io/json_object.hpp"
#include "io/side_readers.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// The members of a window. Names view the window.
class SideMembers final : public JsonMembers {
 public:
  struct Member {
    JsonKey key;
    SideValue::Kind kind;  ///< of a single value
    Name name;
    double number;
    bool is_object;
    std::size_t scores_end;  ///< of an object: where its scores end in `scores`
  };
  struct LabelScore {
    Name label;
    double score;
    std::size_t offset;
  };

  explicit SideMembers(const SideCollector& collector) : collector_(collector) {}

  void clear() override {
    members.clear();
    scores.clear();
  }

  std::string on_value(const JsonKey& key, const JsonValue& value) override {
    const SideValue read = collector_.value_reader().from_json(value);
    if (read.kind == SideValue::Kind::wrong) return about(key, read.problem);
    members.push_back({key, read.kind, read.name, read.number, false, scores.size()});
    return {};
  }

  std::string on_object_begin(const JsonKey& key) override {
    const SideValue none;
    members.push_back({key, none.kind, none.name, none.number, true, scores.size()});
    if (collector_.role().takes_label_scores()) return {};
    return fmt::format("{} '{}' holds an object; expected {}", name_of(collector_.role().key), key.name.str(),
                       collector_.role().json_shape);
  }

  std::string on_object_value(const JsonKey& key, const JsonValue& value) override {
    if (!collector_.role().takes_label_scores()) return {};
    const SideValue read = collector_.value_reader().from_json(value);
    if (read.kind == SideValue::Kind::wrong) return about(members.back().key, read.problem);
    if (read.kind == SideValue::Kind::none) return {};
    scores.push_back({key.name, read.number, key.offset});
    members.back().scores_end = scores.size();
    return {};
  }

  std::vector<Member> members;
  std::vector<LabelScore> scores;

 private:
  [[nodiscard]] std::string about(const JsonKey& key, std::string_view problem) const {
    return fmt::format("{} '{}': {}", name_of(collector_.role().key), key.name.str(), problem);
  }

  const SideCollector& collector_;
};

class SideConsumer final : public JsonConsumer {
 public:
  SideConsumer(SideCollector& collector, ProblemList& problems)
      : collector_(collector), problems_(problems) {}

  std::unique_ptr<JsonMembers> make_members() override { return std::make_unique<SideMembers>(collector_); }

  void commit(JsonMembers& members, const JsonCommit& commit) override {
    const auto& window = static_cast<const SideMembers&>(members);
    if (!has_reserved_) reserve(window.members.size(), commit.share_read);
    std::size_t score = 0;
    for (const SideMembers::Member& member : window.members) {
      const auto slot = collector_.slot_of(member.key.name);
      if (slot.is_repeated) {
        note_replaced(member.key.name, member.key.offset, commit);
        collector_.clear_scores(slot.value);
      }
      if (slot.is_repeated || !member.is_object) {
        collector_.put(slot.value, collector_.role().value,
                       {.kind = member.kind, .name = member.name, .number = member.number});
      }
      for (; score < member.scores_end; ++score) {
        const auto& [label, number, offset] = window.scores[score];
        if (!collector_.put_score(slot.value, label, number)) note_replaced(member.key.name, offset, commit);
      }
    }
  }

 private:
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
