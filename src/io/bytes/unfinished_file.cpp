#include "io/bytes/unfinished_file.hpp"

#include <crowdvote/output_file.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crowdvote {

namespace {

constexpr mode_t kNewFilePermissions = 0666;  ///< less the umask
constexpr std::size_t kLongestStem = 200;     ///< leaves room in the 255 bytes of a file name

/// The target's name tells whose leftover it is after a power cut. Random, since process numbers repeat
/// between containers that share a folder.
std::string temporary_path_for(const std::string& target) {
  const std::filesystem::path path(target);
  std::random_device random;
  return (path.parent_path() / fmt::format(".{}.{:08x}{:08x}.part",
                                           path.filename().string().substr(0, kLongestStem), random(),
                                           random()))
      .string();
}

/// A signal handler may neither allocate nor lock: places of fixed size, each with a state of its own.
struct Slot {
  enum State : int { is_free, in_change, is_listed };
  std::atomic<int> state{is_free};
  std::array<char, PATH_MAX> path{};
};
static_assert(std::atomic<int>::is_always_lock_free);

constexpr std::size_t kSlots = 16;
constinit std::array<Slot, kSlots> slots;

/// The slot that now lists the path, kSlots if it finds no place.
std::size_t list_unfinished(const std::string& path) {
  if (path.size() >= PATH_MAX) return kSlots;
  for (std::size_t s = 0; s < kSlots; ++s) {
    int expected = Slot::is_free;
    if (!slots[s].state.compare_exchange_strong(expected, Slot::in_change)) continue;
    std::memcpy(slots[s].path.data(), path.c_str(), path.size() + 1);
    slots[s].state = Slot::is_listed;
    return s;
  }
  return kSlots;
}

}  // namespace

Descriptor::~Descriptor() {
  if (is_open()) ::close(number_);
}
Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

int Descriptor::close() { return ::close(std::exchange(number_, -1)) == 0 ? 0 : errno; }

UnfinishedFile::UnfinishedFile(const std::string& target)
    : target_(target), path_(temporary_path_for(target)), slot_(list_unfinished(path_)) {}

UnfinishedFile::~UnfinishedFile() {
  if (exists_) unlink(path_.c_str());
  if (slot_ < kSlots) slots[slot_].state = Slot::is_free;
}

Descriptor UnfinishedFile::open(std::optional<mode_t> permissions) {
  Descriptor file(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kNewFilePermissions));
  exists_ = file.is_open();
  if (exists_ && permissions && fchmod(file.number(), *permissions) != 0) return Descriptor(-1);
  return file;
}

int UnfinishedFile::publish() {
  if (std::rename(path_.c_str(), target_.c_str()) != 0) return errno;
  exists_ = false;
  return 0;
}

void remove_unfinished_outputs() noexcept {
  const int before = errno;
  for (const Slot& slot : slots) {
    if (slot.state == Slot::is_listed) unlink(slot.path.data());
  }
  errno = before;
}

}  // namespace crowdvote
