#pragma once

/// Different names that have the same hash.

#include <string>

namespace crowdvote {

/// XXH3 multiplies the first 8 bytes of a text of 17 to 128, once they are combined with a constant, with the 8 bytes behind
/// them: where they are that constant, these do not count.
inline std::string name_of_one_hash(char letter) {
  return "\xb8\xfe\x6c\x39\x23\xa4\x4b\xbe" + std::string(8, letter) + "here is the end.";
}

}  // namespace crowdvote
