#pragma once

/// Decides which parts of the files each of several processes reads.

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
  std::vector<FilePiece> pieces;  ///< to be read by this process, in the order of the files
  bool are_cut = false;           ///< whether any process reads only part of a file
};

/// Assigns all files, whole, to a single process.
[[nodiscard]] DealtVotes all_files(const std::vector<std::string>& paths);

/// Assigns each process the files that begin in its share of all bytes, so that the processes together, in
/// their order, read the files in the order given.
[[nodiscard]] DealtVotes deal_whole_files(const std::vector<std::string>& paths, const Exchange& processes);

/// Returns where a regular file can be cut at or shortly after an offset, or nothing if it cannot be cut. It
/// may throw any error of reading, which is reported when the file is read.
using FindCut = std::function<std::optional<std::uint64_t>(const std::string& path, std::uint64_t from)>;

/// Like deal_whole_files, but a file that extends into the shares of several processes is cut at places that
/// are probably right: see read_records. Collective: all processes call it.
[[nodiscard]] DealtVotes deal_pieces(const std::vector<std::string>& paths, const FindCut& find_cut,
                                     Exchange& processes);

/// What has to be the same in all pieces of a file, as text.
[[nodiscard]] std::string notes_of_piece(const InputFile& file, const ReadNotes& notes);

}  // namespace crowdvote
