#pragma once

/// The input files of a run as JSON, for summaries and inspections.

#include <crowdvote/crowd_data.hpp>

#include <vector>

#include <nlohmann/json.hpp>

namespace crowdvote {

/// An array of {"role", "path", "format", "bytes"} with "columns" ({role: name}) and "left_alone" for tables
/// and JSON lines, or "layout".
[[nodiscard]] nlohmann::ordered_json input_files_json(const std::vector<InputFile>& files);

}  // namespace crowdvote
