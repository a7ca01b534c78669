#pragma once

/// Labels with several spellings.

#include <crowdvote/ids.hpp>
#include <crowdvote/name_fold.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <string>
#include <unordered_map>

namespace crowdvote {

/// Merges the spellings of each label into one label, in the votes and in the table. The most frequent
/// spelling is kept (of equally frequent ones, the first in name order); labels are ordered by the first
/// occurrence of any of their spellings.
void join_spellings(NameTable& labels, VoteMatrixBuilder& votes, const NameFold& fold);

/// Finds the labels that a file beside the votes refers to.
class LabelFinder {
 public:
  /// The table must outlive the finder; until then, only the finder may add to it.
  LabelFinder(NameTable& labels, const NameFold& fold);
  /// Returns the label that has this spelling or another spelling of the same label; adds it if there is
  /// none.
  LabelId find(const Name& name);

 private:
  NameTable& labels_;
  NameFold fold_;
  std::unordered_map<std::string, LabelId> label_of_;  ///< by folded spelling
};

}  // namespace crowdvote
