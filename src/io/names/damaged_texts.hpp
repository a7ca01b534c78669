#pragma once

/// Detects names whose text was damaged on its way or was written for another medium than a table of votes.

#include <cstdint>
#include <string_view>

namespace crowdvote {

enum class TextDamage : std::uint8_t {
  none,
  /// Read in another encoding than it was written in, such as CafÃ© and Caf\uFFFD; or containing letters of
  /// another alphabet that look like those of its own.
  garbled,
  /// Contains notations of HTML, JSON or code for characters or values, such as A&amp;B, Caf\u00e9, b'cat' or
  /// np.int64(1).
  escaped
};
[[nodiscard]] TextDamage damage_of(std::string_view text);

/// The same for a label. HTML tags, percent-encoded characters and escaped line breaks count as escapes too:
/// they are odd in a label, but usual in the name of an observation, which may be a page or a text.
[[nodiscard]] TextDamage damage_of_label(std::string_view text);

}  // namespace crowdvote
