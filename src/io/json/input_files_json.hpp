#pragma once

/// The files of a run in a summary and in an inspection.

#include <crowdvote/crowd_data.hpp>

#include <vector>

#include <nlohmann/json.hpp>

namespace crowdvote {

/// An array of {"role", "path", "format", "bytes"} with "columns" ({role: name}) and "left_alone" of tables and
/// JSON lines, or "layout".
[[nodiscard]] nlohmann::ordered_json input_files_json(const std::vector<InputFile>& files);

}  // namespace crowdvote
