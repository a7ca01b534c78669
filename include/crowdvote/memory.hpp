#pragma once

/// Memory of this process and of the machine, in bytes.

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace crowdvote {

/// Resident memory now; 0 if the system does not provide it.
[[nodiscard]] std::uint64_t resident_memory();

/// Peak resident memory so far; 0 if the system does not provide it.
[[nodiscard]] std::uint64_t peak_resident_memory();

/// The memory of the machine or, where that is less, what the control groups of this process (as of a
/// container, version 1 or 2) allow it; 0 where neither is known.
/// \param root under which proc and sys are
[[nodiscard]] std::uint64_t machine_memory(const std::filesystem::path& root = "/");

/// Asks the operating system to back this memory with huge pages, before it is first touched. Where it can,
/// fresh memory costs a quarter and random reads miss fewer address translations; where it cannot, or for
/// little memory, nothing happens.
void prefer_huge_pages(void* begin, std::size_t n_bytes);

}  // namespace crowdvote
