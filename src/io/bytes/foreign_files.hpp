#pragma once

/// Recognises files that are neither tables nor JSON.

#include <crowdvote/errors.hpp>

#include <string_view>

namespace crowdvote {

inline constexpr std::string_view kParquetMagic = "PAR1";

/// Says what a file is if it cannot be read here, and how to convert it, as a whole sentence without its full
/// stop: archives, spreadsheets, databases, web pages, text in other encodings. Empty if the beginning of the
/// file does not show it. \param head the first bytes, at least some hundred
[[nodiscard]] Notice foreign_file(std::string_view head);

}  // namespace crowdvote
