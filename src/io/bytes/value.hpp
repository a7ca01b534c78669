#pragma once

/// The content of a field of a file, independent of the format.

#include <crowdvote/name_table.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace crowdvote {

/// Shortens a long text for messages, at a character boundary.
[[nodiscard]] std::string cut_short(std::string text);

/// A cell of a table is a name; an empty cell is the empty name. JSON distinguishes more kinds.
struct Value {
  enum class Kind : std::uint8_t {
    name,    ///< a 64-bit integer or a string: an integer in quotes is the same name
    number,  ///< with a fraction or an exponent, or more than 64 bits
    null,
    boolean,
    array,  ///< this and the following kinds are not scalars
    object,
    unreachable,  ///< a path cannot be followed; the text says where it ends
  };
  Kind kind = Kind::null;
  Name name = Name(std::int64_t{0});                         ///< for the kind name
  double number = std::numeric_limits<double>::quiet_NaN();  ///< for the kind number
  std::string_view text =
      {};  ///< of the kinds number, boolean, array and, where they are rows, object: as in the file

  static Value of(const Name& name) { return {.kind = Kind::name, .name = name}; }

  /// Whether the value is null, an empty cell or an empty string.
  [[nodiscard]] bool is_missing() const {
    return kind == Kind::null || (kind == Kind::name && !name.is_integer() && name.text().empty());
  }
  /// For messages: "the number 4.5", "an array", ...
  [[nodiscard]] std::string description() const;
  /// Why the value cannot be a name (an id, a label), and what to write instead. REQUIRES: kind is not name
  [[nodiscard]] std::string why_no_name() const;
};

}  // namespace crowdvote
