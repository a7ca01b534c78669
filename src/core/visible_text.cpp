#include <crowdvote/visible_text.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>

#include <fmt/format.h>

namespace crowdvote {

namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; }

struct Character {
  std::size_t length = 0;  ///< in bytes; 0 for a byte that begins no character
  char32_t code = 0;
};

/// REQUIRES: text is not empty
Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {1, lead};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {};
  char32_t code = lead & (0xffU >> (length + 1));
  for (const char byte : text.substr(1, length - 1)) {
    if (!is_continuation(byte)) return {};
    code = (code << 6U) | (static_cast<unsigned char>(byte) & 0x3fU);
  }
  return {length, code};
}

bool is_command(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x061c || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::string visible_text(std::string_view text, std::string_view kept) {
  std::string shown;
  while (!text.empty()) {
    const Character next = first_character(text);
    const std::size_t length = std::max<std::size_t>(next.length, 1);
    const bool is_kept = kept.find(text.front()) != std::string_view::npos;
    if (next.length == 0 || (next.length == 1 && is_command(next.code) && !is_kept)) {
      fmt::format_to(std::back_inserter(shown), "\\x{:02x}", static_cast<unsigned char>(text.front()));
    } else if (next.length > 1 && is_command(next.code)) {
      fmt::format_to(std::back_inserter(shown), "\\u{:04x}", static_cast<unsigned>(next.code));
    } else {
      shown += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return shown;
}

std::string without_middle(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  std::size_t head = most / 2;
  std::size_t tail = text.size() - most / 2;
  while (head > 0 && is_continuation(text[head])) --head;
  while (tail < text.size() && is_continuation(text[tail])) ++tail;
  return fmt::format("{}...{}", text.substr(0, head), text.substr(tail));
}

}  // namespace crowdvote
