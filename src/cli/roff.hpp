#pragma once

/// Text for manual pages, in roff with the macros of man(7).

#include <string>
#include <string_view>

namespace crowdvote::cli {

/// The text without interpretation: roff sees no request, quote or hyphen in it. ASCII only.
[[nodiscard]] std::string roff_literal(std::string_view text);

[[nodiscard]] std::string roff_bold(std::string_view text);
[[nodiscard]] std::string roff_italic(std::string_view text);

/// A sentence as one line, with options such as --output in bold.
[[nodiscard]] std::string roff_prose(std::string_view text);

/// A paragraph that is indented behind its tag. \param tag, body in roff
[[nodiscard]] std::string roff_item(std::string_view tag, std::string_view body);

/// Indented lines that keep their line breaks and blanks.
[[nodiscard]] std::string roff_example(std::string_view lines);

/// A request with one argument, such as `.SH "EXIT STATUS"`.
[[nodiscard]] std::string roff_title(std::string_view request, std::string_view title);

}  // namespace crowdvote::cli
