#pragma once

/// The yardstick: one pass of simdjson On-Demand over a JSON file, cold and on one thread, that only sums
/// ids. All other measurements are multiples of this.

#include <cstdint>
#include <string>

namespace crowdvote::bench {

/// Reads the whole file and adds up its keys and values. The file is an object of objects or of scalars; keys
/// are read as integers, or counted by their length. Parser and text are created anew for each call. Throws
/// simdjson::simdjson_error.
[[nodiscard]] std::uint64_t bare_pass(const std::string& path);

}  // namespace crowdvote::bench
