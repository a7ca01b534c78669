#include "core/flat_array.hpp"

#include <cstddef>
#include <memory>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace crowdvote {

void prefer_huge_pages(void* begin, std::size_t n_bytes) {
#ifdef __linux__
  constexpr std::size_t kPage = 4096;
  constexpr std::size_t kWorthIt = std::size_t{4} << 20U;
  if (n_bytes < kWorthIt) return;
  void* first_page = begin;
  std::size_t space = n_bytes;
  if (std::align(kPage, kWorthIt / 2, first_page, space) == nullptr) return;
  // A hint: where it is refused, small pages do the same work.
  (void)madvise(first_page, space / kPage * kPage, MADV_HUGEPAGE);
#else
  (void)begin;
  (void)n_bytes;
#endif
}

}  // namespace crowdvote
