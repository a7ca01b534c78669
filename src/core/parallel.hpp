#pragma once

/// Parallel work on fixed blocks of an index range. Work is partitioned by data, never by thread: a result
/// may depend on the block, which is the same for any number of threads, but not on the thread that worked on
/// it.

#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <functional>
#include <vector>

namespace crowdvote {

/// Half-open range of indices.
struct Block {
  std::size_t index;  ///< number of the block
  std::size_t begin;
  std::size_t end;
};

/// Calls work(block, thread) for every block of [0, n), on control.threads() threads; `thread` is below that
/// number. The blocks have `block_size` indices, and the last one possibly fewer. An exception of `work`
/// stops the other threads at their next block and is thrown to the caller; a cancelled run throws Cancelled.
void for_each_block(std::size_t n, std::size_t block_size, const RunControl& control,
                    const std::function<void(const Block&, unsigned thread)>& work);

/// Values on which threads work at the same time. Each value has its own cache lines: a string or vector
/// writes its size with every element, and two threads that do so in one line keep waiting for each other.
template <class T>
class Separated {
 public:
  explicit Separated(std::size_t n) : places_(n) {}
  [[nodiscard]] T& operator[](std::size_t j) { return places_[j].value; }

 private:
  static constexpr std::size_t kTwoCacheLines = 128;  ///< processors fetch lines in pairs
  struct alignas(kTwoCacheLines) Place {
    T value{};
  };
  std::vector<Place> places_;
};

/// A value per thread.
template <class T>
class PerThread : public Separated<T> {
 public:
  explicit PerThread(const RunControl& control) : Separated<T>(control.threads()) {}
};

[[nodiscard]] constexpr std::size_t n_blocks(std::size_t n, std::size_t block_size) {
  return (n + block_size - 1) / block_size;
}

}  // namespace crowdvote
