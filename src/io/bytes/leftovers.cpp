#include "io/bytes/leftovers.hpp"

#include <crowdvote/output_file.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

#include <unistd.h>

namespace crowdvote {

namespace {

/// A signal handler may neither allocate nor lock, so the list consists of slots of fixed size, each with its
/// own state.
struct Slot {
  enum State : int { is_free, in_change, has_file, has_folder };
  std::atomic<int> state{is_free};
  std::array<char, PATH_MAX> path{};
};
static_assert(std::atomic<int>::is_always_lock_free);

constexpr std::size_t kSlots = 64;
constinit std::array<Slot, kSlots> slots;
constinit std::atomic<int> publishing{0};

/// Puts the path into the first free slot and returns its index; kSlots if all are taken.
std::size_t list(const std::string& path, Slot::State state) {
  if (path.size() >= PATH_MAX) return kSlots;
  for (std::size_t s = 0; s < kSlots; ++s) {
    int expected = Slot::is_free;
    if (!slots[s].state.compare_exchange_strong(expected, Slot::in_change)) continue;
    std::memcpy(slots[s].path.data(), path.c_str(), path.size() + 1);
    slots[s].state = state;
    return s;
  }
  return kSlots;
}

}  // namespace

ListedLeftover::ListedLeftover(const std::string& path, Leftover kind)
    : slot_(list(path, kind == Leftover::file ? Slot::has_file : Slot::has_folder)) {}
ListedLeftover::~ListedLeftover() {
  if (slot_ < kSlots) slots[slot_].state = Slot::is_free;
}
ListedLeftover::ListedLeftover(ListedLeftover&& other) noexcept : slot_(std::exchange(other.slot_, kSlots)) {}
ListedLeftover& ListedLeftover::operator=(ListedLeftover&& other) noexcept {
  std::swap(slot_, other.slot_);
  return *this;
}

PublishingMoment::PublishingMoment() { ++publishing; }
PublishingMoment::~PublishingMoment() { --publishing; }

bool remove_unfinished_outputs() noexcept {
  if (publishing > 0) return false;
  const int before = errno;
  for (const Slot& slot : slots) {
    if (slot.state == Slot::has_file) unlink(slot.path.data());
  }
  // Of nested folders, the innermost was listed first.
  for (const Slot& slot : slots) {
    if (slot.state == Slot::has_folder) rmdir(slot.path.data());
  }
  errno = before;
  return true;
}

}  // namespace crowdvote
