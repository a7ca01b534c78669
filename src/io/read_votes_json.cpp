#include "io/read_votes_json.hpp"

#include "io/name_references.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <tsl/robin_set.h>

namespace crowdvote {

namespace {

/// What outer and inner keys are, for messages.
struct KeyWords {
  std::string_view outer;
  std::string_view inner;
  std::string_view shape;
};
constexpr KeyWords kByObservation{"observation", "user", "{observation: {user: label}}"};
constexpr KeyWords kByUser{"user", "observation", "{user: {observation: label}}"};

const KeyWords& key_words(JsonOrder order) { return order == JsonOrder::user ? kByUser : kByObservation; }

/// Few names that come again and again: a table that windows share one after the other, in which a name keeps
/// its number, so that its id is looked up once.
class RecurringNames {
 public:
  std::uint32_t refer(const Name& name) {
    return reference_to(name, [this](const Name& any_name) { return table_.intern(any_name); });
  }
  /// The id that `find_id` gives a numbered name; it is asked once, unless it says kNoId.
  template <class FindId>
  std::uint32_t id(std::uint32_t reference, const FindId& find_id) {
    const std::uint32_t number = number_of(reference);
    if (number >= ids_.size()) ids_.resize(table_.size(), kNoId);
    if (ids_[number] == kNoId) ids_[number] = find_id(table_[number]);
    return ids_[number];
  }

 private:
  NameTable table_;
  std::vector<std::uint32_t> ids_;  ///< of numbered names, as far as they are known
};

/// The votes of a window, in flat arrays that keep their memory from window to window.
class WindowVotes final : public JsonMembers {
 public:
  WindowVotes(const KeyWords& words, const Abstentions& abstentions, bool keeps_offsets)
      : words_(words), abstentions_(abstentions), keeps_offsets_(keeps_offsets) {}

  void clear() override {
    outer_names.clear();
    inner_names.clear();
    outer_keys.clear();
    outer_offsets.clear();
    row_end.clear();
    inner_keys.clear();
    inner_offsets.clear();
    labels.clear();
  }

  std::string on_value(const JsonKey& key, const JsonValue& value) override {
    return fmt::format("{} '{}' holds {}; expected an object, as in {}", words_.outer, key.name.str(),
                       value.description(), words_.shape);
  }

  std::string on_object_begin(const JsonKey& key) override {
    outer_keys.push_back(outer_names.refer(key.name));
    row_end.push_back(static_cast<std::uint32_t>(inner_keys.size()));
    if (keeps_offsets_) outer_offsets.push_back(key.offset);
    return {};
  }

  std::string on_object_value(const JsonKey& key, const JsonValue& value) override {
    std::uint32_t label = kNoReference;
    if (value.kind == JsonValue::Kind::name) {
      if (!abstentions_.contains(value.name)) label = label_names.refer(value.name);
    } else if (value.kind != JsonValue::Kind::null) {
      return refuse_label(key, value);
    }
    inner_keys.push_back(inner_names.refer(key.name));
    labels.push_back(label);
    row_end.back() = static_cast<std::uint32_t>(inner_keys.size());
    if (keeps_offsets_) inner_offsets.push_back(key.offset);
    return {};
  }

  [[nodiscard]] Name outer_name(std::size_t row) const { return outer_names.name(outer_keys[row]); }
  [[nodiscard]] std::size_t row_begin(std::size_t row) const { return row == 0 ? 0 : row_end[row - 1]; }
  [[nodiscard]] std::span<const std::uint32_t> inner_keys_of(std::size_t row) const {
    return std::span(inner_keys).subspan(row_begin(row), row_end[row] - row_begin(row));
  }
  [[nodiscard]] std::span<const std::uint32_t> labels_of(std::size_t row) const {
    return std::span(labels).subspan(row_begin(row), row_end[row] - row_begin(row));
  }

  WindowNames outer_names;
  std::vector<std::uint32_t> outer_keys;   ///< references, and from the commit on ids of observations
  std::vector<std::size_t> outer_offsets;  ///< of strict runs
  std::vector<std::uint32_t> row_end;      ///< row r is [row_end[r - 1], row_end[r]) of the arrays below
  std::vector<std::uint32_t> inner_keys;   ///< references, and from the commit on ids
  std::vector<std::size_t> inner_offsets;  ///< of strict runs
  std::vector<std::uint32_t> labels;       ///< the same; kNoReference, which is kNoLabel: an abstention
  WindowNames inner_names;
  RecurringNames label_names;

 private:
  [[nodiscard]] std::string refuse_label(const JsonKey& key, const JsonValue& value) const {
    return fmt::format("the label of {} '{}' on {} '{}' is {}", words_.inner, key.name.str(), words_.outer,
                       outer_names.name(outer_keys.back()).str(), value.why_no_name());
  }

  const KeyWords& words_;
  const Abstentions& abstentions_;
  bool keeps_offsets_;
};

/// Puts windows into the collector.
class VotesConsumer final : public JsonConsumer {
 public:
  VotesConsumer(const ReadOptions& options, VoteCollector& collector, const RunControl& control)
      : options_(options), words_(key_words(options.json_order)), collector_(collector), control_(control) {}

  std::unique_ptr<JsonMembers> make_members() override {
    return std::make_unique<WindowVotes>(words_, collector_.abstentions(), options_.strict);
  }

  void commit(JsonMembers& members, const JsonCommit& commit) override {
    auto& window = static_cast<WindowVotes&>(members);
    if (!has_reserved_) reserve(window, commit.share_read);
    CrowdData& data = collector_.data();
    const auto label_id = [&](const Name& name) { return data.labels.intern(name); };
    labels_.resolve(window.labels, data.labels, window.label_names, label_id);
    if (options_.json_order == JsonOrder::observation) {
      resolve_inner(window, data.users, [&](const Name& name) { return collector_.user_id(name); });
      commit_observations(window, commit);
    } else {
      resolve_inner(window, data.observations,
                    [&](const Name& name) { return collector_.add_observation(name); });
      commit_users(window, commit);
    }
    collector_.check_memory(commit.share_read, control_);
  }

 private:
  /// Turns references into ids of `table`, in place.
  template <class FindId>
  void resolve_inner(WindowVotes& window, const NameTable& table, const FindId& find_id) {
    const NamesToLookUp names(window.inner_names, table);
    inner_.resolve(window.inner_keys, table, names, find_id);
  }

  /// The rest of the file is likely to be as dense as its start.
  void reserve(const WindowVotes& window, double share_read) {
    has_reserved_ = true;
    if (share_read <= 0.0 || share_read >= 1.0) return;
    constexpr double kMargin = 1.05;
    const auto expected = [&](std::size_t n) {
      return static_cast<std::size_t>(static_cast<double>(n) * kMargin / share_read);
    };
    collector_.builder().reserve(expected(window.outer_keys.size()), expected(window.inner_keys.size()));
  }

  void commit_observations(WindowVotes& window, const JsonCommit& commit) {
    NameTable& observations = collector_.data().observations;
    const std::size_t n_before = observations.size();
    const std::size_t n_in_turn = intern_rows_in_turn(observations, window.outer_keys);
    if (options_.strict) {
      for (std::size_t row = 0; row < n_in_turn; ++row) check_row(window, row, true, commit);
    }
    std::size_t n_seen = n_before + n_in_turn;
    for (std::size_t row = n_in_turn; row < window.outer_keys.size(); ++row) {
      if (row + kNamesAhead < window.outer_keys.size()) {
        __builtin_prefetch(observations.place_of(window.outer_name(row + kNamesAhead)), 1);
      }
      const ObservationId observation = observations.intern(window.outer_name(row));
      const bool is_new = observation == n_seen;
      check_row(window, row, is_new, commit);
      if (is_new) ++n_seen;
      window.outer_keys[row] = observation;
    }
    VoteMatrixBuilder& builder = collector_.builder();
    if (n_seen - n_before == window.outer_keys.size()) {
      builder.add_rows(window.row_end, window.inner_keys, window.labels);
      return;
    }
    for (std::size_t row = 0; row < window.outer_keys.size(); ++row) {
      builder.add_statements(window.outer_keys[row], window.inner_keys_of(row), window.labels_of(row));
    }
  }

  /// Observations 0, 1, 2, ... in that order, as most files have them: such a reference is the id already.
  static std::size_t intern_rows_in_turn(NameTable& observations, std::span<const std::uint32_t> references) {
    const bool may_meet_numbered = observations.size() + references.size() >= kNumbered;
    return may_meet_numbered ? 0 : observations.intern_consecutive(references);
  }

  void commit_users(const WindowVotes& window, const JsonCommit& commit) {
    for (std::size_t row = 0; row < window.outer_keys.size(); ++row) {
      const UserId user = collector_.user_id(window.outer_name(row));
      check_row(window, row, seen_users_.insert(user).second, commit);
      const auto observations = window.inner_keys_of(row);
      const auto labels = window.labels_of(row);
      for (std::size_t v = 0; v < labels.size(); ++v) {
        collector_.builder().add_statement(observations[v], user, labels[v]);
      }
    }
  }

  void check_row(const WindowVotes& window, std::size_t row, bool is_new, const JsonCommit& commit) {
    if (!is_new) note_repeated_row(window, row, commit);
    if (!options_.strict) return;
    seen_in_row_.clear();
    const auto inner = window.inner_keys_of(row);
    for (std::size_t v = 0; v < inner.size(); ++v) {
      if (!seen_in_row_.insert(inner[v]).second) forbid_repeated_vote(window, row, v, commit);
    }
  }

  void note_repeated_row(const WindowVotes& window, std::size_t row, const JsonCommit& commit) {
    ++collector_.data().counts.repeated_observations;
    if (!options_.strict) return;
    collector_.problems().add(commit.problem(
        window.outer_offsets[row],
        fmt::format(
            "{} '{}' stands a second time; put its votes together, or run without --strict, where they "
            "are joined",
            words_.outer, window.outer_name(row).str())));
  }

  void forbid_repeated_vote(const WindowVotes& window, std::size_t row, std::size_t vote,
                            const JsonCommit& commit) {
    const CrowdData& data = collector_.data();
    const NameTable& inner_table = options_.json_order == JsonOrder::user ? data.observations : data.users;
    const std::uint32_t inner = window.inner_keys_of(row)[vote];
    collector_.problems().add(commit.problem(
        window.inner_offsets[window.row_begin(row) + vote],
        fmt::format("{} '{}' stands a second time in {} '{}'; leave one of the two, or run without --strict, "
                    "where the last counts",
                    words_.inner, inner == kNoUser ? options_.ai_user : inner_table.str(inner), words_.outer,
                    window.outer_name(row).str())));
  }

  const ReadOptions& options_;
  const KeyWords& words_;
  VoteCollector& collector_;
  const RunControl& control_;
  bool has_reserved_ = false;
  SmallIntegerIds inner_;
  SmallIntegerIds labels_;
  tsl::robin_set<UserId> seen_users_;          ///< of files by user
  tsl::robin_set<std::uint32_t> seen_in_row_;  ///< of strict runs
};

/// A crowd with so many more users than observations is rather a file of users.
constexpr std::size_t kSuspiciousUsersPerObservation = 10;

void warn_if_users_seem_to_come_first(const std::string& file, CrowdData& data) {
  if (data.observations.empty() ||
      data.users.size() < kSuspiciousUsersPerObservation * data.observations.size()) {
    return;
  }
  data.warnings.push_back(fmt::format(
      "{} was read as {}: {} observations, {} users. If its outer keys are the users, read it with "
      "--json-order user",
      file, kByObservation.shape, data.observations.size(), data.users.size()));
}

}  // namespace

void read_votes_json(ByteSource& source, const ReadOptions& options, VoteCollector& collector,
                     const RunControl& control, std::size_t window_size) {
  VotesConsumer consumer(options, collector, control);
  read_json_object(source, key_words(options.json_order).shape, consumer, collector.problems(), control,
                   window_size);
  if (options.json_order == JsonOrder::observation) {
    warn_if_users_seem_to_come_first(source.name(), collector.data());
  }
}

}  // namespace crowdvote
