#include "strategies/gather.hpp"

namespace crowdvote {

Groups Gatherer::sort(std::size_t n_groups, const RunControl& control) const {
  const auto for_each_entry = [&](const auto& take) {
    for_each_block(kParts, 1, control, [&](const Block& part, unsigned) {
      for (std::uint32_t e = part_begin_[part.index]; e < part_begin_[part.index + 1]; ++e) take(entries_[e]);
    });
  };

  Groups groups;
  // next[g] is where the next value of group g goes. In the end that is where group g + 1 begins.
  groups.begin = FlatArray<std::uint32_t>(n_groups + 2, 0);
  std::uint32_t* const next = groups.begin.data() + 1;
  for_each_entry([&](const Entry& entry) { ++next[std::size_t{entry.group} + 1]; });
  for (std::size_t g = 0; g < n_groups; ++g) next[g + 1] += next[g];
  groups.values = FlatArray<std::uint32_t>(entries_.size());
  for_each_entry([&](const Entry& entry) { groups.values[next[entry.group]++] = entry.value; });
  return groups;
}

}  // namespace crowdvote
