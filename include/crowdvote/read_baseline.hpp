#pragma once

#include <crowdvote/baseline.hpp>
#include <crowdvote/run_control.hpp>

#include <string>

namespace crowdvote {

/// Reads the output of an earlier run: a summary, or the JSON of a comparison. Throws IoError if the file
/// cannot be read, and InputError if it is neither of them or a figure in it is missing or impossible.
[[nodiscard]] Baseline read_baseline(const std::string& path, const RunControl& control = {});

}  // namespace crowdvote
