#pragma once

/// Threads over blocks whose results must come out in order, as in writing a file.

#include "core/delivery_in_order.hpp"
#include "core/parallel.hpp"

namespace crowdvote {

/// Calls work(block, slot) for every block of [0, n) on control.threads() threads, and after it, maybe on
/// another thread, deliver(block, slot): one at a time and in the order of the blocks. The slot is the
/// block's alone until it is delivered (see PerSlot). Exceptions and cancellation as for_each_block.
void for_each_block_in_order(std::size_t n, std::size_t block_size, const RunControl& control,
                             const std::function<void(const Block&, std::size_t slot)>& work,
                             const std::function<void(const Block&, std::size_t slot)>& deliver);

}  // namespace crowdvote
