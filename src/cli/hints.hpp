#pragma once

/// How the program speaks of the ways out of an error: the library's keys become flags.

#include <crowdvote/errors.hpp>

#include <string>
#include <string_view>

namespace crowdvote::cli {

/// A sentence, or nothing where the error says all there is.
[[nodiscard]] std::string hint_for(const Remedy& remedy);

/// The error's text with the hint behind it.
[[nodiscard]] std::string with_hint(std::string_view text, const Remedy& remedy);

}  // namespace crowdvote::cli
