#include "core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace crowdvote {

unsigned RunControl::threads() const {
  if (n_threads != 0) return n_threads;
  return std::max(1U, std::thread::hardware_concurrency());
}

void for_each_block(std::size_t n, std::size_t block_size, const RunControl& control,
                    const std::function<void(const Block&, unsigned thread)>& work) {
  const std::size_t blocks = n_blocks(n, block_size);
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr failure;
  std::mutex failure_mutex;

  const auto run = [&](unsigned thread) {
    try {
      for (std::size_t b = next++; b < blocks && !failed && !control.cancelled(); b = next++) {
        work(Block{b, b * block_size, std::min(n, (b + 1) * block_size)}, thread);
      }
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      if (!failure) failure = std::current_exception();
      failed = true;
    }
  };

  const auto n_threads = static_cast<unsigned>(std::min<std::size_t>(control.threads(), blocks));
  {
    std::vector<std::jthread> helpers;
    try {
      for (unsigned thread = 1; thread < n_threads; ++thread) helpers.emplace_back(run, thread);
    } catch (const std::system_error&) {
      // The system allows no more threads: the existing ones do the work.
    }
    run(0);
  }
  if (failure) std::rethrow_exception(failure);
  control.throw_if_cancelled();
}

}  // namespace crowdvote
