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
  auto slot = slots_.end();
  may_take_.wait(lock, [&] {
    slot = std::find_if(slots_.begin(), slots_.end(),
                        [](const Slot& any) { return any.state == Slot::State::free; });
    return slot != slots_.end() || stop_at_;
  });
  if (stop_at_) return std::nullopt;
  slot->state = Slot::State::in_work;
  return static_cast<std::size_t>(slot - slots_.begin());
}

void DeliveryInOrder::hand_in(std::size_t slot, std::size_t number,
                           const std::function<void(std::size_t slot)>& deliver) {
  std::unique_lock lock(mutex_);
  slots_[slot] = {Slot::State::waiting, number};
  for (;;) {
    const auto next = std::find_if(slots_.begin(), slots_.end(), [this](const Slot& any) {
      return any.state == Slot::State::waiting && any.number == next_;
    });
    if (next == slots_.end() || (stop_at_ && *stop_at_ <= next_)) return;
    // Nobody else delivers: the next number is missing until this one is done.
    next->state = Slot::State::in_work;
    lock.unlock();
    deliver(static_cast<std::size_t>(next - slots_.begin()));
    lock.lock();
    ++next_;
    next->state = Slot::State::free;
    may_take_.notify_one();
  }
}

void DeliveryInOrder::stop_at(std::size_t number) {
  {
    const std::lock_guard lock(mutex_);
    stop_at_ = std::min(stop_at_.value_or(number), number);
  }
  may_take_.notify_all();
}

bool DeliveryInOrder::is_stopped() {
  const std::lock_guard lock(mutex_);
  return stop_at_.has_value();
}

void DeliveryInOrder::start_again(std::size_t next) {
  std::fill(slots_.begin(), slots_.end(), Slot{});
  next_ = next;
  stop_at_.reset();
}

}  // namespace crowdvote
