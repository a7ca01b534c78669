#pragma once

/// Sorts items by group: a stable counting sort.

#include "core/flat_array.hpp"
#include "core/parallel.hpp"
#include <crowdvote/run_control.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace crowdvote {

/// The sort has two steps, because the places of millions of groups do not fit into a cache: the items are
/// first distributed to a hundred parts, which are a hundred sequential streams, and then sorted part by
/// part. `Item` is a plain struct with a 32-bit `group`.
template <class Item>
class GroupSort {
 public:
  /// `for_each_item(begin, end, emit)` calls emit(item) for the items from the sources in [begin, end). It is
  /// called twice for each range of a partition of [0, n_sources), on several threads.
  template <class ForEachItem>
  GroupSort(std::size_t n_sources, const ForEachItem& for_each_item, const RunControl& control) {
    const std::size_t slice_size = n_sources / kSlices + 1;
    std::array<PlaceOfPart, kSlices> place{};
    for_each_block(n_sources, slice_size, control, [&](const Block& slice, unsigned) {
      PlaceOfPart count{};
      for_each_item(slice.begin, slice.end, [&](const Item& item) { ++count[part_of(item)]; });
      place[slice.index] = count;
    });
    items_ = FlatArray<Item>(turn_counts_into_places(place));
    for_each_block(n_sources, slice_size, control, [&](const Block& slice, unsigned) {
      PlaceOfPart next = place[slice.index];
      for_each_item(slice.begin, slice.end, [&](const Item& item) { items_[next[part_of(item)]++] = item; });
    });
  }

  [[nodiscard]] std::size_t size() const { return items_.size(); }

  /// Calls take(item, place) for every item, on several threads: the places of group g are begin[g] to
  /// begin[g + 1] - 1, in the order of the items. Returns begin. REQUIRES: groups are below n_groups.
  template <class Take>
  FlatArray<std::uint32_t> gather(std::size_t n_groups, const Take& take, const RunControl& control) const {
    // next[g] is the next place of group g, and at the end the place where group g + 1 begins.
    FlatArray<std::uint32_t> begin(n_groups + 2, 0);
    std::uint32_t* const next = begin.data() + 1;
    for_each_part(control, [&](const Item& item) { ++next[std::size_t{item.group} + 1]; });
    for (std::size_t g = 0; g < n_groups; ++g) next[g + 1] += next[g];
    for_each_part(control, [&](const Item& item) { take(item, next[item.group]++); });
    return begin;
  }

 private:
  static constexpr std::size_t kParts = 128;
  static constexpr std::size_t kSlices = 64;  ///< of the sources; each has its own place in every part
  /// Groups are assigned to parts in runs of this many neighbours, in turn, because groups with low numbers,
  /// such as those of users, are often larger.
  static constexpr std::size_t kNeighbours = 64;
  using PlaceOfPart = std::array<std::uint32_t, kParts>;

  static std::size_t part_of(const Item& item) { return item.group / kNeighbours % kParts; }

  /// Returns the number of items.
  std::uint32_t turn_counts_into_places(std::array<PlaceOfPart, kSlices>& place_of_slice) {
    std::uint32_t next = 0;
    for (std::size_t part = 0; part < kParts; ++part) {
      part_begin_[part] = next;
      for (PlaceOfPart& place : place_of_slice) {
        const std::uint32_t count = place[part];
        place[part] = next;
        next += count;
      }
    }
    part_begin_[kParts] = next;
    return next;
  }

  template <class Take>
  void for_each_part(const RunControl& control, const Take& take) const {
    for_each_block(kParts, 1, control, [&](const Block& part, unsigned) {
      for (std::uint32_t j = part_begin_[part.index]; j < part_begin_[part.index + 1]; ++j) take(items_[j]);
    });
  }

  FlatArray<Item> items_;
  std::array<std::uint32_t, kParts + 1> part_begin_{};
};

}  // namespace crowdvote
