#pragma once

/// What the library means by a way out, in the words of the command line.

#include <crowdvote/errors.hpp>

#include <string>

namespace crowdvote::cli {

/// "--columns user=NAME names another", or nothing where the remedy is none.
[[nodiscard]] std::string way_out_text(const Remedy& remedy);

/// The text and, behind a semicolon, the way out.
[[nodiscard]] std::string with_way_out(const std::string& text, const Remedy& remedy);

}  // namespace crowdvote::cli
