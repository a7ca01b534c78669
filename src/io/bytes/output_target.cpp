#include "io/bytes/output_target.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/output_file.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crowdvote {

namespace {

namespace fs = std::filesystem;

constexpr mode_t kPermissionBits = 0777;
constexpr int kMostLinks = 40;  ///< as in the kernel

/// The descriptor that a path inside /proc/self/fd refers to, or -1. Opening such a path again would start at
/// the beginning of the file and overwrite what was written through the descriptor before.
int descriptor_of(const fs::path& path) {
  if (path.parent_path() != fmt::format("/proc/{}/fd", getpid())) return -1;
  const std::string name = path.filename().string();
  int descriptor = -1;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), descriptor);
  return error == std::errc() && end == name.data() + name.size() ? descriptor : -1;
}

/// The same path with an absolute folder that contains no links.
fs::path with_real_folder(const fs::path& path, const std::string& asked) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::error_code error;
  const fs::path real = fs::canonical(folder, error);
  if (error) {
    const bool is_missing = error == std::errc::no_such_file_or_directory;
    throw IoError(asked, "write", error.value(),
                  is_missing ? fmt::format("Make the folder '{}' first", folder.string()) : "");
  }
  return real / path.filename();
}

/// Follows links to the last target, which need not exist, or to a descriptor of this process.
fs::path follow_links(const std::string& asked) {
  fs::path path = with_real_folder(asked, asked);
  for (int links = 0; descriptor_of(path) < 0; ++links) {
    std::error_code error;
    const fs::path next = fs::read_symlink(path, error);
    if (error) return path;
    if (links == kMostLinks) throw IoError(asked, "write", ELOOP);
    path = with_real_folder(path.parent_path() / next, asked);
  }
  return path;
}

/// Where a path leads, and what is there now.
struct Destination {
  fs::path path;  ///< absolute, links followed; meaningless for a descriptor
  int descriptor = -1;
  std::optional<struct stat> status;
};

/// Returns nothing for a path that leads nowhere, such as into a folder that does not exist.
std::optional<Destination> destination_of(const std::string& path) {
  try {
    Destination found;
    if (path == "-") {
      found.descriptor = STDOUT_FILENO;
    } else {
      found.path = follow_links(path);
      found.descriptor = descriptor_of(found.path);
    }
    struct stat status {};
    const int result =
        found.descriptor >= 0 ? fstat(found.descriptor, &status) : stat(found.path.c_str(), &status);
    if (result == 0) found.status = status;
    return found;
  } catch (const IoError&) {
    return std::nullopt;
  }
}

/// Converts ASCII letters to lower case: before a file exists, it is unknown whether its folder treats "A"
/// and "a" as one name.
std::string without_case(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

}  // namespace

OutputTarget find_output_target(const std::string& path) {
  if (path == "-") return {.path = path, .descriptor = STDOUT_FILENO, .access = {}};
  if (path.empty()) throw IoError(path, "write", ENOENT, "An output needs a name, or - for standard output");
  if (path.ends_with('/')) throw IoError(path, "write", EISDIR, "Name a file in this folder");

  const fs::path end = follow_links(path);
  OutputTarget target{.path = end.string(), .descriptor = descriptor_of(end), .access = {}};
  if (target.descriptor >= 0) return target;

  struct stat status {};
  if (stat(target.path.c_str(), &status) != 0) {
    if (errno != ENOENT) throw IoError(path, "write", errno);
    target.is_replaceable = true;
    return target;
  }
  if (S_ISDIR(status.st_mode)) throw IoError(path, "write", EISDIR, "Name a file in this folder");
  if (!S_ISREG(status.st_mode)) return target;
  // A rename would replace a file that its owner has protected.
  if (faccessat(AT_FDCWD, target.path.c_str(), W_OK, AT_EACCESS) != 0) throw IoError(path, "write", errno);
  target.is_replaceable = true;
  target.access = {
      .permissions = status.st_mode & kPermissionBits, .owner = status.st_uid, .group = status.st_gid};
  return target;
}

bool lead_to_one_file(const std::string& a, const std::string& b) {
  const std::optional<Destination> one = destination_of(a);
  const std::optional<Destination> other = destination_of(b);
  if (!one || !other) return false;
  if (one->descriptor >= 0 && one->descriptor == other->descriptor) return true;
  if (one->status && other->status) {
    return S_ISREG(one->status->st_mode) && one->status->st_dev == other->status->st_dev &&
           one->status->st_ino == other->status->st_ino;
  }
  return !one->status && !other->status && one->path.parent_path() == other->path.parent_path() &&
         without_case(one->path.filename().string()) == without_case(other->path.filename().string());
}

}  // namespace crowdvote
