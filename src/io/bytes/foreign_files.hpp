#pragma once

/// Files that people have beside tables and JSON.

#include <crowdvote/errors.hpp>

#include <string_view>

namespace crowdvote {

inline constexpr std::string_view kParquetMagic = "PAR1";

/// What a file is that is no text of a kind read here, with a way to make such text of it, as a whole sentence
/// without its full stop: archives, spreadsheets, databases, web pages, text in other encodings. Empty where its
/// beginning does not tell. \param head the first bytes, some hundreds at least
[[nodiscard]] Notice foreign_file(std::string_view head);

}  // namespace crowdvote
