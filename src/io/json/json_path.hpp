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
  std::string key = {};    ///< of a match, that of the member to look at
  std::string value = {};  ///< of a match, the value that the member has to have
  std::int64_t index = 0;  ///< from 0, or from -1 for the last
};

/// The steps of a path behind the name where it begins:
///
///     path = step { step }
///     step = "." key | "[" index "]" | "[" key "=" value "]"
///
/// Keys end with a dot or a bracket; in double quotes, as in ["a.b"] and [task="T 0"], they may hold them. Nothing if
/// the text is no path.
[[nodiscard]] std::optional<std::vector<JsonStep>> steps_of_path(std::string_view text);

/// Where the path leads, from a value on:
///
///     .key           the member of an object
///     [0], [-1]      the element of a list
///     [key=value]    the first object of a list whose member has that value
///
/// A list of one object stands for it, and a text that is JSON for what it holds. A member, an element or an object
/// that is not there, and what lies behind null, are null. A value of the kind unreachable says where a path goes on
/// behind something that has no parts, or behind a list of several objects. Texts of the result are views into the
/// value or go to `texts`.
[[nodiscard]] Value follow_path(const Value& start, const std::vector<JsonStep>& steps,
                                std::deque<std::string>& texts);

}  // namespace crowdvote
