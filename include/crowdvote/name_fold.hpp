#pragma once

/// Different spellings of one name.

#include <crowdvote/name_table.hpp>

#include <string>
#include <string_view>

namespace crowdvote {

/// The differences between names that are ignored.
struct NameFold {
  bool letter_case = false;  ///< case, as of Cat and cat, by Unicode's full case folding
  bool space = false;        ///< blanks around a name, and the number of blanks between its words
  bool unicode =
      false;  ///< forms of one text (NFKC): width, composed accents, ligatures, invisible characters
  bool number = false;  ///< forms of one number: 1, 1.0, 01 and 1e0; 1000, 1,000, 1'000 and 1 000

  [[nodiscard]] bool any() const { return letter_case || space || unicode || number; }
  [[nodiscard]] static NameFold all() { return {true, true, true, true}; }
};

/// A text that is the same for all spellings of a name; the text itself if nothing is folded.
[[nodiscard]] std::string fold(std::string_view text, const NameFold& by);

/// The shortest decimal form of a number: "1" for 01, +1, 1.0 and 10e-1, "1000000" for 1,000,000, 1'000'000,
/// 1 000 000 and 1.000.000. Any other text is returned unchanged: "1e999", and texts that are more than a
/// number.
[[nodiscard]] std::string shortest_number(std::string_view text);

}  // namespace crowdvote
