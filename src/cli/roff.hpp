#pragma once

/// Text for manual pages, in roff with the macros of man(7).

#include <string>
#include <string_view>

namespace crowdvote::cli {

/// The text as it stands: nothing in it is a request, a quote or a hyphen to roff. Of ASCII.
[[nodiscard]] std::string roff_literal(std::string_view text);

[[nodiscard]] std::string roff_bold(std::string_view text);
[[nodiscard]] std::string roff_italic(std::string_view text);

/// A sentence for people as one line, in which options such as --output are bold.
[[nodiscard]] std::string roff_prose(std::string_view text);

/// A paragraph that hangs from its tag. \param tag, body in roff
[[nodiscard]] std::string roff_item(std::string_view tag, std::string_view body);

/// Lines that keep their breaks and blanks, indented.
[[nodiscard]] std::string roff_example(std::string_view lines);

/// A request with one argument, as in `.SH "EXIT STATUS"`.
[[nodiscard]] std::string roff_title(std::string_view request, std::string_view title);

}  // namespace crowdvote::cli
