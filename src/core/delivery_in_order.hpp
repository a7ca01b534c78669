#pragma once

/// Room for results that several threads make and that are delivered in order, one at a time. A thread whose
/// result is there before its turn leaves it to whoever delivers the one before, and goes on with another.

#include "core/parallel.hpp"
#include <crowdvote/run_control.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace crowdvote {

/// Memory is bounded by what the slots hold: one more than threads, so that one thread may run ahead.
[[nodiscard]] constexpr std::size_t n_slots(std::size_t n_threads) {
  return n_threads == 1 ? 1 : n_threads + 1;
}

/// What stands in each slot, where control.threads() threads work or fewer.
template <class T>
class PerSlot : public Separated<T> {
 public:
  explicit PerSlot(const RunControl& control) : Separated<T>(n_slots(control.threads())) {}
};

/// Results are numbered 0, 1, 2, ... A number has to be taken after its slot: whoever waits for a slot must
/// not hold back the result that all others wait for.
class DeliveryInOrder {
 public:
  explicit DeliveryInOrder(std::size_t n_threads) : n_threads_(n_threads), slots_(n_slots(n_threads)) {}

  /// Calls work() on each of the threads at once. It is to take slots and hand them in until `take` gives
  /// nothing or there is no more to do. What one throws stops the others and goes to the caller. A cancelled
  /// run throws Cancelled.
  void run(const RunControl& control, const std::function<void()>& work);

  /// A free slot, as soon as there is one; nothing if the work is stopped.
  std::optional<std::size_t> take();
  /// Leaves a result in its slot. Calls deliver(slot) for it if its turn has come, and then for those behind
  /// it that wait for theirs; each slot is free afterwards. What `deliver` throws goes to the caller.
  void hand_in(std::size_t slot, std::size_t number, const std::function<void(std::size_t slot)>& deliver);

  /// No result from this number on is delivered, and nobody waits any more.
  void stop_at(std::size_t number);
  [[nodiscard]] bool is_stopped();
  /// Makes all slots free and goes on, after the results below `next` are delivered. REQUIRES: no thread is
  /// at work.
  void start_again(std::size_t next);

 private:
  struct Slot {
    enum class State : std::uint8_t { free, in_work, waiting };
    State state = State::free;
    std::size_t number = 0;  ///< of the result that waits
  };

  std::size_t n_threads_;
  std::mutex mutex_;  ///< guards what is below
  std::condition_variable may_take_;
  std::vector<Slot> slots_;
  std::size_t next_ = 0;
  std::optional<std::size_t> stop_at_;
};

}  // namespace crowdvote
