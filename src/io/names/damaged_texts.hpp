#pragma once

/// Names whose text was damaged on its way, or was made for another place than a table of votes.

#include <cstdint>
#include <string_view>

namespace crowdvote {

enum class TextDamage : std::uint8_t {
  none,
  /// Read in another encoding than it was written in, as CafÃ© and Caf\uFFFD; or with letters of another alphabet that look
  /// like its own.
  garbled,
  /// With what stands for other characters in HTML, JSON or code, as A&amp;B, Caf\u00e9, b'cat' or np.int64(1)
  escaped
};
[[nodiscard]] TextDamage damage_of(std::string_view text);

/// The same. Tags of HTML, characters as a URL has them, and a line break as code has it are escapes, too: odd in a label,
/// and usual in the name of an observation, which may be a page or a text.
[[nodiscard]] TextDamage damage_of_label(std::string_view text);

}  // namespace crowdvote
