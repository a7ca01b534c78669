#pragma once

/// Finds out where the path of an output leads.

#include <optional>
#include <string>

#include <sys/types.h>

namespace crowdvote {

/// The owner and permissions of a file.
struct Access {
  mode_t permissions;
  uid_t owner;
  gid_t group;
};

struct OutputTarget {
  std::string path;              ///< absolute, symbolic links followed
  int descriptor = -1;           ///< of this process, if the path refers to one ("-", /dev/stdout, /dev/fd/3)
  bool is_replaceable = false;   ///< a regular file, or nothing there yet
  std::optional<Access> access;  ///< of the regular file, if there is one
};

/// Throws IoError if nothing can be written there: the path is a folder, its folder does not exist, the file
/// is write-protected, or there are too many links.
[[nodiscard]] OutputTarget find_output_target(const std::string& path);

}  // namespace crowdvote
