#include "core/flat_array.hpp"
#include "core/parallel.hpp"
#include "core/radix_sort.hpp"
#include <crowdvote/vote_matrix.hpp>

#include <algorithm>
#include <cassert>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace crowdvote {

namespace {

/// Up to this length, searching a row is faster than sorting it.
constexpr std::size_t kShortRow = 16;

struct Row {
  std::span<UserId> users;
  std::span<LabelId> labels;
};

/// The cleaned rows of a block, whose votes are contiguous from `begin` on.
struct CleanBlock {
  VoteIndex begin = 0;
  VoteIndex n_votes = 0;
  std::vector<std::pair<ObservationId, LabelId>> ai_labels;
  std::size_t n_abstentions = 0;
  std::size_t n_replaced = 0;
};

/// Keeps the statement of each user that counts (the last, unless told otherwise) if it is a vote, in the
/// order of the input.
class RowCleaner {
 public:
  RowCleaner(CleanBlock& block, Repeats repeats) : block_(block), repeats_(repeats) {}

  /// Moves the votes of a row to its front and returns their number; counts the other statements.
  VoteIndex clean(ObservationId observation, const Row& row) {
    const bool repeats =
        repeats_ == Repeats::all ? mark_repeats_of_ai(row.users) : mark_superseded(row.users);
    VoteIndex n_votes = 0;
    for (std::size_t v = 0; v < row.users.size(); ++v) {
      if (repeats && superseded_[v] != 0) {
        ++block_.n_replaced;
      } else if (row.labels[v] == kNoLabel) {
        ++block_.n_abstentions;
      } else if (row.users[v] == kNoUser) {
        block_.ai_labels.emplace_back(observation, row.labels[v]);
      } else {
        row.users[n_votes] = row.users[v];
        row.labels[n_votes] = row.labels[v];
        ++n_votes;
      }
    }
    return n_votes;
  }

 private:
  /// Marks all statements of each user but the one that counts, the first or the last. Returns false if there
  /// are none.
  bool mark_superseded(std::span<const UserId> users) {
    if (users.size() < 2) return false;
    const bool first_counts = repeats_ == Repeats::first;
    if (users.size() <= kShortRow && !first_counts) return mark_superseded_in_short_row(users);
    // Ascending users are all different, as they are where every user appears for the first time.
    if (std::adjacent_find(users.begin(), users.end(), std::greater_equal<>()) == users.end()) return false;
    order_.resize(users.size());
    for (std::size_t v = 0; v < users.size(); ++v) order_[v] = std::uint64_t{users[v]} << 32U | v;
    radix_sort(std::span(order_), [](std::uint64_t place) { return place; });
    superseded_.assign(users.size(), 0);
    bool repeats = false;
    for (std::size_t o = 1; o < order_.size(); ++o) {
      if (order_[o] >> 32U != order_[o - 1] >> 32U) continue;
      superseded_[static_cast<std::uint32_t>(order_[first_counts ? o : o - 1])] = 1;
      repeats = true;
    }
    return repeats;
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

  /// Marks all statements of the AI but the last.
  bool mark_repeats_of_ai(std::span<const UserId> users) {
    if (std::count(users.begin(), users.end(), kNoUser) < 2) return false;
    superseded_.assign(users.size(), 0);
    bool is_last = true;
    for (std::size_t v = users.size(); v-- > 0;) {
      if (users[v] != kNoUser) continue;
      if (!is_last) superseded_[v] = 1;
      is_last = false;
    }
    return true;
  }

  CleanBlock& block_;
  Repeats repeats_;
  std::vector<std::uint8_t> superseded_;
  std::vector<std::uint64_t> order_;  ///< user and place of each statement of a long row
};

constexpr std::size_t kRowsOfBlock = std::size_t{1} << 16;

/// Cleans the rows of a block in place; nothing else is changed.
CleanBlock clean_block(const Block& block, std::span<VoteIndex> begin, std::span<UserId> users,
                       std::span<LabelId> labels, Repeats repeats) {
  CleanBlock clean;
  clean.begin = begin[block.begin];
  RowCleaner cleaner(clean, repeats);
  VoteIndex written = clean.begin;
  VoteIndex first = clean.begin;
  for (std::size_t i = block.begin; i < block.end; ++i) {
    const VoteIndex length = begin[i + 1] - first;
    const VoteIndex n_votes = cleaner.clean(static_cast<ObservationId>(i),
                                            {users.subspan(first, length), labels.subspan(first, length)});
    if (written != first) {
      std::copy_n(users.begin() + first, n_votes, users.begin() + written);
      std::copy_n(labels.begin() + first, n_votes, labels.begin() + written);
    }
    // The previous block reads the begin of this one, which must not change.
    if (i > block.begin) begin[i] = written;
    first += length;
    written += n_votes;
  }
  clean.n_votes = written - clean.begin;
  return clean;
}

void check_arrays(const VotesView& votes) {
  const auto begin = votes.observation_begin();
  const auto below = [](std::size_t n) { return [n](std::uint32_t id) { return id < n; }; };
  const auto require = [](bool holds, const char* what) {
    if (!holds) throw std::invalid_argument(what);
  };
  require(votes.label_of_vote().size() == votes.n_votes(), "votes need as many labels as users");
  require(begin.empty() ? votes.n_votes() == 0 : begin.front() == 0 && begin.back() == votes.n_votes(),
          "the rows of votes must begin at 0 and end at the number of votes");
  require(std::is_sorted(begin.begin(), begin.end()), "the rows of votes must follow each other");
  require(std::all_of(votes.user_of_vote().begin(), votes.user_of_vote().end(), below(votes.n_users())),
          "a vote's user must be below the number of users");
  require(std::all_of(votes.label_of_vote().begin(), votes.label_of_vote().end(), below(votes.n_labels())),
          "a vote's label must be below the number of labels");
}

}  // namespace

VoteMatrix::VoteMatrix(std::vector<VoteIndex> observation_begin, std::vector<UserId> user_of_vote,
                       std::vector<LabelId> label_of_vote, std::size_t n_users, std::size_t n_labels)
    : observation_begin_(std::move(observation_begin)),
      user_of_vote_(std::move(user_of_vote)),
      label_of_vote_(std::move(label_of_vote)),
      n_users_(n_users),
      n_labels_(n_labels) {
  check_arrays(view());
}

void VoteMatrix::set_label_order(std::vector<LabelId> rank) {
  n_labels_ = rank.size();
  const bool is_in_order = std::is_sorted(rank.begin(), rank.end());
  label_rank_ = is_in_order ? std::vector<LabelId>{} : std::move(rank);
}

VoteMatrix VoteMatrix::without_users(std::span<const std::uint8_t> leaves_out) const {
  return votes_without(view(), [&](VoteIndex v) { return leaves_out[user_of_vote_[v]] != 0; });
}

VoteMatrix VoteMatrix::without_labels(std::span<const std::uint8_t> leaves_out) const {
  return votes_without(view(), [&](VoteIndex v) { return leaves_out[label_of_vote_[v]] != 0; });
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

/// The statements that follow are on this observation.
void VoteMatrixBuilder::go_to(ObservationId observation) {
  add_observation(observation);
  const ObservationId last = observation_of_run_.empty() ? static_cast<ObservationId>(run_begin_.size() - 1)
                                                         : observation_of_run_.back();
  if (observation != last) begin_run(observation);
}

void VoteMatrixBuilder::add_statement(ObservationId observation, UserId user, LabelId label) {
  add_statements(observation, {&user, 1}, {&label, 1});
}

void VoteMatrixBuilder::add_statements(ObservationId observation, std::span<const UserId> users,
                                       std::span<const LabelId> labels) {
  go_to(observation);
  append(users, labels);
}

void VoteMatrixBuilder::add_rows(std::span<const std::uint32_t> row_end, std::span<const UserId> users,
                                 std::span<const LabelId> labels) {
  const auto n_before = static_cast<VoteIndex>(users_.size());
  append(users, labels);
  VoteIndex row_begin = n_before;
  for (const std::uint32_t end : row_end) {
    if (!observation_of_run_.empty()) {
      observation_of_run_.push_back(static_cast<ObservationId>(n_observations_));
    }
    run_begin_.push_back(row_begin);
    ++n_observations_;
    row_begin = n_before + end;
  }
}

void VoteMatrixBuilder::append(std::span<const UserId> users, std::span<const LabelId> labels) {
  assert(users.size() == labels.size());
  if (users.size() >= kNoId - users_.size()) throw std::length_error("more than 4294967294 votes");
  grow_on_huge_pages(users_, users.size());
  grow_on_huge_pages(labels_, labels.size());
  users_.insert(users_.end(), users.begin(), users.end());
  labels_.insert(labels_.end(), labels.begin(), labels.end());
}

void VoteMatrixBuilder::add_all_of(const VoteMatrixBuilder& other,
                                   std::span<const ObservationId> observations, std::span<const UserId> users,
                                   std::span<const LabelId> labels) {
  if (other.n_statements() >= kNoId - users_.size()) throw std::length_error("more than 4294967294 votes");
  std::size_t n_added = 0;
  // An observation is added with its first statement, so that statements in the order of ids remain in that
  // order.
  const auto add_up_to = [&](std::size_t n) {
    for (; n_added < n; ++n_added) add_observation(observations[n_added]);
  };
  for (std::size_t run = 0; run < other.run_begin_.size(); ++run) {
    const ObservationId observation = other.observation_of(run);
    add_up_to(std::size_t{observation} + 1);
    const std::size_t begin = other.run_begin_[run];
    const std::size_t end = other.end_of_run(run);
    if (begin == end) continue;
    go_to(observations[observation]);
    for (std::size_t v = begin; v < end; ++v) {
      users_.push_back(other.users_[v] == kNoUser ? kNoUser : users[other.users_[v]]);
      labels_.push_back(other.labels_[v] == kNoLabel ? kNoLabel : labels[other.labels_[v]]);
    }
  }
  add_up_to(other.n_observations_);
}

void VoteMatrixBuilder::renumber(std::span<const ObservationId> row_of) {
  std::size_t n_runs = 0;
  std::size_t n_kept = 0;  // statements
  for (std::size_t run = 0; run < run_begin_.size();) {
    const std::size_t begin = run_begin_[run];
    std::size_t end = begin;  // of statements that move together
    for (; run < run_begin_.size() && row_of[observation_of(run)] != kNoId; ++run) {
      end = end_of_run(run);
      if (!observation_of_run_.empty()) observation_of_run_[n_runs] = row_of[observation_of_run_[run]];
      run_begin_[n_runs++] = static_cast<VoteIndex>(n_kept + run_begin_[run] - begin);
    }
    if (n_kept != begin) {
      std::copy(users_.data() + begin, users_.data() + end, users_.data() + n_kept);
      std::copy(labels_.data() + begin, labels_.data() + end, labels_.data() + n_kept);
    }
    n_kept += end - begin;
    while (run < run_begin_.size() && row_of[observation_of(run)] == kNoId) ++run;
  }
  run_begin_.resize(n_runs);
  if (!observation_of_run_.empty()) observation_of_run_.resize(n_runs);
  users_.resize(n_kept);
  labels_.resize(n_kept);
  n_observations_ =
      n_observations_ - static_cast<std::size_t>(std::count(row_of.begin(), row_of.end(), kNoId));
}

void VoteMatrixBuilder::reserve(std::size_t n_observations, std::size_t n_statements) {
  reserve_more_on_huge_pages(run_begin_, n_observations + 1);
  reserve_more_on_huge_pages(users_, n_statements);
  reserve_more_on_huge_pages(labels_, n_statements);
}

void VoteMatrixBuilder::rename_labels(std::span<const LabelId> id_of) {
  for (LabelId& label : labels_) {
    if (label != kNoLabel) label = id_of[label];
  }
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

VoteMatrixBuilder::Finished VoteMatrixBuilder::finish(std::size_t n_users, std::size_t n_labels,
                                                      const RunControl& control) {
  if (!observation_of_run_.empty()) {
    control.check_memory(
        "sorting the votes by observation",
        users_.size() * (sizeof(UserId) + sizeof(LabelId)) + n_observations_ * 2 * sizeof(VoteIndex));
    sort_runs();
  }
  std::vector<VoteIndex> begin = std::exchange(run_begin_, {});
  std::vector<UserId> users = std::exchange(users_, {});
  std::vector<LabelId> labels = std::exchange(labels_, {});
  const std::size_t n_observations = std::exchange(n_observations_, 0);
  begin.push_back(static_cast<VoteIndex>(users.size()));

  std::vector<CleanBlock> blocks(n_blocks(n_observations, kRowsOfBlock));
  for_each_block(n_observations, kRowsOfBlock, control, [&](const Block& block, unsigned) {
    blocks[block.index] = clean_block(block, begin, users, labels, repeats_);
  });

  Finished finished;
  VoteIndex n_votes = 0;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const CleanBlock& block = blocks[b];
    const VoteIndex gap = block.begin - n_votes;
    if (gap > 0) {
      std::copy_n(users.begin() + block.begin, block.n_votes, users.begin() + n_votes);
      std::copy_n(labels.begin() + block.begin, block.n_votes, labels.begin() + n_votes);
      const std::size_t end = std::min(n_observations, (b + 1) * kRowsOfBlock);
      for (std::size_t i = b * kRowsOfBlock; i < end; ++i) begin[i] -= gap;
    }
    n_votes += block.n_votes;
    finished.n_abstentions += block.n_abstentions;
    finished.n_replaced += block.n_replaced;
    finished.n_ai_votes += block.ai_labels.size();
    if (!block.ai_labels.empty()) finished.ai_label_of_observation.resize(n_observations, kNoLabel);
    for (const auto& [observation, label] : block.ai_labels)
      finished.ai_label_of_observation[observation] = label;
  }
  begin[n_observations] = n_votes;
  users.resize(n_votes);
  labels.resize(n_votes);
  // The ids come from names, so a second check of their range would find nothing.
  finished.votes.observation_begin_ = std::move(begin);
  finished.votes.user_of_vote_ = std::move(users);
  finished.votes.label_of_vote_ = std::move(labels);
  finished.votes.n_users_ = n_users;
  finished.votes.n_labels_ = n_labels;
  return finished;
}

namespace {

void check_ids(std::span<const std::uint32_t> ids, std::size_t n, bool may_be_none, const char* what) {
  const auto is_good = [&](std::uint32_t id) { return id < n || (may_be_none && id == kNoId); };
  if (!std::all_of(ids.begin(), ids.end(), is_good)) throw std::invalid_argument(what);
}

/// Whether the rows can be used unchanged: no row has an abstention or a user twice.
bool are_clean(const VotesView& votes) {
  if (std::find(votes.label_of_vote().begin(), votes.label_of_vote().end(), kNoLabel) !=
      votes.label_of_vote().end()) {
    return false;
  }
  // Most rows are short: comparing their users with each other takes less than looking each of them up.
  std::vector<ObservationId> last_row;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto users = votes.users_of(i);
    if (users.size() <= kShortRow) {
      for (std::size_t v = 1; v < users.size(); ++v) {
        for (std::size_t before = 0; before < v; ++before) {
          if (users[v] == users[before]) return false;
        }
      }
      continue;
    }
    if (last_row.empty()) last_row.assign(votes.n_users(), kNoId);
    for (const UserId user : users) {
      if (last_row[user] == i) return false;
      last_row[user] = i;
    }
  }
  return true;
}

}  // namespace

BorrowedVotes::BorrowedVotes(const StatementArrays& statements, const RunControl& control)
    : statements_(statements) {
  const auto& [observation, user, label, n_observations, n_users, n_labels] = statements_;
  if (observation.size() != user.size() || user.size() != label.size()) {
    throw std::invalid_argument("observations, users and labels of statements must be equally many");
  }
  if (observation.size() >= kNoId) throw std::length_error("more than 4294967294 votes");
  check_ids(observation, n_observations, false, "a statement's observation must be below their number");
  check_ids(user, n_users, false, "a statement's user must be below the number of users");
  check_ids(label, n_labels, true, "a statement's label must be below the number of labels, or none");

  if (std::is_sorted(observation.begin(), observation.end())) {
    observation_begin_.assign(n_observations + 1, 0);
    for (const ObservationId i : observation) ++observation_begin_[std::size_t{i} + 1];
    std::partial_sum(observation_begin_.begin(), observation_begin_.end(), observation_begin_.begin());
    if (are_clean(view())) return;
    observation_begin_.clear();
  }
  VoteMatrixBuilder builder;
  builder.reserve(n_observations, observation.size());
  for (std::size_t v = 0; v < observation.size(); ++v)
    builder.add_statement(observation[v], user[v], label[v]);
  if (n_observations > 0) builder.add_observation(static_cast<ObservationId>(n_observations - 1));
  auto finished = builder.finish(n_users, n_labels, control);
  copied_ = std::move(finished.votes);
  n_abstentions_ = finished.n_abstentions;
  n_replaced_ = finished.n_replaced;
}

VotesView BorrowedVotes::view() const {
  if (!is_borrowed()) return copied_.view();
  return {observation_begin_, statements_.user, statements_.label, statements_.n_users, statements_.n_labels};
}

}  // namespace crowdvote
