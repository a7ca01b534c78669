#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace crowdvote {

/// Text for the inside of an HTML element or of a quoted attribute.
[[nodiscard]] std::string escape_html(std::string_view text);

/// The value as JSON that may stand inside a script element: no text in it can end the element, open a
/// comment or a script, or be a line terminator of JavaScript. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_for_script(const nlohmann::ordered_json& value);

}  // namespace crowdvote
