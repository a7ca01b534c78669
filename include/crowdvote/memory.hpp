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

/// The memory of the machine or the limit that the control groups (version 1 or 2, for example of a
/// container) set for this process, whichever is less; 0 if neither is known.
/// \param root folder that contains proc and sys
[[nodiscard]] std::uint64_t machine_memory(const std::filesystem::path& root = "/");

/// Asks the operating system to back this memory with huge pages; to be called before the memory is first
/// touched. If it can, fresh memory costs a quarter of the time and random reads miss fewer address
/// translations; otherwise, and for little memory, nothing happens.
void prefer_huge_pages(void* begin, std::size_t n_bytes);

}  // namespace crowdvote
