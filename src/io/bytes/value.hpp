#pragma once

/// What stands in a field of a file, whatever the format of the file.

#include <crowdvote/name_table.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace crowdvote {

/// A text as messages show it: a long one is cut, at the start of a character.
[[nodiscard]] std::string cut_short(std::string text);

/// A cell of a table is a name: an empty one is the empty name. JSON tells more kinds apart.
struct Value {
  enum class Kind : std::uint8_t {
    name,    ///< a 64-bit integer or a string: an integer in quotes is the same name
    number,  ///< with a fraction or an exponent, or beyond 64 bits
    null,
    boolean,
    array,  ///< this kind and those behind it have no text of their own
    object,
    unreachable,  ///< a path that leads nowhere; the text says where it ends
  };
  Kind kind = Kind::null;
  Name name = Name(std::int64_t{0});                         ///< of the kind name
  double number = std::numeric_limits<double>::quiet_NaN();  ///< of the kind number
  std::string_view text =
      {};  ///< of the kinds number, boolean, array and, where they are rows, object: as in the file

  static Value of(const Name& name) { return {.kind = Kind::name, .name = name}; }

  /// null, an empty cell or an empty string.
  [[nodiscard]] bool is_missing() const {
    return kind == Kind::null || (kind == Kind::name && !name.is_integer() && name.text().empty());
  }
  /// For messages: "the number 4.5", "an array", ...
  [[nodiscard]] std::string description() const;
  /// Why the value is no name (an id, a label) and what to write. REQUIRES: kind is not name
  [[nodiscard]] std::string why_no_name() const;
};

}  // namespace crowdvote
