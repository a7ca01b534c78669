#include "core/ordered_blocks.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace crowdvote {

namespace {

/// Lets the holders of blocks through in the order of the blocks.
class Turnstile {
 public:
  /// Waits for the block's turn. False if it will never come, because another block failed or the run is
  /// cancelled.
  bool wait_for_turn(std::size_t block, const RunControl& control) {
    // A thread that sees the cancellation leaves without a word to those who wait for its block: hence the
    // glance at the clock.
    constexpr std::chrono::milliseconds kGlance{20};
    std::unique_lock lock(mutex_);
    while (next_ != block && !closed_) {
      if (control.cancelled()) return false;
      changed_.wait_for(lock, kGlance);
    }
    return !closed_;
  }

  void pass() {
    const std::lock_guard lock(mutex_);
    ++next_;
    changed_.notify_all();
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t next_ = 0;
  bool closed_ = false;
};

}  // namespace

void for_each_block_in_order(std::size_t n, std::size_t block_size, const RunControl& control,
                             const std::function<void(const Block&, unsigned thread)>& work,
                             const std::function<void(const Block&, unsigned thread)>& deliver) {
  Turnstile turnstile;
  for_each_block(n, block_size, control, [&](const Block& block, unsigned thread) {
    try {
      work(block, thread);
      if (!turnstile.wait_for_turn(block.index, control)) return;
      deliver(block, thread);
      turnstile.pass();
    } catch (...) {
      turnstile.close();
      throw;
    }
  });
}

}  // namespace crowdvote
