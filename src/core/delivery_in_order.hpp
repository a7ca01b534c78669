#pragma once

/// Room for results that several threads make and that are delivered in order, in one step or several. A thread whose
/// result is there before its turn leaves it to whoever delivers the one before, and goes on with another.

#include "core/parallel.hpp"
#include <crowdvote/run_control.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
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
///
/// Each step takes one result at a time, in the order of their numbers, after the steps before it are done with that
/// result; different steps are at work at once, with different results.
class DeliveryInOrder {
 public:
  using Deliver = std::function<void(std::size_t slot, std::size_t step)>;

  /// \param deliver takes one step of the delivery of what is in a slot; the slot is free after the last
  DeliveryInOrder(std::size_t n_threads, std::size_t n_steps, Deliver deliver)
      : n_threads_(n_threads), slots_(n_slots(n_threads)), next_(n_steps, 0), deliver_(std::move(deliver)) {}

  /// Calls work() on each of the threads at once. It is to take slots and hand them in until `take` gives
  /// nothing or there is no more to do. What one throws stops the others and goes to the caller. A cancelled
  /// run throws Cancelled.
  void run(const RunControl& control, const std::function<void()>& work);

  /// A free slot, as soon as there is one; nothing if the work is stopped. Delivers before that what others have left.
  /// What `deliver` throws goes to the caller.
  std::optional<std::size_t> take();
  /// Leaves a result in its slot, and delivers whatever is ready for its next step.
  void hand_in(std::size_t slot, std::size_t number);

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
    std::size_t step = 0;    ///< that it waits for
  };

  [[nodiscard]] Slot* find_ready();
  bool deliver_one(std::unique_lock<std::mutex>& lock);

  std::size_t n_threads_;
  std::mutex mutex_;  ///< guards what is below
  std::condition_variable may_go_on_;
  std::vector<Slot> slots_;
  std::vector<std::size_t> next_;  ///< by step: the number that it takes next
  std::optional<std::size_t> stop_at_;
  Deliver deliver_;
};

}  // namespace crowdvote
