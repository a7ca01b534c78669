#pragma once

/// Outputs in parts: each of several processes writes its own file. If the name of an output contains `%r`,
/// the number of the process replaces it in the name of each part, and a manifest beside the parts combines
/// them into one output.

#include <crowdvote/output_file.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crowdvote::cli {

[[nodiscard]] bool is_in_parts(const std::string& path);
/// For process 3, labels-%r.csv becomes labels-00003.csv. Throws OptionError if the name of a folder contains
/// %r.
[[nodiscard]] std::string path_of_part(const std::string& path, std::size_t rank);
/// labels-%r.csv.zst has the manifest labels-manifest.json.
[[nodiscard]] std::string path_of_manifest(const std::string& path);

/// Writes into the manifest, in the first process, what the parts of all hold:
///
///     {"observations": 5,
///      "parts": [{"file": "labels-00000.csv", "observations": 3, "bytes": 90, "sha256": "…"}, …]}
///
/// \param part that this process has finished
/// \param n_observations of which it has rows
void write_manifest(OutputFile& manifest, const OutputFile& part, std::uint64_t n_observations,
                    const RunControl& control);

}  // namespace crowdvote::cli
