#pragma once

/// Runs other programs through the shell.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <sys/wait.h>

namespace crowdvote::testing {

struct ShellResult {
  int exit_code = -1;
  std::string out;  ///< both streams
};

inline ShellResult run_shell(const std::string& command) {
  std::FILE* const pipe = popen(("{ " + command + "; } 2>&1").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  ShellResult result;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    result.out.append(buffer.data(), n);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  return result;
}

/// Whether the program is in the search path.
inline bool has_program(const std::string& name) { return run_shell("command -v " + name).exit_code == 0; }

}  // namespace crowdvote::testing
