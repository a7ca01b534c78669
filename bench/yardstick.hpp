#pragma once

/// The yardstick: one cold, one-thread simdjson On-Demand pass over a JSON file that only sums ids.
/// Everything else is measured as a multiple of this.

#include <cstdint>
#include <string>

namespace crowdvote::bench {

/// Reads the whole file and adds up its keys and values. The file is an object of objects or of scalars; keys
/// are read as integers, or counted by their length. Parser and text are new each time. Throws
/// simdjson::simdjson_error.
[[nodiscard]] std::uint64_t bare_pass(const std::string& path);

}  // namespace crowdvote::bench
