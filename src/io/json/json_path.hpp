#pragma once

/// Paths into JSON values.

#include "io/bytes/value.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

struct JsonStep {
  enum class Kind : std::uint8_t { key, index, match };
  Kind kind = Kind::key;
  std::string key = {};    ///< for a match: the key of the member to compare
  std::string value = {};  ///< for a match: the value that the member must have
  std::int64_t index = 0;  ///< from 0, or from -1 for the last
};

/// The steps of a path behind the name with which it begins:
///
///     path = step { step }
///     step = "." key | "[" index "]" | "[" key "=" value "]"
///
/// Keys end at a dot or a bracket; in double quotes, as in ["a.b"] and [task="T 0"], they may contain these.
/// Returns nothing if the text is not a path.
[[nodiscard]] std::optional<std::vector<JsonStep>> steps_of_path(std::string_view text);

/// Follows a path from a value:
///
///     .key           the member of an object
///     [0], [-1]      the element of a list
///     [key=value]    the first object of a list whose member has that value
///
/// A list that holds a single object stands for that object, and a text that is JSON for the value it
/// describes. A member, an element or an object that does not exist is null, and so is anything below null. A
/// value of the kind unreachable says where a path continues below a value that has no parts or below a list
/// of several objects. Texts of the result are views into the value or are stored in `texts`.
[[nodiscard]] Value follow_path(const Value& start, const std::vector<JsonStep>& steps,
                                std::deque<std::string>& texts);

}  // namespace crowdvote
