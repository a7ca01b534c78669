#pragma once

/// Files that people have beside tables and JSON.

#include <string>
#include <string_view>

namespace crowdvote {

/// What a file is that is no text of a kind read here, with a way to make such text of it, as a whole sentence
/// without its full stop: archives, spreadsheets, databases, web pages, text in other encodings. Empty where its
/// beginning does not tell. \param head the first bytes, some hundreds at least
[[nodiscard]] std::string foreign_file(std::string_view head);

}  // namespace crowdvote
