#pragma once

/// Values gathered by group: a counting sort that keeps the order of the values.

#include "core/flat_array.hpp"
#include "core/parallel.hpp"
#include <crowdvote/run_control.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace crowdvote {

/// The values of group g are values[begin[g]] to values[begin[g + 1] - 1].
struct Groups {
  FlatArray<std::uint32_t> begin;
  FlatArray<std::uint32_t> values;

  [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t group) const {
    return {values.begin() + begin[group], values.begin() + begin[group + 1]};
  }
};

/// Gathers in two steps, because groups by the million are far from any cache: the values are first dealt to
/// a hundred parts, which is a hundred streams of writing, and then sorted part by part.
class Gatherer {
 public:
  /// `for_each_value(begin, end, emit)` calls emit(group, value) for the values of the items in [begin, end);
  /// it is run twice for each of some ranges that make up [0, n_items), on several threads. Groups are below
  /// n_groups.
  template <class ForEachValue>
  static Groups gather(std::size_t n_items, std::size_t n_groups, const ForEachValue& for_each_value,
                       const RunControl& control) {
    Gatherer gatherer;
    gatherer.deal(n_items, for_each_value, control);
    return gatherer.sort(n_groups, control);
  }

 private:
  static constexpr std::size_t kParts = 128;
  static constexpr std::size_t kSlices = 64;  ///< ranges of items, each with its own place in every part
  /// Groups are dealt to parts by so many neighbours, in turns: low numbers, as of users, are often the
  /// larger groups.
  static constexpr std::size_t kNeighbours = 64;

  struct Entry {
    std::uint32_t group;
    std::uint32_t value;
  };

  static std::size_t part_of(std::size_t group) { return group / kNeighbours % kParts; }

  template <class ForEachValue>
  void deal(std::size_t n_items, const ForEachValue& for_each_value, const RunControl& control) {
    const std::size_t slice_size = n_items / kSlices + 1;
    std::array<std::array<std::uint32_t, kParts>, kSlices> place{};
    for_each_block(n_items, slice_size, control, [&](const Block& slice, unsigned) {
      std::array<std::uint32_t, kParts> count{};
      for_each_value(slice.begin, slice.end,
                     [&](std::size_t group, std::uint32_t) { ++count[part_of(group)]; });
      place[slice.index] = count;
    });

    std::uint32_t next = 0;
    for (std::size_t part = 0; part < kParts; ++part) {
      part_begin_[part] = next;
      for (auto& place_of_slice : place) {
        const std::uint32_t count = place_of_slice[part];
        place_of_slice[part] = next;
        next += count;
      }
    }
    part_begin_[kParts] = next;

    entries_ = FlatArray<Entry>(next);
    for_each_block(n_items, slice_size, control, [&](const Block& slice, unsigned) {
      std::array<std::uint32_t, kParts> next_of_part = place[slice.index];
      for_each_value(slice.begin, slice.end, [&](std::size_t group, std::uint32_t value) {
        entries_[next_of_part[part_of(group)]++] = {static_cast<std::uint32_t>(group), value};
      });
    });
  }

  Groups sort(std::size_t n_groups, const RunControl& control) const;

  FlatArray<Entry> entries_;
  std::array<std::uint32_t, kParts + 1> part_begin_{};
};

}  // namespace crowdvote
