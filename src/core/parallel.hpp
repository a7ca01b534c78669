#pragma once

/// Threads over fixed blocks of an index range. Partition by data, never by thread: a result may depend on
/// the block, which is the same for any number of threads, and not on who worked on it.

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

/// Calls work(block, thread) for every block of [0, n), on control.threads() threads; `thread` is below that.
/// The blocks have `block_size` indices, the last maybe fewer. An exception of `work` stops the others at
/// their next block and is thrown to the caller; a cancelled run throws Cancelled.
void for_each_block(std::size_t n, std::size_t block_size, const RunControl& control,
                    const std::function<void(const Block&, unsigned thread)>& work);

/// What threads work with at a time. Every one lies in lines of the cache of its own: a string or vector
/// writes its size with every element, and two threads that do so in one line wait for each other all the
/// time.
template <class T>
class Separated {
 public:
  explicit Separated(std::size_t n) : places_(n) {}
  [[nodiscard]] T& operator[](std::size_t j) { return places_[j].value; }

 private:
  static constexpr std::size_t kTwoCacheLines = 128;  ///< which processors fetch in pairs
  struct alignas(kTwoCacheLines) Place {
    T value{};
  };
  std::vector<Place> places_;
};

/// What each thread works with.
template <class T>
class PerThread : public Separated<T> {
 public:
  explicit PerThread(const RunControl& control) : Separated<T>(control.threads()) {}
};

[[nodiscard]] constexpr std::size_t n_blocks(std::size_t n, std::size_t block_size) {
  return (n + block_size - 1) / block_size;
}

}  // namespace crowdvote
