#pragma once

/// What each of several processes reads of the files.

#include "io/read/read_records.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstdint>
#include <functional>
#include <optional>
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

/// Where a regular file can be cut, near an offset and behind it; nothing where it cannot. It may throw whatever reading it
/// does, which is told when the file is read.
using FindCut = std::function<std::optional<std::uint64_t>(const std::string& path, std::uint64_t from)>;

/// The same, but a file that reaches into the parts of several processes is cut where that may be right: see
/// read_records. All processes call it.
[[nodiscard]] DealtVotes deal_pieces(const std::vector<std::string>& paths, const FindCut& find_cut,
                                     Exchange& processes);

/// What has to be the same in all pieces of a file.
[[nodiscard]] std::string notes_of_piece(const InputFile& file, const ReadNotes& notes);

}  // namespace crowdvote
