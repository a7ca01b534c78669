#include <crowdvote/vote_matrix.hpp>

#include <algorithm>
#include <cassert>
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
/// input. Returns how many votes there are; counts the rest.
class RowCleaner {
 public:
  std::size_t clean(const Row& row) {
    mark_superseded(row.users);
    std::size_t kept = 0;
    for (std::size_t v = 0; v < row.users.size(); ++v) {
      if (superseded_[v] != 0) {
        ++n_replaced;
      } else if (row.labels[v] == kNoLabel) {
        ++n_abstentions;
      } else {
        row.users[kept] = row.users[v];
        row.labels[kept] = row.labels[v];
        ++kept;
      }
    }
    return kept;
  }

  std::size_t n_abstentions = 0;
  std::size_t n_replaced = 0;

 private:
  void mark_superseded(std::span<const UserId> users) {
    superseded_.assign(users.size(), 0);
    if (users.size() <= kShortRow) {
      for (std::size_t v = 0; v < users.size(); ++v) {
        const auto later = users.subspan(v + 1);
        superseded_[v] = std::find(later.begin(), later.end(), users[v]) != later.end() ? 1 : 0;
      }
      return;
    }
    seen_.clear();
    for (std::size_t v = users.size(); v-- > 0;) superseded_[v] = seen_.insert(users[v]).second ? 0 : 1;
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

void VoteMatrixBuilder::add_observation(ObservationId observation) {
  n_observations_ = std::max<std::size_t>(n_observations_, std::size_t{observation} + 1);
}

void VoteMatrixBuilder::add_statement(ObservationId observation, UserId user, LabelId label) {
  add_observation(observation);
  statements_.push_back({observation, user, label});
}

void VoteMatrixBuilder::reserve(std::size_t n_observations, std::size_t n_statements) {
  n_observations_ = std::max(n_observations_, n_observations);
  statements_.reserve(n_statements);
}

VoteMatrixBuilder::Finished VoteMatrixBuilder::finish(std::size_t n_users, std::size_t n_labels) {
  if (statements_.size() >= kNoId) throw std::length_error("more than 4294967294 votes");
  std::vector<VoteIndex> begin(n_observations_ + 1, 0);
  for (const Statement& s : statements_) ++begin[s.observation + 1];
  for (std::size_t i = 0; i < n_observations_; ++i) begin[i + 1] += begin[i];

  std::vector<UserId> users(statements_.size());
  std::vector<LabelId> labels(statements_.size());
  std::vector<VoteIndex> next(begin.begin(), begin.end() - 1);
  for (const Statement& s : statements_) {
    const VoteIndex place = next[s.observation]++;
    users[place] = s.user;
    labels[place] = s.label;
  }
  statements_ = {};

  RowCleaner cleaner;
  VoteIndex written = 0;
  for (std::size_t i = 0; i < n_observations_; ++i) {
    const VoteIndex first = begin[i];
    const std::size_t length = begin[i + 1] - first;
    const auto kept = static_cast<VoteIndex>(
        cleaner.clean({std::span(users).subspan(first, length), std::span(labels).subspan(first, length)}));
    std::copy_n(users.begin() + first, kept, users.begin() + written);
    std::copy_n(labels.begin() + first, kept, labels.begin() + written);
    begin[i] = written;
    written += kept;
  }
  begin[n_observations_] = written;
  n_observations_ = 0;
  users.resize(written);
  labels.resize(written);
  return {VoteMatrix(std::move(begin), std::move(users), std::move(labels), n_users, n_labels),
          cleaner.n_abstentions, cleaner.n_replaced};
}

}  // namespace crowdvote
