#pragma once

/// Long work apart from the interpreter: other threads of Python run meanwhile, Ctrl-C ends it, and progress is told to the
/// caller in the caller's own thread.

#include <crowdvote/run_control.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>

namespace crowdvote::python {

/// As keywords have it.
struct ControlOptions {
  unsigned threads = 0;
  std::uint64_t memory_limit = 0;
  pybind11::object progress = pybind11::none();  ///< called with (stage, done, total, detail)
};

/// Runs the work in a thread of its own and waits for it without the interpreter's lock.
class Interruptible {
 public:
  explicit Interruptible(const ControlOptions& options) : progress_(options.progress) {
    control_.n_threads = options.threads;
    control_.memory_limit = options.memory_limit;
    control_.cancel = &cancel_;
    if (!progress_.is_none()) control_.progress = [this](const Progress& now) { keep(now); };
  }

  /// Returns what `work(control)` returns. Throws what it throws, KeyboardInterrupt after Ctrl-C, and what the caller's
  /// function of progress throws; the work is cancelled then. REQUIRES: the interpreter's lock
  template <class Work>
  auto run(const Work& work) {
    using Result = std::invoke_result_t<Work, const RunControl&>;
    std::optional<Result> result;
    std::exception_ptr failure;
    std::thread worker([&] {
      try {
        result.emplace(work(control_));
      } catch (...) {
        failure = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      is_done_ = true;
      changed_.notify_one();
    });
    std::optional<pybind11::error_already_set> stopped = wait();
    {
      const pybind11::gil_scoped_release unlocked;
      worker.join();
    }
    if (stopped) throw std::move(*stopped);
    if (failure) std::rethrow_exception(failure);
    return std::move(*result);
  }

 private:
  struct Event {
    std::string stage;
    std::size_t done;
    std::size_t total;
    std::string detail;
  };

  void keep(const Progress& now) {
    const std::lock_guard lock(mutex_);
    events_.push_back({std::string(now.stage), now.done, now.total, std::string(now.detail)});
    changed_.notify_one();
  }

  /// Until the work is done; the error of Python that is to end it, if any.
  std::optional<pybind11::error_already_set> wait() {
    constexpr std::chrono::milliseconds kBetweenSignals{50};
    std::optional<pybind11::error_already_set> stopped;
    for (bool is_done = false; !is_done;) {
      std::vector<Event> events;
      {
        const pybind11::gil_scoped_release unlocked;
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, kBetweenSignals, [this] { return is_done_ || !events_.empty(); });
        is_done = is_done_;
        events.swap(events_);
      }
      if (stopped) continue;
      try {
        for (const Event& event : events) progress_(event.stage, event.done, event.total, event.detail);
        if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
      } catch (pybind11::error_already_set& error) {
        stopped.emplace(std::move(error));
        cancel_ = true;
      }
    }
    return stopped;
  }

  pybind11::object progress_;
  RunControl control_;
  std::atomic<bool> cancel_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_done_ = false;
  std::vector<Event> events_;
};

}  // namespace crowdvote::python
