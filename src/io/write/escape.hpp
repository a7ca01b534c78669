#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace crowdvote {

/// Escapes text for use inside an HTML element or a quoted attribute.
[[nodiscard]] std::string escape_html(std::string_view text);

/// Writes the value as JSON that is safe inside a script element: no text in it can end the element, open a
/// comment or a script, or act as a line terminator of JavaScript. Invalid UTF-8 becomes U+FFFD.
[[nodiscard]] std::string json_for_script(const nlohmann::ordered_json& value);

}  // namespace crowdvote
