#pragma once

/// Several processes within one, for tests of what they exchange: each is a thread.

#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <barrier>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <span>
#include <stdexcept>
#include <thread>
#include <vector>

namespace crowdvote {

/// The shared state: what each process has stored there between two barriers.
class SharedPlace {
 public:
  explicit SharedPlace(std::size_t n)
      : sent(n, std::vector<Exchange::Bytes>(n)), all_(static_cast<std::ptrdiff_t>(n)) {}

  void wait_for_all() { all_.arrive_and_wait(); }
  /// To be called when this process makes no more calls.
  void leave() { all_.arrive_and_drop(); }

  std::vector<std::vector<Exchange::Bytes>> sent;  ///< by sender and receiver

 private:
  std::barrier<> all_;
};

class ThreadExchange final : public Exchange {
 public:
  ThreadExchange(std::size_t rank, std::size_t size, SharedPlace& place)
      : rank_(rank), size_(size), place_(place) {}

  [[nodiscard]] std::size_t rank() const override { return rank_; }
  [[nodiscard]] std::size_t size() const override { return size_; }
  void swap_into(std::span<const std::span<const char>> parts, const Room& room) override {
    for (std::size_t r = 0; r < size_; ++r) place_.sent[rank_][r].assign(parts[r].begin(), parts[r].end());
    place_.wait_for_all();
    for (std::size_t r = 0; r < size_; ++r) {
      const Bytes& sent = place_.sent[r][rank_];
      std::copy(sent.begin(), sent.end(), room(r, sent.size()).begin());
    }
    place_.wait_for_all();
  }
  void sum(std::span<std::uint64_t> values) override { sum_values(values); }
  void sum(std::span<std::uint32_t> values) override { sum_values(values); }
  void sum(std::span<std::int32_t> values) override { sum_values(values); }
  [[nodiscard]] std::uint64_t bytes_sent() const override { return 0; }

 private:
  template <class Value>
  void sum_values(std::span<Value> values) {
    const auto of_all = gather_values(*this, std::vector<Value>(values.begin(), values.end()));
    for (std::size_t k = 0; k < values.size(); ++k) {
      values[k] = 0;
      for (const auto& of_process : of_all) values[k] += of_process.at(k);
    }
  }

  std::size_t rank_;
  std::size_t size_;
  SharedPlace& place_;
};

/// Runs the function once for each process, concurrently. Rethrows the first exception.
inline void run_processes(std::size_t size, const std::function<void(Exchange&)>& run) {
  SharedPlace place(size);
  std::vector<std::exception_ptr> thrown(size);
  std::vector<std::thread> threads;
  for (std::size_t rank = 0; rank < size; ++rank) {
    threads.emplace_back([&, rank] {
      ThreadExchange exchange(rank, size, place);
      try {
        run(exchange);
      } catch (...) {
        thrown[rank] = std::current_exception();
      }
      place.leave();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& one : thrown) {
    if (one) std::rethrow_exception(one);
  }
}

}  // namespace crowdvote
