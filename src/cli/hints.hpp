#pragma once

/// Turns the library's remedies for errors into hints that mention the program's flags.

#include <crowdvote/errors.hpp>

#include <string>
#include <string_view>

namespace crowdvote::cli {

/// A sentence, or an empty text if the error itself says everything.
[[nodiscard]] std::string hint_for(const Remedy& remedy);

/// The error's text followed by the hint.
[[nodiscard]] std::string with_hint(std::string_view text, const Remedy& remedy);

}  // namespace crowdvote::cli
