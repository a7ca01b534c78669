#include "evaluation/copying_pairs.hpp"
#include <crowdvote/copying.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace crowdvote {

namespace {

/// Joins users into groups; initially, each user is a group.
class JoinedUsers {
 public:
  explicit JoinedUsers(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), UserId{0}); }

  UserId root_of(UserId user) {
    while (parent_[user] != user) user = parent_[user] = parent_[parent_[user]];
    return user;
  }
  /// The user with the lowest id in a group is its root.
  void join(UserId a, UserId b) {
    a = root_of(a);
    b = root_of(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<UserId> parent_;
};

std::vector<CopyingGroup> groups_of(const std::vector<CopyingPair>& pairs, std::size_t n_users) {
  JoinedUsers joined(n_users);
  std::vector<UserId> users;
  for (const CopyingPair& pair : pairs) {
    joined.join(pair.first, pair.second);
    users.insert(users.end(), {pair.first, pair.second});
  }
  std::sort(users.begin(), users.end());
  users.erase(std::unique(users.begin(), users.end()), users.end());
  std::vector<CopyingGroup> groups;
  std::vector<std::size_t> group_of_root(users.empty() ? 0 : n_users, 0);
  for (const UserId user : users) {
    const UserId root = joined.root_of(user);
    if (root == user) {
      group_of_root[root] = groups.size();
      groups.emplace_back();
    }
    groups[group_of_root[root]].users.push_back(user);
  }
  for (const CopyingPair& pair : pairs) ++groups[group_of_root[joined.root_of(pair.first)]].pairs;
  std::stable_sort(groups.begin(), groups.end(), [](const CopyingGroup& a, const CopyingGroup& b) {
    return a.users.size() > b.users.size();
  });
  return groups;
}

template <class Finding>
void sort_by_votes(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.votes > b.votes; });
}

/// Calls visit(user, author) for each vote that repeats the author's vote on the author's observation.
template <class Visit>
void for_each_repeated_author(const VotesView& votes, std::span<const UserId> authors, const Visit& visit) {
  for (ObservationId i = 0; i < authors.size(); ++i) {
    const auto users = votes.users_of(i);
    const auto labels = votes.labels_of(i);
    const auto author = std::find(users.begin(), users.end(), authors[i]);
    if (authors[i] == kNoUser || author == users.end()) continue;
    const LabelId said = labels[static_cast<std::size_t>(author - users.begin())];
    for (std::size_t v = 0; v < users.size(); ++v) {
      if (users[v] != authors[i] && labels[v] == said) visit(users[v], authors[i]);
    }
  }
}

/// Only an author with more than half of a user's agreements can have nearly all of the user's votes: the
/// majority vote algorithm of Boyer and Moore finds the candidate, and a second pass counts.
std::vector<AuthorFollower> find_followers(const VotesView& votes, std::span<const UserId> authors,
                                           const CopyingOptions& options) {
  if (authors.empty()) return {};
  std::vector<UserId> author_of(votes.n_users(), kNoUser);
  std::vector<std::uint32_t> count(votes.n_users(), 0);
  for_each_repeated_author(votes, authors, [&](UserId user, UserId author) {
    if (count[user] == 0) author_of[user] = author;
    author_of[user] == author ? ++count[user] : --count[user];
  });
  std::fill(count.begin(), count.end(), 0U);
  for_each_repeated_author(votes, authors, [&](UserId user, UserId author) {
    count[user] += author_of[user] == author ? 1U : 0U;
  });
  const std::vector<std::uint32_t> n_votes = votes.votes_per_user();
  const double share = std::max(options.author_share, 0.5);
  std::vector<AuthorFollower> followers;
  for (UserId user = 0; user < votes.n_users(); ++user) {
    if (count[user] == 0 || n_votes[user] < options.least_votes) continue;
    if (static_cast<double>(count[user]) < share * static_cast<double>(n_votes[user])) continue;
    followers.push_back({user, author_of[user], n_votes[user], count[user]});
  }
  sort_by_votes(followers);
  return followers;
}

std::vector<OneLabelUser> find_one_label_users(const VotesView& votes, const CopyingOptions& options,
                                               std::size_t& n_tested) {
  struct State {
    LabelId label = kNoLabel;
    bool has_several = false;
    std::size_t others_for = 0;
    std::size_t others_against = 0;
    double log_p = 0;
  };
  std::vector<State> states(votes.n_users());
  std::vector<std::uint32_t> n_for(votes.n_labels(), 0);
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto labels = votes.labels_of(i);
    for (const LabelId label : labels) ++n_for[label];
    for (std::size_t v = 0; v < labels.size(); ++v) {
      State& state = states[votes.users_of(i)[v]];
      if (state.label == kNoLabel) state.label = labels[v];
      state.has_several = state.has_several || state.label != labels[v];
      state.others_for += n_for[labels[v]] - 1;
      state.others_against += labels.size() - n_for[labels[v]];
      state.log_p += std::log(static_cast<double>(n_for[labels[v]]) / static_cast<double>(labels.size()));
    }
    for (const LabelId label : labels) n_for[label] = 0;
  }
  const std::vector<std::uint32_t> n_votes = votes.votes_per_user();
  const std::size_t least = std::max<std::size_t>(options.least_votes, 1);
  n_tested = static_cast<std::size_t>(
      std::count_if(n_votes.begin(), n_votes.end(), [&](std::uint32_t n) { return n >= least; }));
  std::vector<OneLabelUser> found;
  for (UserId user = 0; user < states.size(); ++user) {
    const State& state = states[user];
    if (n_votes[user] < least || state.has_several || state.others_against <= state.others_for) continue;
    const double p_value = corrected_p_value(std::exp(state.log_p), 1, n_tested);
    if (p_value <= options.level)
      found.push_back({user, state.label, n_votes[user], state.others_against, p_value});
  }
  sort_by_votes(found);
  return found;
}

}  // namespace

double corrected_p_value(double chance, std::size_t n, std::size_t n_tests) {
  return std::min(1.0, std::pow(chance, static_cast<double>(n)) * static_cast<double>(n_tests));
}

std::vector<UserId> CopyingReport::users() const {
  std::vector<UserId> all;
  for (const CopyingGroup& group : groups) all.insert(all.end(), group.users.begin(), group.users.end());
  for (const AuthorFollower& follower : followers) all.push_back(follower.user);
  for (const OneLabelUser& user : one_label) all.push_back(user.user);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

CopyingReport find_copying(const VotesView& votes, std::span<const UserId> author_of_observation,
                           const CopyingOptions& options, const RunControl& control) {
  CopyingReport report;
  report.one_label = find_one_label_users(votes, options, report.users_tested);
  report.followers = find_followers(votes, author_of_observation, options);
  FoundPairs found = find_copying_pairs(votes, options, control);
  report.pairs_tested = found.n_tested;
  report.observations_left_out = found.observations_left_out;
  std::vector<std::uint8_t> says_one_label(votes.n_users(), 0);
  for (const OneLabelUser& user : report.one_label) says_one_label[user.user] = 1;
  std::erase_if(found.pairs, [&](const CopyingPair& pair) {
    return says_one_label[pair.first] != 0 && says_one_label[pair.second] != 0;
  });
  report.pairs = std::move(found.pairs);
  report.groups = groups_of(report.pairs, votes.n_users());
  return report;
}

}  // namespace crowdvote
