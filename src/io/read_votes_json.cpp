#include "io/read_votes_json.hpp"

#include <cstdint>
#include <memory>
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

/// A name in 32 bits: an integer below 2^31 is its own reference; other names are numbered, and have the
/// highest bit set.
constexpr std::uint32_t kNumbered = std::uint32_t{1} << 31;
/// The highest bit and a number that is never given.
constexpr std::uint32_t kNoReference = kNoId;

bool is_numbered(std::uint32_t reference) { return reference >= kNumbered; }
std::uint32_t number_of(std::uint32_t reference) { return reference & ~kNumbered; }

template <class NumberOf>
std::uint32_t reference_to(const Name& name, const NumberOf& number_of_name) {
  if (name.is_integer() && name.value() >= 0 && name.value() < std::int64_t{kNumbered}) {
    return static_cast<std::uint32_t>(name.value());
  }
  const std::size_t number = number_of_name(name);
  if (number >= kNumbered - 1) throw std::length_error("more than 2147483646 different names");
  return kNumbered | static_cast<std::uint32_t>(number);
}

/// Names that seldom come again: a list of those of one window.
class WindowNames {
 public:
  void clear() { names_.clear(); }
  std::uint32_t refer(const Name& name) {
    return reference_to(name, [this](const Name& new_name) {
      names_.push_back(new_name);
      return names_.size() - 1;
    });
  }
  [[nodiscard]] Name name(std::uint32_t reference) const {
    return is_numbered(reference) ? names_[number_of(reference)] : Name(std::int64_t{reference});
  }

 private:
  std::vector<Name> names_;
};

/// Names that come again and again: a table of one thread, in which a name keeps its number from window to
/// window, so that its id is looked up once.
class ThreadNames {
 public:
  std::uint32_t refer(const Name& name) {
    return reference_to(name, [this](const Name& any_name) { return table_.intern(any_name); });
  }
  [[nodiscard]] Name name(std::uint32_t reference) const {
    return is_numbered(reference) ? table_[number_of(reference)] : Name(std::int64_t{reference});
  }
  /// The id that `find_id` gives the name; for a numbered name it is asked once, unless it says kNoId.
  template <class FindId>
  std::uint32_t id(std::uint32_t reference, const FindId& find_id) {
    if (!is_numbered(reference)) return find_id(Name(std::int64_t{reference}));
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

  WindowNames outer_names;
  std::vector<std::uint32_t> outer_keys;   ///< references
  std::vector<std::size_t> outer_offsets;  ///< of strict runs
  std::vector<std::uint32_t> row_end;      ///< row r is [row_end[r - 1], row_end[r]) of the arrays below
  std::vector<std::uint32_t> inner_keys;   ///< references
  std::vector<std::size_t> inner_offsets;  ///< of strict runs
  std::vector<std::uint32_t> labels;       ///< references; kNoReference: an abstention
  ThreadNames inner_names;
  ThreadNames label_names;

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
  VotesConsumer(const ReadOptions& options, VoteCollector& collector)
      : options_(options), words_(key_words(options.json_order)), collector_(collector) {}

  std::unique_ptr<JsonMembers> make_members() override {
    return std::make_unique<WindowVotes>(words_, collector_.abstentions(), options_.strict);
  }

  void commit(JsonMembers& members, const JsonCommit& commit) override {
    auto& window = static_cast<WindowVotes&>(members);
    if (!has_reserved_) reserve(window, commit.share_read);
    VoteMatrixBuilder& builder = collector_.builder();
    const auto observation_id = [&](const Name& name) { return collector_.add_observation(name); };
    const auto user_id = [&](const Name& name) { return collector_.user_id(name); };
    if (options_.json_order == JsonOrder::observation) {
      const auto begin_row = [&](const Name& name) {
        const std::size_t n_before = collector_.data().observations.size();
        const ObservationId observation = observation_id(name);
        return Outer{observation, observation >= n_before};
      };
      commit_rows(window, commit, begin_row, user_id,
                  [&](std::uint32_t observation, std::uint32_t user, LabelId label) {
                    builder.add_statement(observation, user, label);
                  });
    } else {
      const auto begin_row = [&](const Name& name) {
        const UserId user = user_id(name);
        return Outer{user, seen_users_.insert(user).second};
      };
      commit_rows(window, commit, begin_row, observation_id,
                  [&](std::uint32_t user, std::uint32_t observation, LabelId label) {
                    builder.add_statement(observation, user, label);
                  });
    }
  }

 private:
  struct Outer {
    std::uint32_t id;
    bool is_new;
  };

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

  template <class BeginRow, class InnerId, class AddStatement>
  void commit_rows(WindowVotes& window, const JsonCommit& commit, const BeginRow& begin_row,
                   const InnerId& inner_id, const AddStatement& add_statement) {
    NameTable& labels = collector_.data().labels;
    const auto label_id = [&](const Name& name) { return labels.intern(name); };
    std::size_t vote = 0;
    for (std::size_t row = 0; row < window.outer_keys.size(); ++row) {
      const Outer outer = begin_row(window.outer_names.name(window.outer_keys[row]));
      if (!outer.is_new) note_repeated_row(window, row, commit);
      if (options_.strict) seen_in_row_.clear();
      for (; vote < window.row_end[row]; ++vote) {
        const std::uint32_t inner = window.inner_names.id(window.inner_keys[vote], inner_id);
        if (options_.strict && !seen_in_row_.insert(inner).second)
          forbid_repeated_vote(window, row, vote, commit);
        const std::uint32_t label = window.labels[vote];
        add_statement(outer.id, inner,
                      label == kNoReference ? kNoLabel : window.label_names.id(label, label_id));
      }
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
            words_.outer, window.outer_names.name(window.outer_keys[row]).str())));
  }

  void forbid_repeated_vote(const WindowVotes& window, std::size_t row, std::size_t vote,
                            const JsonCommit& commit) {
    collector_.problems().add(commit.problem(
        window.inner_offsets[vote],
        fmt::format("{} '{}' stands a second time in {} '{}'; leave one of the two, or run without --strict, "
                    "where the last counts",
                    words_.inner, window.inner_names.name(window.inner_keys[vote]).str(), words_.outer,
                    window.outer_names.name(window.outer_keys[row]).str())));
  }

  const ReadOptions& options_;
  const KeyWords& words_;
  VoteCollector& collector_;
  bool has_reserved_ = false;
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
  VotesConsumer consumer(options, collector);
  read_json_object(source, key_words(options.json_order).shape, consumer, collector.problems(), control,
                   window_size);
  if (options.json_order == JsonOrder::observation) {
    warn_if_users_seem_to_come_first(source.name(), collector.data());
  }
}

}  // namespace crowdvote
