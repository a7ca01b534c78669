#pragma once

/// Which of the shapes of votes a file has.

#include "io/byte_source.hpp"
#include <crowdvote/read_inputs.hpp>

#include <string_view>

namespace crowdvote {

struct DetectedFormat {
  VotesFormat format = VotesFormat::csv;  ///< never automatic
  char separator = ',';                   ///< of csv and tsv
};

/// `chosen`, or told by the first kilobytes:
///   {"a": {            JSON, unless the next line begins with '{' too
///   {"a": 4            JSON lines
///   [                  JSON, whose reader explains what it expects
///   else               a table: TSV if tabs part its first line, else CSV (with commas or semicolons)
/// Throws InputError if the file is empty.
[[nodiscard]] DetectedFormat detect_votes_format(ByteSource& source, VotesFormat chosen);

/// True if the text, which begins with '{', has a whole object on its first line and another behind it.
[[nodiscard]] bool has_an_object_a_line(std::string_view text);

/// "json", "csv", "tsv" or "jsonl".
[[nodiscard]] std::string_view name_of(VotesFormat format);

}  // namespace crowdvote
