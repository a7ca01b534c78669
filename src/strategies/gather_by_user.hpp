#pragma once

/// Values gathered by user: a counting sort that keeps the order of the values.

#include "core/parallel.hpp"
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <Eigen/Core>

namespace crowdvote {

using IdArray = Eigen::Array<std::uint32_t, Eigen::Dynamic, 1>;

/// The values of group g are values[begin[g]] to values[begin[g + 1] - 1].
struct Groups {
  IdArray begin;
  IdArray values;

  [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t group) const {
    return {values.data() + begin[static_cast<Eigen::Index>(group)],
            values.data() + begin[static_cast<Eigen::Index>(group) + 1]};
  }
};

/// `for_each_value(emit)` calls emit(group, value) for every value; it is run several times and from several
/// threads. Each thread looks at all values and takes those of its own groups, so no two write to one place
/// and the result is the same for any number of them.
template <class ForEachValue>
Groups gather(std::size_t n_groups, const ForEachValue& for_each_value, const RunControl& control) {
  // Neighbours share a thread, so threads do not write to one cache line; the shares are interleaved because
  // low user numbers vote most.
  constexpr unsigned kNeighbours = 6;
  const std::size_t n_shares = std::bit_floor(control.threads());
  const auto for_each_share = [&](const auto& take) {
    for_each_block(n_shares, 1, control, [&](const Block& share, unsigned) {
      for_each_value([&](std::size_t group, std::uint32_t value) {
        if (((group >> kNeighbours) & (n_shares - 1)) == share.index) take(group, value);
      });
    });
  };

  const auto n = static_cast<Eigen::Index>(n_groups);
  Groups groups;
  // begin[g + 2] counts group g, becomes the place of its next value, and ends as the begin of the group
  // behind it.
  groups.begin = IdArray::Zero(n + 2);
  std::uint32_t* const next = groups.begin.data() + 1;
  for_each_share([&](std::size_t group, std::uint32_t) { ++next[group + 1]; });
  for (std::size_t g = 0; g < n_groups; ++g) next[g + 1] += next[g];
  groups.values.resize(next[n_groups]);
  for_each_share([&](std::size_t group, std::uint32_t value) { groups.values[next[group]++] = value; });
  return groups;
}

}  // namespace crowdvote
