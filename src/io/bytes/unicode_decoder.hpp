#pragma once

/// Text in UTF-16 and UTF-32, as spreadsheets save "Unicode text".

#include "io/bytes/byte_filter.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace crowdvote {

/// The encoding that a byte order mark tells: "UTF-16LE", "UTF-16BE", "UTF-32LE" or "UTF-32BE"; empty without
/// one of these. \param head the first four bytes of a file
[[nodiscard]] std::string_view encoding_of(std::string_view head);

/// Turns such text into UTF-8, its byte order mark too. It throws InputError where they are no characters.
/// \param file for messages
[[nodiscard]] std::unique_ptr<ByteFilter> make_unicode_decoder(const std::string& file,
                                                               std::string_view encoding,
                                                               ByteFilter::ReadBytes read);

}  // namespace crowdvote
