#include <crowdvote/errors.hpp>
#include <crowdvote/memory.hpp>
#include <crowdvote/run_control.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

namespace crowdvote {

namespace {

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

/// The number at the start of the text, after blanks.
std::optional<std::uint64_t> leading_number(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

std::string first_line(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::uint64_t physical_memory(const std::filesystem::path& root) {
  constexpr std::string_view kKey = "MemTotal:";
  std::ifstream file(root / "proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(kKey)) continue;
    const auto kilobytes = leading_number(std::string_view(line).substr(kKey.size()));
    return kilobytes ? *kilobytes * 1024 : kNoLimit;
  }
  return kNoLimit;
}

/// The least limit of a group and its parents. A container may see its own group as the root, under any name,
/// so folders that do not exist are skipped.
std::uint64_t least_limit(const std::filesystem::path& hierarchy, std::filesystem::path group,
                          const char* limit_file) {
  std::uint64_t least = kNoLimit;
  for (group = group.relative_path();; group = group.parent_path()) {
    // The file contains "max" if there is no limit.
    least = std::min(least, leading_number(first_line(hierarchy / group / limit_file)).value_or(kNoLimit));
    if (group.empty()) return least;
  }
}

/// Lines of proc/self/cgroup: "0::/group" of version 2, "4:cpu,memory:/group" of version 1.
std::uint64_t control_group_limit(const std::filesystem::path& root) {
  std::uint64_t least = kNoLimit;
  std::ifstream file(root / "proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers =
        fmt::format(",{},", std::string_view(line).substr(first + 1, second - first - 1));
    const std::string group = line.substr(second + 1);
    if (controllers == ",,") {
      least = std::min(least, least_limit(root / "sys/fs/cgroup", group, "memory.max"));
    } else if (controllers.find(",memory,") != std::string::npos) {
      least = std::min(least, least_limit(root / "sys/fs/cgroup/memory", group, "memory.limit_in_bytes"));
    }
  }
  return least;
}

}  // namespace

std::uint64_t resident_memory() {
  const std::string line = first_line("/proc/self/statm");  // pages: all, resident, ...
  const auto pages = leading_number(std::string_view(line).substr(std::min(line.find(' '), line.size())));
  return pages.value_or(0) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::uint64_t peak_resident_memory() {
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts in kilobytes
}

std::uint64_t machine_memory(const std::filesystem::path& root) {
  const std::uint64_t least = std::min(physical_memory(root), control_group_limit(root));
  return least == kNoLimit ? 0 : least;
}

void RunControl::check_memory(std::string_view work, std::uint64_t more_bytes) const {
  if (memory_limit == 0) return;
  const std::uint64_t needed = resident_memory() + more_bytes;
  if (needed > memory_limit) throw MemoryError(work, needed, memory_limit);
}

}  // namespace crowdvote
