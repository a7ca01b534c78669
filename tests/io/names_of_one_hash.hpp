#pragma once

/// Different names with the same hash.

#include <string>

namespace crowdvote {

/// For texts of 17 to 128 bytes, XXH3 combines the first 8 bytes with a constant and multiplies the result
/// with the 8 bytes behind them: if the first 8 bytes equal the constant, the next 8 do not matter.
inline std::string name_of_one_hash(char letter) {
  return "\xb8\xfe\x6c\x39\x23\xa4\x4b\xbe" + std::string(8, letter) + "here is the end.";
}

}  // namespace crowdvote
