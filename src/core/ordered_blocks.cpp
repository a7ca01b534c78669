#include "core/ordered_blocks.hpp"

#include <algorithm>
#include <atomic>

namespace crowdvote {

void for_each_block_in_order(std::size_t n, std::size_t block_size, const RunControl& control,
                             const std::function<void(const Block&, std::size_t slot)>& work,
                             const std::function<void(const Block&, std::size_t slot)>& deliver) {
  const std::size_t blocks = n_blocks(n, block_size);
  PerSlot<Block> block_in(control);
  DeliveryInOrder slots(std::min<std::size_t>(control.threads(), blocks), 1,
                        [&](std::size_t slot, std::size_t) { deliver(block_in[slot], slot); });
  std::atomic<std::size_t> next{0};
  slots.run(control, [&] {
    while (const auto slot = slots.take()) {
      const std::size_t b = next++;
      if (b >= blocks) return;
      control.throw_if_cancelled();
      block_in[*slot] = {b, b * block_size, std::min(n, (b + 1) * block_size)};
      work(block_in[*slot], *slot);
      slots.hand_in(*slot, b);
    }
  });
}

}  // namespace crowdvote
