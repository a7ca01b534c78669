#pragma once

/// How a caller controls a run: threads, progress, cancellation, memory.

#include <crowdvote/errors.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace crowdvote {

class Exchange;

/// Progress of a long step. `total` is 0 if it is not known.
struct Progress {
  std::string_view stage;  ///< "read", "aggregate", "write", ...
  std::size_t done = 0;    ///< bytes read, rounds done, rows written
  std::size_t total = 0;
  std::string_view detail = {};  ///< as in "812 users changed"; may be empty
};

struct RunControl {
  unsigned n_threads = 0;  ///< 0: as many as the machine has cores. Results do not depend on it.
  std::function<void(const Progress&)> progress = {};  ///< called from one thread at a time; may be empty
  const std::atomic<bool>* cancel = nullptr;           ///< checked between blocks of work

  /// Memory limit of this process in bytes; 0: no limit. Checked before work whose memory need is known,
  /// and while votes are read.
  std::uint64_t memory_limit = 0;

  /// The processes that share the run (exchange.hpp); null: a single process. Results do not depend on it.
  Exchange* processes = nullptr;

  /// The number of threads to use, at least 1.
  [[nodiscard]] unsigned threads() const;
  [[nodiscard]] bool cancelled() const {
    return cancel != nullptr && cancel->load(std::memory_order_relaxed);
  }
  void throw_if_cancelled() const {
    if (cancelled()) throw Cancelled();
  }
  void report(const Progress& now) const {
    if (progress) progress(now);
  }
  /// Throws MemoryError unless the present memory of the process plus `more_bytes` is within the limit.
  /// \param work the work that needs it, as in "reading the votes"
  void check_memory(std::string_view work, std::uint64_t more_bytes) const;
};

}  // namespace crowdvote
