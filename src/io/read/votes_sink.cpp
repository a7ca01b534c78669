#include "io/read/votes_sink.hpp"

#include "io/names/label_set.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr VoteKeys kByObservation{"observation", "user", "{observation: {user: label}}"};
constexpr VoteKeys kByUser{"user", "observation", "{user: {observation: label}}"};
constexpr VoteKeys kOfCounts{"observation", "label", "{observation: {label: count}}"};

/// Handles observations 0, 1, 2, ... in this order, which most files have: such a reference already is the
/// id.
std::size_t intern_rows_in_turn(NameTable& observations, std::span<const std::uint32_t> references) {
  const bool may_meet_numbered = observations.size() + references.size() >= kNumbered;
  return may_meet_numbered ? 0 : observations.intern_consecutive(references);
}

}  // namespace

const VoteKeys& vote_keys(JsonOrder order) {
  if (order == JsonOrder::count) return kOfCounts;
  return order == JsonOrder::user ? kByUser : kByObservation;
}

std::string refused_value(const VoteKeys& keys, const Name& outer, const Value& value) {
  return fmt::format("{} '{}' holds {}; expected an object, as in {}", keys.outer, outer.str(),
                     value.description(), keys.shape);
}

std::string refused_label(const VoteKeys& keys, const Name& outer, const Name& inner, const Value& value) {
  return fmt::format("the label of {} '{}' on {} '{}' is {}", keys.inner, inner.str(), keys.outer,
                     outer.str(), value.why_no_name());
}

/// The votes of one window, in flat arrays that keep their memory between windows.
class VoteBatch final : public RecordBatch {
 public:
  /// \param takes_names whether no option requires looking at single rows
  VoteBatch(const VoteKeys& keys, const Abstentions& abstentions,
            const std::optional<MultiLabel>& multi_label, bool keeps_offsets, bool takes_names)
      : label_names(multi_label ? NameReferences::Recurrence::often : NameReferences::Recurrence::unknown),
        keys_(keys),
        abstentions_(abstentions),
        keeps_offsets_(keeps_offsets),
        takes_names_(takes_names) {
    if (multi_label) label_sets_.emplace(*multi_label);
  }

  void clear() override {
    outer_names.clear();
    inner_names.clear();
    label_names.clear();
    outer_keys.clear();
    outer_offsets.clear();
    row_end.clear();
    inner_keys.clear();
    inner_offsets.clear();
    labels.clear();
    begins_inside = false;
    n_minus_one = 0;
    observation_of_row_.clear();
  }

  [[nodiscard]] std::optional<NameBlock> names() override {
    if (!takes_names_) return std::nullopt;
    return NameBlock{NameField{outer_names, observation_of_row_, true},
                     NameField{inner_names, inner_keys, true}, NameField{label_names, labels, false}};
  }

  /// Votes on one observation usually stand together.
  void on_names() override {
    are_rows = true;
    for (std::size_t r = 0; r < observation_of_row_.size(); ++r) {
      if (r == 0 || observation_of_row_[r] != outer_keys.back()) {
        outer_keys.push_back(observation_of_row_[r]);
        row_end.push_back(0);
      }
      row_end.back() = static_cast<std::uint32_t>(r + 1);
    }
  }

  void on_value(const JsonKey& key, const Value& value, std::string& fault) override {
    fault = refused_value(keys_, key.name, value);
  }

  void on_object_begin(const JsonKey& key, std::string& /*fault*/) override { begin_row(key); }

  void begin_row(const JsonKey& key) {
    outer_keys.push_back(outer_names.refer(key.name));
    row_end.push_back(static_cast<std::uint32_t>(inner_keys.size()));
    if (keeps_offsets_) outer_offsets.push_back(key.offset);
  }

  [[nodiscard]] bool takes_parts_of_objects() const override { return true; }
  void on_object_continued(const JsonKey& key) override {
    begin_row(key);
    begins_inside = true;
  }

  /// `flatten`: in a large translation unit, GCC would otherwise call a function to append each number.
  [[gnu::flatten]] void on_object_value(const JsonKey& key, const Value& value, std::string& fault) override {
    if (&keys_ == &kOfCounts) return take_count(key, value, fault);
    if (label_sets_) return take(key, label_sets_->join(value), fault);
    take(key, value, fault);
  }

  /// Stores the count in the place of the label, as a number is its own reference.
  void take_count(const JsonKey& key, const Value& value, std::string& fault) {
    const bool is_count = value.kind == Value::Kind::name && value.name.is_integer() &&
                          value.name.value() >= 0 && value.name.value() < std::int64_t{kNumbered};
    if (!is_count) {
      fault = fmt::format(
          "the count of label '{}' on observation '{}' is {}; expected a whole number from 0 to {}",
          key.name.str(), outer_names.name(outer_keys.back()).str(), value.description(), kNumbered - 1);
      return;
    }
    inner_keys.push_back(inner_names.refer(key.name));
    labels.push_back(static_cast<std::uint32_t>(value.name.value()));
    row_end.back() = static_cast<std::uint32_t>(inner_keys.size());
    if (keeps_offsets_) inner_offsets.push_back(key.offset);
  }

  void take(const JsonKey& key, const Value& value, std::string& fault) {
    std::uint32_t label = kNoReference;
    if (value.kind == Value::Kind::name) {
      if (!abstentions_.contains(value.name)) {
        label = label_names.refer(value.name);
      } else if (value.name == Name(std::int64_t{-1})) {
        ++n_minus_one;
      }
    } else if (value.kind == Value::Kind::boolean) {
      if (const Name word(value.text); !abstentions_.contains(word)) label = label_names.refer(word);
    } else if (value.kind != Value::Kind::null) {
      fault = refused_label(keys_, outer_names.name(outer_keys.back()), key.name, value);
      return;
    }
    inner_keys.push_back(inner_names.refer(key.name));
    labels.push_back(label);
    row_end.back() = static_cast<std::uint32_t>(inner_keys.size());
    if (keeps_offsets_) inner_offsets.push_back(key.offset);
  }

  [[nodiscard]] Name outer_name(std::size_t row) const { return outer_names.name(outer_keys[row]); }
  [[nodiscard]] std::size_t row_begin(std::size_t row) const { return row == 0 ? 0 : row_end[row - 1]; }
  [[nodiscard]] std::span<const std::uint32_t> inner_keys_of(std::size_t row) const {
    return std::span(inner_keys).subspan(row_begin(row), row_end[row] - row_begin(row));
  }
  [[nodiscard]] std::span<const std::uint32_t> labels_of(std::size_t row) const {
    return std::span(labels).subspan(row_begin(row), row_end[row] - row_begin(row));
  }

  /// The ends of the rows from this one on, counted from where this row begins.
  [[nodiscard]] std::span<const std::uint32_t> ends_from(std::size_t row) {
    const auto ends = std::span(row_end).subspan(row);
    if (const auto begin = static_cast<std::uint32_t>(row_begin(row)); begin > 0) {
      for (std::uint32_t& end : ends) end -= begin;
    }
    return ends;
  }

  NameReferences outer_names{NameReferences::Recurrence::seldom};
  std::vector<std::uint32_t> outer_keys;   ///< references; after the commit, ids of observations
  std::vector<std::size_t> outer_offsets;  ///< filled if positions may be asked for
  std::vector<std::uint32_t> row_end;      ///< row r is [row_end[r - 1], row_end[r]) of the arrays below
  std::vector<std::uint32_t> inner_keys;   ///< references; after the commit, ids
  std::vector<std::size_t> inner_offsets;  ///< filled if positions may be asked for
  std::vector<std::uint32_t> labels;       ///< the same; kNoReference, which equals kNoLabel: abstention
  bool begins_inside = false;              ///< whether row 0 continues the last row of the previous window
  std::size_t n_minus_one = 0;             ///< number of abstentions written as -1
  bool are_rows = false;  ///< set if rows came as names alone; here, a row is a run of equal observations
  NameReferences inner_names{NameReferences::Recurrence::seldom};
  /// All sets of labels are written into the same buffer, so their names have to be copied here.
  NameReferences label_names;

 private:
  const VoteKeys& keys_;
  const Abstentions& abstentions_;
  std::optional<LabelSets> label_sets_;
  bool keeps_offsets_;
  bool takes_names_;
  std::vector<std::uint32_t> observation_of_row_;  ///< for rows that came in a batch
};

VotesSink::VotesSink(const ReadOptions& options, VoteCollector& collector, const RunControl& control)
    : options_(options),
      keys_(vote_keys(options.json_order)),
      collector_(collector),
      control_(control),
      forbids_repeats_(forbids_repeats(options)),
      has_reserved_(collector.n_statements() > 0),
      has_seen_observation_(collector.data().observations.size()) {}

void VotesSink::look(double share_read) {
  collector_.check_memory(share_read, control_);
  const VoteMatrixBuilder& builder = collector_.builder();
  if (has_reserved_ || builder.n_statements() == 0) return;
  reserve(builder.n_observations(), builder.n_statements(), collector_.share_of_all(share_read));
}

std::unique_ptr<RecordBatch> VotesSink::make_batch() {
  const bool takes_names = !forbids_repeats_ && !options_.allows_no_user && !options_.multi_label;
  return std::make_unique<VoteBatch>(keys_, collector_.abstentions(), options_.multi_label,
                                     options_.strict || forbids_repeats_, takes_names);
}

/// Labels, users and observations have separate tables, so each can be interned in a separate step. If
/// repeats are forbidden, there is a single step, because messages about wrong votes contain the names of
/// their users.
std::size_t VotesSink::n_commit_steps() const {
  const bool has_one = forbids_repeats_ || options_.json_order == JsonOrder::count;
  return has_one ? 1 : std::size_t{kNumberOfSteps};
}

void VotesSink::commit(RecordBatch& batch, const BatchCommit& commit) {
  auto& votes = static_cast<VoteBatch&>(batch);
  if (options_.json_order == JsonOrder::count && !votes.are_rows) return commit_counts(votes, commit);
  const bool is_only_step = n_commit_steps() == 1;
  const bool is_by_user = options_.json_order == JsonOrder::user && !votes.are_rows;
  CrowdData& data = collector_.data();
  const double share = collector_.share_of_all(commit.share_read);
  if (is_only_step || commit.step == kLabelStep) {
    commit_labels(votes);
    reserve_names(data.labels, kLabelStep, share, votes.labels.size());
  }
  if ((is_only_step || commit.step == kUserStep) && !is_by_user) {
    inner_.resolve(votes.inner_keys, data.users, votes.inner_names,
                   [&](const Name& name) { return collector_.user_id(name); });
    reserve_names(data.users, kUserStep, share, votes.inner_keys.size());
  }
  if (!is_only_step && commit.step != kVoteStep) return;
  if (!has_reserved_) reserve(votes.outer_keys.size(), votes.inner_keys.size(), share);
  if (is_by_user) {
    inner_.resolve(votes.inner_keys, data.observations, votes.inner_names,
                   [&](const Name& name) { return collector_.add_observation(name); });
    commit_users(votes, commit);
  } else {
    commit_observations(votes, commit);
  }
  reserve_names(data.observations, kVoteStep, share,
                is_by_user ? votes.inner_keys.size() : votes.outer_keys.size());
  collector_.check_memory(commit.share_read, control_);
}

void VotesSink::commit_labels(VoteBatch& votes) {
  NameTable& labels = collector_.data().labels;
  collector_.add_minus_one(votes.n_minus_one);
  if (votes.are_rows) {
    labels_.resolve(votes.labels, labels, votes.label_names,
                    [&](const Name& name) { return collector_.label_id(name); });
  } else {
    labels_.resolve(votes.labels, labels, votes.label_names,
                    [&](const Name& name) { return labels.intern(name); });
  }
}

void VotesSink::commit_counts(const VoteBatch& votes, const BatchCommit& commit) {
  for (std::size_t row = 0; row < votes.outer_keys.size(); ++row) {
    const std::size_t n_before = collector_.data().observations.size();
    const ObservationId observation = collector_.add_observation(votes.outer_name(row));
    check_row(votes, row, observation == n_before, commit);
    const auto labels = votes.inner_keys_of(row);
    const auto counts = votes.labels_of(row);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const LabelId label = collector_.label_id(votes.inner_names.name(labels[i]));
      collector_.add_unnamed(observation, label, counts[i], control_);
    }
  }
  collector_.check_memory(commit.share_read, control_);
}

void VotesSink::reserve_names(NameTable& names, Step step, double share_read, std::size_t n_interned) {
  if (!std::exchange(has_reserved_names_[step], true)) names.reserve_for_all(share_read, n_interned);
}

/// Assumes that the rest of the files is as dense as the start of the first.
void VotesSink::reserve(std::size_t n_observations, std::size_t n_statements, double share_read) {
  has_reserved_ = true;
  if (share_read <= 0.0 || share_read >= 1.0) return;
  constexpr double kMargin = 1.05;
  const auto expected = [&](std::size_t n) {
    return static_cast<std::size_t>(static_cast<double>(n) * kMargin / share_read);
  };
  collector_.builder().reserve(expected(n_observations), expected(n_statements));
}

void VotesSink::commit_observations(VoteBatch& votes, const BatchCommit& commit) {
  const std::size_t n_before = collector_.data().observations.size();
  if (votes.are_rows) {
    intern_rows(votes);
  } else {
    intern_members(votes, commit);
  }
  VoteMatrixBuilder& builder = collector_.builder();
  const std::size_t n_rows = votes.outer_keys.size();
  const std::size_t n_new = collector_.data().observations.size() - n_before;
  // The first row may continue the last one of the previous window.
  const std::size_t n_apart = n_rows - n_new == 1 && votes.outer_keys.front() < n_before ? 1
                              : n_rows == n_new                                          ? 0
                                                                                         : n_rows;
  for (std::size_t row = 0; row < n_apart; ++row) {
    builder.add_statements(votes.outer_keys[row], votes.inner_keys_of(row), votes.labels_of(row));
  }
  const std::size_t begin = votes.row_begin(n_apart);
  builder.add_rows(votes.ends_from(n_apart), std::span(votes.inner_keys).subspan(begin),
                   std::span(votes.labels).subspan(begin));
}

void VotesSink::intern_rows(VoteBatch& votes) {
  NameTable& observations = collector_.data().observations;
  const std::span<std::uint32_t> references(votes.outer_keys);
  const bool continues_last = !references.empty() && observations.are_indices() &&
                              std::size_t{references.front()} + 1 == observations.size();
  const std::size_t n_known = continues_last ? 1 : 0;
  const std::size_t n_in_turn = n_known + intern_rows_in_turn(observations, references.subspan(n_known));
  observations_.resolve(references.subspan(n_in_turn), observations, votes.outer_names,
                        [&](const Name& name) { return observations.intern(name); });
}

/// A member of an object usually is an observation that has not occurred before.
void VotesSink::intern_members(VoteBatch& votes, const BatchCommit& commit) {
  NameTable& observations = collector_.data().observations;
  const std::size_t n_before = observations.size();
  const std::size_t n_in_turn = intern_rows_in_turn(observations, votes.outer_keys);
  if (forbids_repeats_) {
    for (std::size_t row = 0; row < n_in_turn; ++row) check_row(votes, row, true, commit);
  }
  std::size_t n_seen = n_before + n_in_turn;
  for (std::size_t row = n_in_turn; row < votes.outer_keys.size(); ++row) {
    if (row + kNamesAhead < votes.outer_keys.size()) {
      __builtin_prefetch(observations.place_of(votes.outer_name(row + kNamesAhead)), 1);
    }
    const ObservationId observation = observations.intern(votes.outer_name(row));
    const bool is_new = observation == n_seen;
    if (!is_new || forbids_repeats_) {
      check_row(votes, row, is_new || is_first_in_file(observation), commit);
    }
    if (is_new) ++n_seen;
    votes.outer_keys[row] = observation;
  }
}

bool VotesSink::is_first_in_file(ObservationId observation) {
  if (observation >= has_seen_observation_.size() || has_seen_observation_[observation]) return false;
  has_seen_observation_[observation] = true;
  return true;
}

void VotesSink::commit_users(const VoteBatch& votes, const BatchCommit& commit) {
  for (std::size_t row = 0; row < votes.outer_keys.size(); ++row) {
    const UserId user = collector_.user_id(votes.outer_name(row));
    if (user != kNoUser && user >= has_seen_user_.size()) has_seen_user_.resize(std::size_t{user} + 1);
    const bool is_new = user == kNoUser ? !std::exchange(has_seen_ai_, true) : !has_seen_user_[user];
    if (user != kNoUser) has_seen_user_[user] = true;
    check_row(votes, row, is_new, commit);
    const auto observations = votes.inner_keys_of(row);
    const auto labels = votes.labels_of(row);
    for (std::size_t v = 0; v < labels.size(); ++v) {
      collector_.builder().add_statement(observations[v], user, labels[v]);
    }
  }
}

void VotesSink::check_row(const VoteBatch& votes, std::size_t row, bool is_new, const BatchCommit& commit) {
  const bool is_rest = row == 0 && votes.begins_inside;
  if (!is_new && !is_rest) note_repeated_row(votes, row, commit);
  if (!forbids_repeats_) return;
  if (!is_rest) seen_in_row_.clear();
  const auto inner = votes.inner_keys_of(row);
  for (std::size_t v = 0; v < inner.size(); ++v) {
    if (!seen_in_row_.insert(inner[v]).second) forbid_repeated_vote(votes, row, v, commit);
  }
}

void VotesSink::note_repeated_row(const VoteBatch& votes, std::size_t row, const BatchCommit& commit) {
  ++collector_.data().counts.repeated_observations;
  if (!options_.strict) return;
  Problem problem = commit.problem(votes.outer_offsets[row],
                                   fmt::format("{} '{}' occurs a second time; put its votes together",
                                               keys_.outer, votes.outer_name(row).str()));
  problem.remedy = {WayOut::allow_repairs, "they are joined"};
  collector_.problems().add(std::move(problem));
}

void VotesSink::forbid_repeated_vote(const VoteBatch& votes, std::size_t row, std::size_t vote,
                                     const BatchCommit& commit) {
  const CrowdData& data = collector_.data();
  const NameTable& inner_table = options_.json_order == JsonOrder::user ? data.observations : data.users;
  const std::uint32_t inner = votes.inner_keys_of(row)[vote];
  Problem problem =
      commit.problem(votes.inner_offsets[votes.row_begin(row) + vote],
                     fmt::format("{} '{}' occurs a second time in {} '{}'; leave one of the two", keys_.inner,
                                 inner == kNoUser ? options_.ai_user : inner_table.str(inner), keys_.outer,
                                 votes.outer_name(row).str()));
  problem.remedy = way_out_of_repeats(options_);
  collector_.problems().add(std::move(problem));
}

}  // namespace crowdvote
