#include "core/flat_array.hpp"
#include <crowdvote/shared_users.hpp>

#include <utility>
#include <vector>

namespace crowdvote {

SharedUsers::SharedUsers(std::vector<UserId> number, std::size_t n_before, std::size_t n_first_here,
                         std::size_t n_all, Exchange& processes)
    : processes_(&processes),
      n_processes_(processes.size()),
      number_(std::move(number)),
      n_before_(n_before),
      n_first_here_(n_first_here),
      n_all_(n_all),
      of_owner_(processes.size()) {
  std::vector<std::size_t> n(processes.size());
  for (UserId user = 0; user < number_.size(); ++user) ++n[owner_of(user)];
  std::vector<std::vector<UserId>> ids(processes.size());
  for (std::size_t owner = 0; owner < n.size(); ++owner) {
    reserve_on_huge_pages(of_owner_[owner], n[owner]);
    reserve_on_huge_pages(ids[owner], n[owner]);
  }
  for (UserId user = 0; user < number_.size(); ++user) {
    of_owner_[owner_of(user)].push_back(user);
    ids[owner_of(user)].push_back(id_at_owner(user));
  }
  at_holder_ = swap_values(processes, std::move(ids));
}

std::size_t SharedUsers::n_owned(std::size_t process) const {
  const std::size_t of_turn = kUsersTogether * processes_->size();  // one block for each process
  const std::size_t rest = n_all_ % of_turn;
  const std::size_t before = process * kUsersTogether;
  return n_all_ / of_turn * kUsersTogether + (rest <= before ? 0 : std::min(rest - before, kUsersTogether));
}

}  // namespace crowdvote
