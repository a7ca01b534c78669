#pragma once

/// Gives labels the same ids in all processes that share a run, including labels that only a file beside the
/// votes has.

#include <crowdvote/exchange.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/run_control.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace crowdvote {

/// Each process has found labels, from n_known on, in its part of a file. They get the ids that a single
/// process would give them: the labels of all processes in the order of their first occurrence in the file.
/// \param first_place the first occurrence of each label that this process has found
/// Returns the new ids of these labels.
[[nodiscard]] std::vector<LabelId> join_new_labels(NameTable& labels, std::size_t n_known,
                                                   const std::vector<std::uint64_t>& first_place,
                                                   Exchange& processes);

/// The same for a column of labels. \param for_each calls its argument with the position in the file and the
/// label there, for every value; labels that were known before keep their ids
template <class ForEach>
void number_labels_alike(NameTable& labels, std::size_t n_known, const RunControl& control,
                         const ForEach& for_each) {
  if (control.processes == nullptr) return;
  std::vector<std::uint64_t> first_place(labels.size() - n_known, std::numeric_limits<std::uint64_t>::max());
  for_each([&](std::uint64_t place, LabelId label) {
    if (label == kNoLabel || label < n_known) return;
    first_place[label - n_known] = std::min(first_place[label - n_known], place);
  });
  const std::vector<LabelId> ids = join_new_labels(labels, n_known, first_place, *control.processes);
  for_each([&](std::uint64_t /*place*/, LabelId& label) {
    if (label != kNoLabel && label >= n_known) label = ids[label - n_known];
  });
}

}  // namespace crowdvote
