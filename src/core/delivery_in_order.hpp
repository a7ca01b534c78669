#pragma once

/// Slots for results that several threads make and that are delivered in order, in one or more steps. A
/// thread whose result is ready before its turn leaves it to the thread that delivers the previous one, and
/// continues with another.

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

/// The number of slots, which bounds the memory: one more than threads, so that one thread can run ahead.
[[nodiscard]] constexpr std::size_t n_slots(std::size_t n_threads) {
  return n_threads == 1 ? 1 : n_threads + 1;
}

/// A value per slot, for at most control.threads() threads.
template <class T>
class PerSlot : public Separated<T> {
 public:
  explicit PerSlot(const RunControl& control) : Separated<T>(n_slots(control.threads())) {}
};

/// Results are numbered 0, 1, 2, ... A number must be taken after its slot, because a thread that waits for a
/// slot must not hold back the result for which all others wait.
///
/// Each step processes one result at a time, in the order of the numbers and after the previous steps have
/// finished with that result; different steps run at the same time, on different results.
class DeliveryInOrder {
 public:
  using Deliver = std::function<void(std::size_t slot, std::size_t step)>;

  /// \param deliver runs one step of the delivery of a slot's content; the slot is free after the last step
  DeliveryInOrder(std::size_t n_threads, std::size_t n_steps, Deliver deliver)
      : n_threads_(n_threads), slots_(n_slots(n_threads)), next_(n_steps, 0), deliver_(std::move(deliver)) {}

  /// Calls work() on all threads at once. It must take slots and hand them in until take() returns nothing or
  /// there is no more work. An exception of one thread stops the others and is thrown to the caller. A
  /// cancelled run throws Cancelled.
  void run(const RunControl& control, const std::function<void()>& work);

  /// Waits for a free slot and returns it; empty if the work is stopped. Before that, it delivers results
  /// that other threads have left. Throws what `deliver` throws.
  std::optional<std::size_t> take();
  /// Leaves a result in its slot, and delivers whatever is ready for its next step.
  void hand_in(std::size_t slot, std::size_t number);

  /// Results from this number on are not delivered, and no thread waits any more.
  void stop_at(std::size_t number);
  [[nodiscard]] bool is_stopped();
  /// Frees all slots and continues with number `next`, after the results below it are delivered. REQUIRES: no
  /// thread is working.
  void start_again(std::size_t next);

 private:
  struct Slot {
    enum class State : std::uint8_t { free, in_work, waiting };
    State state = State::free;
    std::size_t number = 0;  ///< number of the waiting result
    std::size_t step = 0;    ///< the step for which it waits
  };

  [[nodiscard]] Slot* find_ready();
  bool deliver_one(std::unique_lock<std::mutex>& lock);

  std::size_t n_threads_;
  std::mutex mutex_;  ///< guards the members below
  std::condition_variable may_go_on_;
  std::vector<Slot> slots_;
  std::vector<std::size_t> next_;  ///< by step: the number that it processes next
  std::optional<std::size_t> stop_at_;
  Deliver deliver_;
};

}  // namespace crowdvote
