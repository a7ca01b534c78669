#pragma once

/// The users of several processes that share a run.
///
/// A process has users of its own numbering: those in its files, and those with votes on its observations. Among all they
/// have numbers, in the order of their first appearance in the files. Users are dealt out in blocks of these
/// numbers: the owner of a user learns the user, and has ids of its own for those it owns, in the order of their
/// numbers. So none has all users.

#include <crowdvote/exchange.hpp>
#include <crowdvote/ids.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace crowdvote {

/// Users that are learnt by one process: sums over users are sums over such blocks.
inline constexpr std::size_t kUsersTogether = 512;

class SharedUsers {
 public:
  /// All processes make it. \param number of each user here, among all
  /// \param n_first_here users that appear first in the files of this process, n_before in those of the processes before
  SharedUsers(std::vector<UserId> number, std::size_t n_before, std::size_t n_first_here, std::size_t n_all,
              Exchange& processes);

  [[nodiscard]] std::size_t n_all() const { return n_all_; }
  [[nodiscard]] std::size_t n_here() const { return number_.size(); }
  /// By user here.
  [[nodiscard]] std::span<const UserId> numbers() const { return number_; }
  /// Whether the user appears first in the files of this process: true in one of all.
  [[nodiscard]] bool is_first_here(UserId user) const {
    return number_[user] >= n_before_ && number_[user] - n_before_ < n_first_here_;
  }

  [[nodiscard]] std::size_t owner_of(UserId user) const {
    return number_[user] / kUsersTogether % n_processes_;
  }
  /// The id of the user at its owner.
  [[nodiscard]] UserId id_at_owner(UserId user) const {
    const std::size_t block = number_[user] / kUsersTogether / n_processes_;
    return static_cast<UserId>(block * kUsersTogether + number_[user] % kUsersTogether);
  }
  /// How many users a process owns.
  [[nodiscard]] std::size_t n_owned(std::size_t process) const;
  [[nodiscard]] std::size_t n_owned() const { return n_owned(processes_->rank()); }
  /// The number of a user that this process owns.
  [[nodiscard]] UserId number_of_owned(UserId id) const {
    const std::size_t block = id / kUsersTogether * n_processes_ + processes_->rank();
    return static_cast<UserId>(block * kUsersTogether + id % kUsersTogether);
  }

  /// The users here that a process owns.
  [[nodiscard]] std::span<const UserId> of_owner(std::size_t process) const { return of_owner_[process]; }
  /// The owned users that another process has, as `of_owner` has them there.
  [[nodiscard]] std::span<const UserId> at_holder(std::size_t process) const { return at_holder_[process]; }

  /// Of values by user here, those of all processes come together at the owners. Returns values by owned user.
  /// \param join makes of what is there and one more value the next; the processes come in their order
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
  /// The other way: values by owned user become those of the users here.
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
  /// Every value becomes the sum of those that all processes have for the user.
  template <class Value>
  void sum(std::span<Value> by_user) const {
    const std::vector<Value> sums =
        bring_to_owners(std::span<const Value>(by_user), [](Value a, Value b) { return a + b; });
    const std::vector<Value> here = bring_from_owners(std::span<const Value>(sums));
    std::copy(here.begin(), here.end(), by_user.begin());
  }

 private:
  Exchange* processes_;
  std::size_t n_processes_;  ///< it is asked for with every vote
  std::vector<UserId> number_;
  std::size_t n_before_;
  std::size_t n_first_here_;
  std::size_t n_all_;
  std::vector<std::vector<UserId>> of_owner_;
  std::vector<std::vector<UserId>> at_holder_;
};

/// The sums over the processes of values by user; the values themselves where the process is alone.
template <class Value>
void sum_of_users(const SharedUsers* users, std::span<Value> by_user) {
  if (users != nullptr) users->sum(by_user);
}

/// Whether a user counts here, where each user counts once in all processes.
[[nodiscard]] inline bool counts_here(const SharedUsers* users, UserId user) {
  return users == nullptr || users->is_first_here(user);
}

}  // namespace crowdvote
