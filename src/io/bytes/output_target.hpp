#pragma once

/// Where the path of an output leads.

#include <optional>
#include <string>

#include <sys/types.h>

namespace crowdvote {

/// Who may do what with a file.
struct Access {
  mode_t permissions;
  uid_t owner;
  gid_t group;
};

struct OutputTarget {
  std::string path;              ///< absolute, symbolic links followed
  int descriptor = -1;           ///< of this process, where the path means one ("-", /dev/stdout, /dev/fd/3)
  bool is_replaceable = false;   ///< a regular file, or nothing yet
  std::optional<Access> access;  ///< of the regular file that is there
};

/// Throws IoError if nothing can be written there: a folder, a folder that does not exist, a file without
/// permission, too many links.
[[nodiscard]] OutputTarget find_output_target(const std::string& path);

}  // namespace crowdvote
