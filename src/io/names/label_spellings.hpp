#pragma once

/// Labels that are written in several ways.

#include <crowdvote/ids.hpp>
#include <crowdvote/name_fold.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <string>
#include <unordered_map>

namespace crowdvote {

/// Makes one label of its spellings, in the votes and in the table. The most frequent spelling stays (of
/// equally frequent ones the first in name order); labels stand in the order of the first spelling of each.
void join_spellings(NameTable& labels, VoteMatrixBuilder& votes, const NameFold& fold);

/// The label that a file beside the votes means.
class LabelFinder {
 public:
  /// The table must outlive the finder, and only the finder may add to it meanwhile.
  LabelFinder(NameTable& labels, const NameFold& fold);
  /// The label that has this spelling, or another of the same label; new if there is none.
  LabelId find(const Name& name);

 private:
  NameTable& labels_;
  NameFold fold_;
  std::unordered_map<std::string, LabelId> label_of_;  ///< by what its spellings have in common
};

}  // namespace crowdvote
