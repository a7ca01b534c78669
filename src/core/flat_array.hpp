#pragma once

/// Large arrays of plain values.

#include <crowdvote/memory.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

namespace crowdvote {

/// Empties a vector and reserves memory for n values, on huge pages.
template <class T>
void reserve_on_huge_pages(std::vector<T>& values, std::size_t n) {
  values = {};
  values.reserve(n);
  prefer_huge_pages(values.data(), n * sizeof(T));
}

/// Reserves memory for n values in a vector, on huge pages, and keeps its values.
template <class T>
void reserve_more_on_huge_pages(std::vector<T>& values, std::size_t n) {
  if (n <= values.capacity()) return;
  std::vector<T> more;
  reserve_on_huge_pages(more, n);
  more.insert(more.end(), values.begin(), values.end());
  values = std::move(more);
}
/// Reserves memory for n more values, with the growth of appending them one by one.
template <class T>
void grow_on_huge_pages(std::vector<T>& values, std::size_t n) {
  if (values.size() + n > values.capacity()) {
    reserve_more_on_huge_pages(values, std::max(values.size() + n, 2 * values.capacity()));
  }
}

/// Allocates uninitialised memory. Large blocks come directly from the operating system and are returned to
/// it at once, whereas the heap would keep freed memory. Throws std::bad_alloc.
[[nodiscard]] void* allocate_flat(std::size_t n_bytes);
void release_flat(void* memory, std::size_t n_bytes) noexcept;

/// An array of fixed length whose values are not initialised, so that the cost of touching fresh memory falls
/// to the thread that writes first.
template <class T>
class FlatArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  FlatArray() = default;
  explicit FlatArray(std::size_t size)
      : values_(static_cast<T*>(allocate_flat(size * sizeof(T))), Release{size}) {}
  FlatArray(std::size_t size, const T& value) : FlatArray(size) { std::fill(begin(), end(), value); }

  [[nodiscard]] std::size_t size() const { return values_ ? values_.get_deleter().size : 0; }
  [[nodiscard]] T* data() { return values_.get(); }
  [[nodiscard]] const T* data() const { return values_.get(); }
  [[nodiscard]] T& operator[](std::size_t j) { return values_[j]; }
  [[nodiscard]] const T& operator[](std::size_t j) const { return values_[j]; }
  [[nodiscard]] T* begin() { return data(); }
  [[nodiscard]] T* end() { return data() + size(); }
  [[nodiscard]] const T* begin() const { return data(); }
  [[nodiscard]] const T* end() const { return data() + size(); }

 private:
  struct Release {
    std::size_t size = 0;
    void operator()(T* values) const noexcept { release_flat(values, size * sizeof(T)); }
  };
  std::unique_ptr<T[], Release> values_;
};

}  // namespace crowdvote
