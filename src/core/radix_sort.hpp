#pragma once

/// Sorting by integers.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>

namespace crowdvote {

/// Sorts in place by a 64-bit key: byte by byte from the highest, and short parts by comparison. The order of
/// equal keys is unspecified. A pass over millions of values accesses memory at few places at a time, whereas
/// each comparison of a comparison sort mispredicts a branch.
/// \param key_of std::uint64_t key_of(value)
/// \param shift position, in bits, of the highest byte that may differ
template <class T, class KeyOf>
void radix_sort(std::span<T> values, const KeyOf& key_of, unsigned shift = 56) {
  constexpr std::size_t kShort = 512;
  constexpr std::size_t kBuckets = 256;
  if (values.size() <= kShort) {
    std::sort(values.begin(), values.end(), [&](const T& a, const T& b) { return key_of(a) < key_of(b); });
    return;
  }
  const auto bucket_of = [&](const T& value) { return static_cast<std::uint8_t>(key_of(value) >> shift); };
  std::array<std::size_t, kBuckets> end{};
  for (const T& value : values) ++end[bucket_of(value)];
  const bool is_one_bucket = end[bucket_of(values.front())] == values.size();
  if (is_one_bucket) {
    if (shift > 0) radix_sort(values, key_of, shift - 8);
    return;
  }
  std::partial_sum(end.begin(), end.end(), end.begin());
  std::array<std::size_t, kBuckets> next{};
  std::copy(end.begin(), end.end() - 1, next.begin() + 1);
  for (std::size_t b = 0; b < kBuckets; ++b) {
    while (next[b] < end[b]) {
      T& value = values[next[b]];
      const std::size_t bucket = bucket_of(value);
      if (bucket != b) std::swap(value, values[next[bucket]]);
      ++next[bucket];
    }
  }
  if (shift == 0) return;
  std::size_t begin = 0;
  for (const std::size_t bucket_end : end) {
    radix_sort(values.subspan(begin, bucket_end - begin), key_of, shift - 8);
    begin = bucket_end;
  }
}

}  // namespace crowdvote
