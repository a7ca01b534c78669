#pragma once

/// Threads over fixed blocks of an index range. Partition by data, never by thread: a result may depend on
/// the block, which is the same for any number of threads, and not on who worked on it.

#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <functional>

namespace crowdvote {

/// Half-open range of indices.
struct Block {
  std::size_t index;  ///< number of the block
  std::size_t begin;
  std::size_t end;
};

/// Calls work(block, thread) for every block of [0, n), on control.threads() threads; `thread` is below that.
/// The blocks have `block_size` indices, the last maybe fewer. An exception of `work` stops the others at
/// their next block and is thrown to the caller; a cancelled run throws Cancelled.
void for_each_block(std::size_t n, std::size_t block_size, const RunControl& control,
                    const std::function<void(const Block&, unsigned thread)>& work);

[[nodiscard]] constexpr std::size_t n_blocks(std::size_t n, std::size_t block_size) {
  return (n + block_size - 1) / block_size;
}

}  // namespace crowdvote
