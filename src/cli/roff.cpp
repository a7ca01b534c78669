#include "cli/roff.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

/// Escapes characters that roff would interpret or typeset differently. The double quote is included because
/// of the arguments of macros.
std::string_view escape_of(char c) {
  switch (c) {
    case '\\':
      return "\\e";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '"':
      return "\\(dq";
    case '`':
      return "\\(ga";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    default:
      return {};
  }
}

bool is_of_name(char c) { return c == '-' || (c >= 'a' && c <= 'z'); }

/// The position of the next "--name" that does not continue a word; npos if there is none.
std::size_t find_option(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find("--", from); at != std::string_view::npos; at = text.find("--", at + 1)) {
    const bool begins = at == 0 || std::string_view(" ('").find(text[at - 1]) != std::string_view::npos;
    if (begins && at + 2 < text.size() && text[at + 2] != '-' && is_of_name(text[at + 2])) return at;
  }
  return std::string_view::npos;
}

}  // namespace

std::string roff_literal(std::string_view text) {
  std::string literal;
  if (text.starts_with('.')) literal = "\\&";
  for (const char c : text) {
    const std::string_view escape = escape_of(c);
    literal += escape.empty() ? std::string(1, c) : std::string(escape);
  }
  return literal;
}

std::string roff_bold(std::string_view text) { return fmt::format("\\fB{}\\fR", roff_literal(text)); }

std::string roff_italic(std::string_view text) { return fmt::format("\\fI{}\\fR", roff_literal(text)); }

std::string roff_prose(std::string_view text) {
  std::string line(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  const std::string_view words = line;
  std::string prose;
  std::size_t done = 0;
  for (std::size_t at = find_option(words, 0); at != std::string_view::npos; at = find_option(words, done)) {
    prose += roff_literal(words.substr(done, at - done));
    done = at;
    while (done < words.size() && is_of_name(words[done])) ++done;
    prose += roff_bold(words.substr(at, done - at));
  }
  return prose + roff_literal(words.substr(done));
}

std::string roff_item(std::string_view tag, std::string_view body) {
  return fmt::format(".TP\n{}\n{}\n", tag, body);
}

std::string roff_example(std::string_view lines) {
  std::string example = ".RS 4\n.EX\n";
  std::istringstream stream{std::string(lines)};
  for (std::string line; std::getline(stream, line);) example += roff_literal(line) + "\n";
  return example + ".EE\n.RE\n";
}

std::string roff_title(std::string_view request, std::string_view title) {
  return fmt::format(".{} \"{}\"\n", request, roff_literal(title));
}

}  // namespace crowdvote::cli
