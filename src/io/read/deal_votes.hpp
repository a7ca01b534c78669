#pragma once

/// What each of several processes reads of the files of votes.

#include "io/read/read_records.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <string>
#include <vector>

namespace crowdvote {

struct FilePiece {
  std::string path;
  RecordRange range = {};
};

struct DealtVotes {
  std::vector<FilePiece> pieces;  ///< of this process, in the order of the files
  bool are_cut = false;           ///< some process reads a part of a file
};

/// All files, whole, to the one process that there is.
[[nodiscard]] DealtVotes all_files(const std::vector<std::string>& paths);

/// To each process a row of files, so that all together have them in their order: the files that begin in its part of all
/// bytes.
[[nodiscard]] DealtVotes deal_whole_files(const std::vector<std::string>& paths, const Exchange& processes);

/// The same, but a file that reaches into the parts of several processes is cut where that may be right: see
/// read_records. All processes call it.
[[nodiscard]] DealtVotes deal_pieces(const std::vector<std::string>& paths, const ReadOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
