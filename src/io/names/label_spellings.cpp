#include "io/names/label_spellings.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace crowdvote {

void join_spellings(NameTable& labels, VoteMatrixBuilder& votes, const NameFold& by) {
  std::vector<std::size_t> n_statements(labels.size(), 0);
  for (const LabelId label : votes.labels()) {
    if (label != kNoLabel) ++n_statements[label];
  }
  std::unordered_map<std::string, LabelId> joined_of;
  std::vector<LabelId> joined(labels.size());
  std::vector<LabelId> shown;  // spelling to show, by joined label
  for (LabelId label = 0; label < labels.size(); ++label) {
    const auto [known, is_new] =
        joined_of.try_emplace(fold(labels.str(label), by), static_cast<LabelId>(shown.size()));
    joined[label] = known->second;
    if (is_new) {
      shown.push_back(label);
      continue;
    }
    LabelId& best = shown[known->second];
    const bool is_as_frequent = n_statements[label] == n_statements[best];
    if (n_statements[label] > n_statements[best] || (is_as_frequent && labels[label] < labels[best])) {
      best = label;
    }
  }
  if (shown.size() == labels.size()) return;
  NameTable rest;
  for (const LabelId label : shown) rest.intern(labels[label]);
  labels = std::move(rest);
  votes.rename_labels(joined);
}

LabelFinder::LabelFinder(NameTable& labels, const NameFold& by) : labels_(labels), fold_(by) {
  if (!fold_.any()) return;
  for (LabelId label = 0; label < labels.size(); ++label) {
    label_of_.try_emplace(fold(labels.str(label), fold_), label);
  }
}

LabelId LabelFinder::find(const Name& name) {
  if (!fold_.any()) return labels_.intern(name);
  const auto [known, is_new] =
      label_of_.try_emplace(fold(name.str(), fold_), static_cast<LabelId>(labels_.size()));
  return is_new ? labels_.intern(name) : known->second;
}

}  // namespace crowdvote
