#pragma once

/// Threads over blocks whose results must come out in order, as in writing a file.

#include "core/parallel.hpp"

namespace crowdvote {

/// Calls work(block, thread) for every block of [0, n) on control.threads() threads, and deliver(block,
/// thread) after it on the same thread: one at a time and in the order of the blocks. A thread holds one
/// result until it is delivered, so memory is bounded by what the threads hold. Exceptions and cancellation
/// as for_each_block.
void for_each_block_in_order(std::size_t n, std::size_t block_size, const RunControl& control,
                             const std::function<void(const Block&, unsigned thread)>& work,
                             const std::function<void(const Block&, unsigned thread)>& deliver);

}  // namespace crowdvote
