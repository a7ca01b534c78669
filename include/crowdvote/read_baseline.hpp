#pragma once

#include <crowdvote/baseline.hpp>
#include <crowdvote/run_control.hpp>

#include <string>

namespace crowdvote {

/// Reads what an earlier run wrote: a summary, or the JSON of a comparison. Throws IoError if the file cannot be
/// read and InputError if it is neither, or a figure in it is missing or cannot be.
[[nodiscard]] Baseline read_baseline(const std::string& path, const RunControl& control = {});

}  // namespace crowdvote
