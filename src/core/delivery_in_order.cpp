#include "core/delivery_in_order.hpp"

#include <algorithm>

namespace crowdvote {

void DeliveryInOrder::run(const RunControl& control, const std::function<void()>& work) {
  for_each_block(n_threads_, 1, control, [&](const Block&, unsigned) {
    try {
      work();
    } catch (...) {
      stop_at(0);
      throw;
    }
  });
}

std::optional<std::size_t> DeliveryInOrder::take() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stop_at_) return std::nullopt;
    if (deliver_one(lock)) continue;
    const auto slot = std::find_if(slots_.begin(), slots_.end(),
                                   [](const Slot& any) { return any.state == Slot::State::free; });
    if (slot != slots_.end()) {
      slot->state = Slot::State::in_work;
      return static_cast<std::size_t>(slot - slots_.begin());
    }
    may_go_on_.wait(lock);
  }
}

void DeliveryInOrder::hand_in(std::size_t slot, std::size_t number) {
  std::unique_lock lock(mutex_);
  slots_[slot] = {Slot::State::waiting, number, 0};
  while (deliver_one(lock)) continue;
}

/// No other thread takes the same step at the same time, because its next number is not ready until this one
/// is done. Of several ready results, the one closest to freeing its slot is chosen.
DeliveryInOrder::Slot* DeliveryInOrder::find_ready() {
  Slot* ready = nullptr;
  for (Slot& slot : slots_) {
    if (slot.state != Slot::State::waiting || slot.number != next_[slot.step]) continue;
    if (stop_at_ && *stop_at_ <= slot.number) continue;
    if (ready == nullptr || ready->step < slot.step) ready = &slot;
  }
  return ready;
}

bool DeliveryInOrder::deliver_one(std::unique_lock<std::mutex>& lock) {
  Slot* const slot = find_ready();
  if (slot == nullptr) return false;
  slot->state = Slot::State::in_work;
  lock.unlock();
  deliver_(static_cast<std::size_t>(slot - slots_.data()), slot->step);
  lock.lock();
  ++next_[slot->step];
  const bool is_done = ++slot->step == next_.size();
  slot->state = is_done ? Slot::State::free : Slot::State::waiting;
  may_go_on_.notify_one();
  return true;
}

void DeliveryInOrder::stop_at(std::size_t number) {
  {
    const std::lock_guard lock(mutex_);
    stop_at_ = std::min(stop_at_.value_or(number), number);
  }
  may_go_on_.notify_all();
}

bool DeliveryInOrder::is_stopped() {
  const std::lock_guard lock(mutex_);
  return stop_at_.has_value();
}

void DeliveryInOrder::start_again(std::size_t next) {
  std::fill(slots_.begin(), slots_.end(), Slot{});
  std::fill(next_.begin(), next_.end(), next);
  stop_at_.reset();
}

}  // namespace crowdvote
