#pragma once

/// Large arrays of plain values.

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

namespace crowdvote {

/// Asks the operating system to back this memory with huge pages, before it is first touched. Where it can,
/// fresh memory costs a quarter and random reads miss fewer address translations; where it cannot, or for
/// little memory, nothing happens.
void prefer_huge_pages(void* begin, std::size_t n_bytes);

/// Makes a vector hold n copies of a value, its memory on huge pages.
template <class T>
void assign_on_huge_pages(std::vector<T>& values, std::size_t n, const T& value) {
  values = {};
  values.reserve(n);
  prefer_huge_pages(values.data(), n * sizeof(T));
  values.assign(n, value);
}

/// An array of fixed length whose values are not initialised: whoever writes first, from whatever thread,
/// pays for the fresh memory.
template <class T>
class FlatArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  FlatArray() = default;
  explicit FlatArray(std::size_t size) : values_(std::make_unique_for_overwrite<T[]>(size)), size_(size) {
    prefer_huge_pages(values_.get(), size * sizeof(T));
  }
  FlatArray(std::size_t size, const T& value) : FlatArray(size) { std::fill(begin(), end(), value); }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] T* data() { return values_.get(); }
  [[nodiscard]] const T* data() const { return values_.get(); }
  [[nodiscard]] T& operator[](std::size_t j) { return values_[j]; }
  [[nodiscard]] const T& operator[](std::size_t j) const { return values_[j]; }
  [[nodiscard]] T* begin() { return data(); }
  [[nodiscard]] T* end() { return data() + size_; }
  [[nodiscard]] const T* begin() const { return data(); }
  [[nodiscard]] const T* end() const { return data() + size_; }

 private:
  std::unique_ptr<T[]> values_;
  std::size_t size_ = 0;
};

}  // namespace crowdvote
