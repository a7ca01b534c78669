#pragma once

/// How the files were interpreted, as text and as data, before anything is computed.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/format_figures.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace crowdvote {

/// The content of all files of votes: "4,030 votes by 369 users on 3,000 observations, 870 labels".
[[nodiscard]] std::string content_of_votes(const CrowdData& data);
/// The content of one file: the same, or "1,200 statements of users" for one of several files of votes.
[[nodiscard]] std::string content_of(const InputFile& file, const CrowdData& data);

/// The roles of the parts of a file, in the syntax that chooses columns: "observation=task, user=worker,
/// label=answer; left alone: time"; or the layout of a file without columns. At most ten of the columns that
/// were left alone are listed.
[[nodiscard]] std::string how_it_was_read(const InputFile& file);

/// The first column of the votes that was left alone although it is named like a time; empty if there is none
/// or if the time of the votes was read.
[[nodiscard]] std::string time_left_alone(const CrowdData& data);

/// A vote with its names.
struct NamedVote {
  std::string observation;
  std::string user;
  std::string label;
};
/// The first `most` votes, in the order of the observations.
[[nodiscard]] std::vector<NamedVote> first_votes(const CrowdData& data, std::size_t most = 3);

/// Each file with its format, the roles of its parts and its content; the first three votes; the other counts
/// of reading; and the warnings, to which the caller has added the remedies in the words of its front end.
/// CSV has a row `figure,value` for each value of the JSON:
///
///     {"files": [{"role", "path", "format", "bytes", "columns" | "layout", "left_alone", "holds"}],
///      "first_votes": [{"observation", "user", "label"}],
///      "counts": {"observations", "users", "labels", "votes", "abstentions", "replaced_votes", ...},
///      "findings": [{"kind", "of", "count", "examples"}],
///      "warnings": ["..."]}
[[nodiscard]] std::string format_inspection(const CrowdData& data, FiguresFormat format,
                                            const std::vector<std::string>& warnings);

}  // namespace crowdvote
