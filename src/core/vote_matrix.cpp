#include <crowdvote/vote_matrix.hpp>

#include <algorithm>
#include <cassert>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <tsl/robin_set.h>

namespace crowdvote {

namespace {

/// A row this short is searched faster than a set is filled.
constexpr std::size_t kShortRow = 16;

struct Row {
  std::span<UserId> users;
  std::span<LabelId> labels;
};

/// Keeps of every user the last statement and moves those that are votes to the front, in the order of the
/// input. Counts the rest.
class RowCleaner {
 public:
  struct Cleaned {
    std::size_t n_votes;
    LabelId ai_label;
  };

  Cleaned clean(const Row& row) {
    const bool repeats = mark_superseded(row.users);
    Cleaned cleaned{0, kNoLabel};
    for (std::size_t v = 0; v < row.users.size(); ++v) {
      if (repeats && superseded_[v] != 0) {
        ++n_replaced;
      } else if (row.labels[v] == kNoLabel) {
        ++n_abstentions;
      } else if (row.users[v] == kNoUser) {
        cleaned.ai_label = row.labels[v];
        ++n_ai_votes;
      } else {
        row.users[cleaned.n_votes] = row.users[v];
        row.labels[cleaned.n_votes] = row.labels[v];
        ++cleaned.n_votes;
      }
    }
    return cleaned;
  }

  std::size_t n_abstentions = 0;
  std::size_t n_replaced = 0;
  std::size_t n_ai_votes = 0;

 private:
  /// False if no user stands twice; only then is superseded_ left as it was.
  bool mark_superseded(std::span<const UserId> users) {
    if (users.size() <= kShortRow) return mark_superseded_in_short_row(users);
    superseded_.assign(users.size(), 0);
    seen_.clear();
    for (std::size_t v = users.size(); v-- > 0;) superseded_[v] = seen_.insert(users[v]).second ? 0 : 1;
    return seen_.size() < users.size();
  }

  bool mark_superseded_in_short_row(std::span<const UserId> users) {
    bool repeats = false;
    for (std::size_t v = 0; v + 1 < users.size(); ++v) {
      const auto later = users.subspan(v + 1);
      if (std::find(later.begin(), later.end(), users[v]) == later.end()) continue;
      if (!repeats) superseded_.assign(users.size(), 0);
      superseded_[v] = 1;
      repeats = true;
    }
    return repeats;
  }

  std::vector<std::uint8_t> superseded_;
  tsl::robin_set<UserId> seen_;
};

}  // namespace

VoteMatrix::VoteMatrix(std::vector<VoteIndex> observation_begin, std::vector<UserId> user_of_vote,
                       std::vector<LabelId> label_of_vote, std::size_t n_users, std::size_t n_labels)
    : observation_begin_(std::move(observation_begin)),
      user_of_vote_(std::move(user_of_vote)),
      label_of_vote_(std::move(label_of_vote)),
      n_users_(n_users),
      n_labels_(n_labels) {
  assert(!observation_begin_.empty() && observation_begin_.front() == 0);
  assert(observation_begin_.back() == user_of_vote_.size());
  assert(std::is_sorted(observation_begin_.begin(), observation_begin_.end()));
  assert(user_of_vote_.size() == label_of_vote_.size());
  assert(std::all_of(user_of_vote_.begin(), user_of_vote_.end(), [&](UserId u) { return u < n_users_; }));
  assert(std::all_of(label_of_vote_.begin(), label_of_vote_.end(), [&](LabelId l) { return l < n_labels_; }));
}

std::vector<std::uint32_t> VoteMatrix::votes_per_user() const {
  std::vector<std::uint32_t> counts(n_users_, 0);
  for (const UserId user : user_of_vote_) ++counts[user];
  return counts;
}

void VoteMatrix::relabel(std::span<const LabelId> new_label, std::size_t n_labels) {
  for (LabelId& label : label_of_vote_) label = new_label[label];
  n_labels_ = n_labels;
}

VoteMatrix VoteMatrix::without_users(std::span<const std::uint8_t> leaves_out) const {
  std::vector<VoteIndex> begin{0};
  begin.reserve(observation_begin_.size());
  std::vector<UserId> users;
  std::vector<LabelId> labels;
  for (ObservationId i = 0; i < n_observations(); ++i) {
    for (VoteIndex v = votes_begin(i); v < votes_end(i); ++v) {
      if (leaves_out[user_of_vote_[v]] != 0) continue;
      users.push_back(user_of_vote_[v]);
      labels.push_back(label_of_vote_[v]);
    }
    begin.push_back(static_cast<VoteIndex>(users.size()));
  }
  return {std::move(begin), std::move(users), std::move(labels), n_users_, n_labels_};
}

void VoteMatrixBuilder::begin_run(ObservationId observation) {
  if (observation_of_run_.empty() && observation != run_begin_.size()) {
    observation_of_run_.resize(run_begin_.size());
    std::iota(observation_of_run_.begin(), observation_of_run_.end(), ObservationId{0});
  }
  if (!observation_of_run_.empty()) observation_of_run_.push_back(observation);
  run_begin_.push_back(static_cast<VoteIndex>(users_.size()));
}

void VoteMatrixBuilder::add_observation(ObservationId observation) {
  const std::size_t n_needed = std::size_t{observation} + 1;
  if (n_needed <= n_observations_) return;
  if (observation_of_run_.empty()) {
    while (run_begin_.size() < n_needed) begin_run(static_cast<ObservationId>(run_begin_.size()));
  }
  n_observations_ = n_needed;
}

void VoteMatrixBuilder::add_statement(ObservationId observation, UserId user, LabelId label) {
  if (users_.size() >= kNoId - 1) throw std::length_error("more than 4294967294 votes");
  add_observation(observation);
  const ObservationId last = observation_of_run_.empty() ? static_cast<ObservationId>(run_begin_.size() - 1)
                                                         : observation_of_run_.back();
  if (observation != last) begin_run(observation);
  users_.push_back(user);
  labels_.push_back(label);
}

void VoteMatrixBuilder::reserve(std::size_t n_observations, std::size_t n_statements) {
  run_begin_.reserve(n_observations + 1);
  users_.reserve(n_statements);
  labels_.reserve(n_statements);
}

/// A counting sort of the runs by observation; runs of one observation stay in their order.
void VoteMatrixBuilder::sort_runs() {
  run_begin_.push_back(static_cast<VoteIndex>(users_.size()));
  const auto length = [this](std::size_t run) { return run_begin_[run + 1] - run_begin_[run]; };
  std::vector<VoteIndex> begin(n_observations_ + 1, 0);
  for (std::size_t run = 0; run < observation_of_run_.size(); ++run) {
    begin[observation_of_run_[run] + 1] += length(run);
  }
  std::partial_sum(begin.begin(), begin.end(), begin.begin());

  std::vector<UserId> users(users_.size());
  std::vector<LabelId> labels(labels_.size());
  std::vector<VoteIndex> next(begin.begin(), begin.end() - 1);
  for (std::size_t run = 0; run < observation_of_run_.size(); ++run) {
    VoteIndex& place = next[observation_of_run_[run]];
    std::copy_n(users_.begin() + run_begin_[run], length(run), users.begin() + place);
    std::copy_n(labels_.begin() + run_begin_[run], length(run), labels.begin() + place);
    place += length(run);
  }
  begin.pop_back();
  run_begin_ = std::move(begin);
  observation_of_run_ = {};
  users_ = std::move(users);
  labels_ = std::move(labels);
}

VoteMatrixBuilder::Finished VoteMatrixBuilder::finish(std::size_t n_users, std::size_t n_labels) {
  if (!observation_of_run_.empty()) sort_runs();
  std::vector<VoteIndex> begin = std::exchange(run_begin_, {});
  std::vector<UserId> users = std::exchange(users_, {});
  std::vector<LabelId> labels = std::exchange(labels_, {});
  const std::size_t n_observations = std::exchange(n_observations_, 0);
  begin.push_back(static_cast<VoteIndex>(users.size()));

  Finished finished;
  RowCleaner cleaner;
  VoteIndex written = 0;
  for (std::size_t i = 0; i < n_observations; ++i) {
    const VoteIndex first = begin[i];
    const std::size_t length = begin[i + 1] - first;
    const auto [kept, ai_label] =
        cleaner.clean({std::span(users).subspan(first, length), std::span(labels).subspan(first, length)});
    if (written != first) {
      std::copy_n(users.begin() + first, kept, users.begin() + written);
      std::copy_n(labels.begin() + first, kept, labels.begin() + written);
    }
    if (ai_label != kNoLabel) {
      finished.ai_label_of_observation.resize(n_observations, kNoLabel);
      finished.ai_label_of_observation[i] = ai_label;
    }
    begin[i] = written;
    written += static_cast<VoteIndex>(kept);
  }
  begin[n_observations] = written;
  users.resize(written);
  labels.resize(written);
  finished.n_abstentions = cleaner.n_abstentions;
  finished.n_replaced = cleaner.n_replaced;
  finished.n_ai_votes = cleaner.n_ai_votes;
  finished.votes = VoteMatrix(std::move(begin), std::move(users), std::move(labels), n_users, n_labels);
  return finished;
}

}  // namespace crowdvote
