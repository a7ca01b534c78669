#include "io/bytes/unfinished_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <random>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/xattr.h>
#endif
#include <unistd.h>

namespace crowdvote {

namespace {

constexpr mode_t kNewFilePermissions = 0666;  ///< reduced by the umask
constexpr std::size_t kLongestStem = 200;     ///< leaves room within the 255 bytes of a file name

/// The name of the target shows where a leftover of a power failure belongs. The rest is random, because
/// process numbers repeat between containers that share a folder.
std::string temporary_path_for(const std::string& target) {
  const std::filesystem::path path(target);
  std::random_device random;
  return (path.parent_path() / fmt::format(".{}.{:08x}{:08x}.part",
                                           path.filename().string().substr(0, kLongestStem), random(),
                                           random()))
      .string();
}

/// Exchanges two names. Returns false if the file system does not support that.
bool exchange_names([[maybe_unused]] const std::string& a, [[maybe_unused]] const std::string& b) {
#ifdef RENAME_EXCHANGE
  return renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0;
#else
  return false;
#endif
}

/// Copies the access control list, or removes the one that the folder gives to new files. If that is not
/// permitted or there are no lists, the permissions have to suffice.
void copy_access_list([[maybe_unused]] int file, [[maybe_unused]] const std::string& model) {
#ifdef __linux__
  constexpr const char* kList = "system.posix_acl_access";
  std::array<char, 4096> list{};
  const ssize_t size = getxattr(model.c_str(), kList, list.data(), list.size());
  if (size > 0) {
    (void)fsetxattr(file, kList, list.data(), static_cast<std::size_t>(size), 0);
  } else {
    (void)fremovexattr(file, kList);
  }
#endif
}

/// Gives the file the owner and the group of its model, as far as permitted. If the group differs, it must
/// not get more rights than everybody.
bool give(int file, Access access, const std::string& model) {
  constexpr uid_t kAsItIs = static_cast<uid_t>(-1);
  constexpr mode_t kGroup = S_IRWXG;
  if (fchown(file, access.owner, access.group) != 0 && fchown(file, kAsItIs, access.group) != 0) {
    access.permissions &= ~kGroup | ((access.permissions << 3U) & kGroup);
  }
  if (fchmod(file, access.permissions) != 0) return false;
  copy_access_list(file, model);
  return true;
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
    : target_(target), path_(temporary_path_for(target)), listed_(path_, Leftover::file) {}

UnfinishedFile::~UnfinishedFile() {
  if (exists_) unlink(path_.c_str());
}

Descriptor UnfinishedFile::open(const std::optional<Access>& access) {
  // Nobody else may see the file before it has its final owner.
  const mode_t permissions = access ? access->permissions & S_IRWXU : kNewFilePermissions;
  Descriptor file(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions));
  exists_ = file.is_open();
  if (exists_ && access && !give(file.number(), *access, target_)) return Descriptor(-1);
  return file;
}

int UnfinishedFile::publish() {
  struct stat status {};
  is_new_ = lstat(target_.c_str(), &status) != 0;
  const bool is_exchanged = !is_new_ && S_ISREG(status.st_mode) && exchange_names(path_, target_);
  if (!is_exchanged && std::rename(path_.c_str(), target_.c_str()) != 0) return errno;
  exists_ = is_exchanged;
  is_published_ = true;
  return 0;
}

bool UnfinishedFile::take_back() {
  if (!is_published_) return true;
  const bool is_done =
      exists_ ? exchange_names(path_, target_) : is_new_ && std::rename(target_.c_str(), path_.c_str()) == 0;
  if (!is_done) return false;
  exists_ = true;
  is_published_ = false;
  return true;
}

int UnfinishedFile::sync_folder() const {
  const std::string folder = std::filesystem::path(target_).parent_path().string();
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open()) return 0;  // writable but not readable
  if (fsync(opened.number()) == 0 || errno == EINVAL) return 0;
  return errno;
}

}  // namespace crowdvote
