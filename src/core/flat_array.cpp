#include "core/flat_array.hpp"

#include <cstddef>
#include <memory>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace crowdvote {

#ifdef __linux__

namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kMuch = std::size_t{4} << 20U;  ///< two huge pages

}  // namespace

void prefer_huge_pages(void* begin, std::size_t n_bytes) {
  if (n_bytes < kMuch) return;
  void* first_page = begin;
  std::size_t space = n_bytes;
  if (std::align(kPage, kMuch / 2, first_page, space) == nullptr) return;
  // This is only a hint: without it, small pages are used.
  (void)madvise(first_page, space / kPage * kPage, MADV_HUGEPAGE);
}

void* allocate_flat(std::size_t n_bytes) {
  if (n_bytes < kMuch) return ::operator new(n_bytes);
  void* const memory = mmap(nullptr, n_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  prefer_huge_pages(memory, n_bytes);
  return memory;
}

void release_flat(void* memory, std::size_t n_bytes) noexcept {
  if (n_bytes < kMuch) {
    ::operator delete(memory);
  } else {
    munmap(memory, n_bytes);
  }
}

#else

void prefer_huge_pages(void* /*begin*/, std::size_t /*n_bytes*/) {}

void* allocate_flat(std::size_t n_bytes) { return ::operator new(n_bytes); }

void release_flat(void* memory, std::size_t /*n_bytes*/) noexcept { ::operator delete(memory); }

#endif

}  // namespace crowdvote
