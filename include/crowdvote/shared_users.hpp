#pragma once

/// The users of several processes that share a run.
///
/// Each process has its own ids for the users in its files and those with votes on its observations. In
/// addition, every user has a number, which is the same in all processes: the rank of the first appearance in
/// the files. Ownership is assigned in blocks of kUsersTogether consecutive numbers, in turn to each process.
/// The owner of a user learns the user's parameters, and numbers the users that it owns from 0 in the order
/// of their numbers. No process holds all users.

#include <crowdvote/exchange.hpp>
#include <crowdvote/ids.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace crowdvote {

/// Size of the blocks of users; each block is learnt by one process, and sums over users are sums over
/// blocks.
inline constexpr std::size_t kUsersTogether = 512;

/// The users of this process: their numbers and owners, and the exchange of values between holders and
/// owners.
class SharedUsers {
 public:
  /// Collective: every process constructs one.
  /// \param number the number of each user of this process
  /// \param n_before number of users that appear first in the files of the processes before this one
  /// \param n_first_here number of users that appear first in the files of this process
  /// \param n_all number of users of all processes
  SharedUsers(std::vector<UserId> number, std::size_t n_before, std::size_t n_first_here, std::size_t n_all,
              Exchange& processes);

  [[nodiscard]] std::size_t n_all() const { return n_all_; }
  /// The number of users of this process.
  [[nodiscard]] std::size_t n_here() const { return number_.size(); }
  /// The number of each user of this process, by id.
  [[nodiscard]] std::span<const UserId> numbers() const { return number_; }
  /// Whether the user appears first in the files of this process, which is true in exactly one process.
  [[nodiscard]] bool is_first_here(UserId user) const {
    return number_[user] >= n_before_ && number_[user] - n_before_ < n_first_here_;
  }

  /// The rank of the process that owns the user.
  [[nodiscard]] std::size_t owner_of(UserId user) const {
    return number_[user] / kUsersTogether % n_processes_;
  }
  /// The id of the user at its owner.
  [[nodiscard]] UserId id_at_owner(UserId user) const {
    const std::size_t block = number_[user] / kUsersTogether / n_processes_;
    return static_cast<UserId>(block * kUsersTogether + number_[user] % kUsersTogether);
  }
  /// The number of users that a process owns; without an argument, that this process owns.
  [[nodiscard]] std::size_t n_owned(std::size_t process) const;
  [[nodiscard]] std::size_t n_owned() const { return n_owned(processes_->rank()); }
  /// The number of a user that this process owns.
  [[nodiscard]] UserId number_of_owned(UserId id) const {
    const std::size_t block = id / kUsersTogether * n_processes_ + processes_->rank();
    return static_cast<UserId>(block * kUsersTogether + id % kUsersTogether);
  }

  /// Users of this process that the given process owns, in ascending order.
  [[nodiscard]] std::span<const UserId> of_owner(std::size_t process) const { return of_owner_[process]; }
  /// Users owned by this process that the given process holds, by their ids at the owner and in the order in
  /// which of_owner() lists them in that process.
  [[nodiscard]] std::span<const UserId> at_holder(std::size_t process) const { return at_holder_[process]; }

  /// Collective: combines, for each user, the values of all processes at the owner. Returns values by owned
  /// user.
  /// \param by_user one value per user of this process
  /// \param join returns the combination of the value so far (at first Value{}) and one more value; it is
  ///        called in the order of the processes
  template <class Value, class Join>
  [[nodiscard]] std::vector<Value> bring_to_owners(std::span<const Value> by_user, const Join& join) const {
    std::vector<std::vector<Value>> for_owner;
    for (const auto& users : of_owner_) {
      auto& values = for_owner.emplace_back();
      values.reserve(users.size());
      for (const UserId user : users) values.push_back(by_user[user]);
    }
    for_owner = swap_values(*processes_, std::move(for_owner));
    std::vector<Value> by_owned(n_owned());
    for (std::size_t r = 0; r < for_owner.size(); ++r) {
      for (std::size_t k = 0; k < at_holder_[r].size(); ++k) {
        Value& value = by_owned[at_holder_[r][k]];
        value = join(value, for_owner[r][k]);
      }
    }
    return by_owned;
  }
  /// Collective, the inverse: sends values by owned user to the processes that hold the users. Returns one
  /// value per user of this process.
  template <class Value>
  [[nodiscard]] std::vector<Value> bring_from_owners(std::span<const Value> by_owned) const {
    std::vector<std::vector<Value>> for_holder;
    for (const auto& users : at_holder_) {
      auto& values = for_holder.emplace_back();
      values.reserve(users.size());
      for (const UserId user : users) values.push_back(by_owned[user]);
    }
    for_holder = swap_values(*processes_, std::move(for_holder));
    std::vector<Value> by_user(n_here());
    for (std::size_t r = 0; r < for_holder.size(); ++r) {
      for (std::size_t k = 0; k < of_owner_[r].size(); ++k) by_user[of_owner_[r][k]] = for_holder[r][k];
    }
    return by_user;
  }
  /// Collective: replaces every value by the sum, over all processes, of the values for the user.
  template <class Value>
  void sum(std::span<Value> by_user) const {
    const std::vector<Value> sums =
        bring_to_owners(std::span<const Value>(by_user), [](Value a, Value b) { return a + b; });
    const std::vector<Value> here = bring_from_owners(std::span<const Value>(sums));
    std::copy(here.begin(), here.end(), by_user.begin());
  }

 private:
  Exchange* processes_;
  std::size_t n_processes_;  ///< kept here because it is needed for every vote
  std::vector<UserId> number_;
  std::size_t n_before_;
  std::size_t n_first_here_;
  std::size_t n_all_;
  std::vector<std::vector<UserId>> of_owner_;
  std::vector<std::vector<UserId>> at_holder_;
};

/// Replaces values by user by their sums over the processes; does nothing if `users` is null (a single
/// process).
template <class Value>
void sum_of_users(const SharedUsers* users, std::span<Value> by_user) {
  if (users != nullptr) users->sum(by_user);
}

/// Whether the user is counted by this process, so that each user is counted once over all processes.
[[nodiscard]] inline bool counts_here(const SharedUsers* users, UserId user) {
  return users == nullptr || users->is_first_here(user);
}

}  // namespace crowdvote
