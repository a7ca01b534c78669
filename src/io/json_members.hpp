#pragma once

/// What stands in a JSON object whose values are scalars, {key: scalar}, or objects of scalars,
/// {key: {key: scalar}}: the shapes of votes and of what stands beside them.

#include <crowdvote/name_table.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace crowdvote {

struct JsonKey {
  Name name;
  std::size_t offset;  ///< where the key stands in its window
};

struct JsonValue {
  enum class Kind : std::uint8_t {
    name,    ///< a 64-bit integer or a string: an integer in quotes is the same name
    number,  ///< with a fraction or an exponent, or beyond 64 bits
    null,
    boolean,
    array,
    object,  ///< where an object may not stand
  };
  Kind kind;
  Name name = Name(std::int64_t{0});                         ///< of the kind name
  double number = std::numeric_limits<double>::quiet_NaN();  ///< of the kind number
  std::string_view text = {};  ///< of the kinds number and boolean, as in the file

  /// For messages: "the number 4.5", "an array", ...
  [[nodiscard]] std::string description() const;
  /// Why the value is no name (an id, a label) and what to write. REQUIRES: kind is not name
  [[nodiscard]] std::string why_no_name() const;
};

/// Takes the members of a window one after the other. Texts live until the window is committed.
///
/// The functions that take something return what is wrong with it, a whole sentence without the place, or
/// nothing. What is wrong is told to the user; the rest is read on.
class JsonMembers {
 public:
  virtual ~JsonMembers() = default;
  /// A window begins; what the one before said is forgotten.
  virtual void clear() = 0;
  /// "key": value, in the top-level object.
  virtual std::string on_value(const JsonKey& key, const JsonValue& value) = 0;
  /// "key": {, in the top-level object.
  virtual std::string on_object_begin(const JsonKey& key) = 0;
  /// "key": value, in the object that was begun.
  virtual std::string on_object_value(const JsonKey& key, const JsonValue& value) = 0;
  virtual void on_object_end() {}
};

}  // namespace crowdvote
