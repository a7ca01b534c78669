#pragma once

/// Parallel work on blocks whose results must be delivered in order, as in writing a file.

#include "core/delivery_in_order.hpp"
#include "core/parallel.hpp"

namespace crowdvote {

/// Calls work(block, slot) for every block of [0, n) on control.threads() threads, and then deliver(block,
/// slot), possibly on another thread, one at a time and in the order of the blocks. No other block uses the
/// slot until the block is delivered (see PerSlot). Exceptions and cancellation are handled as in
/// for_each_block().
void for_each_block_in_order(std::size_t n, std::size_t block_size, const RunControl& control,
                             const std::function<void(const Block&, std::size_t slot)>& work,
                             const std::function<void(const Block&, std::size_t slot)>& deliver);

}  // namespace crowdvote
