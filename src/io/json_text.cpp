#include "io/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::uint32_t kFirstHighSurrogate = 0xd800;
constexpr std::uint32_t kFirstLowSurrogate = 0xdc00;
constexpr std::uint32_t kEndOfSurrogates = 0xe000;

void append_utf8(std::uint32_t code_point, std::string& text) {
  const auto tail = [&](unsigned shift) {
    return static_cast<char>(0x80U | ((code_point >> shift) & 0x3fU));
  };
  if (code_point < 0x80) {
    text += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    text += static_cast<char>(0xc0U | (code_point >> 6));
    text += tail(0);
  } else if (code_point < 0x10000) {
    text += static_cast<char>(0xe0U | (code_point >> 12));
    text += tail(6);
    text += tail(0);
  } else {
    text += static_cast<char>(0xf0U | (code_point >> 18));
    text += tail(12);
    text += tail(6);
    text += tail(0);
  }
}

/// The four hexadecimal digits of `\uXXXX` that starts at `at`.
std::optional<std::uint32_t> code_unit(std::string_view raw, std::size_t at) {
  constexpr std::size_t kLength = 6;
  const std::string_view escape = raw.substr(std::min(at, raw.size()), kLength);
  if (escape.size() < kLength || escape[0] != '\\' || escape[1] != 'u') return std::nullopt;
  std::uint32_t unit = 0;
  const char* const end = escape.data() + kLength;
  const auto [stop, error] = std::from_chars(escape.data() + 2, end, unit, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return unit;
}

char simple_escape(char letter) {
  constexpr std::array<std::pair<char, char>, 8> kEscapes{{{'"', '"'},
                                                           {'\\', '\\'},
                                                           {'/', '/'},
                                                           {'b', '\b'},
                                                           {'f', '\f'},
                                                           {'n', '\n'},
                                                           {'r', '\r'},
                                                           {'t', '\t'}}};
  const auto* const found = std::find_if(kEscapes.begin(), kEscapes.end(),
                                         [&](const auto& escape) { return escape.first == letter; });
  return found == kEscapes.end() ? '\0' : found->second;
}

/// A code point that stands as one `\uXXXX`, or as two of them.
struct CodePoint {
  std::uint32_t value;
  std::size_t length;
};

std::optional<CodePoint> code_point(std::string_view raw, std::size_t at) {
  constexpr std::size_t kLength = 6;
  const auto unit = code_unit(raw, at);
  if (!unit) return std::nullopt;
  if (*unit < kFirstHighSurrogate || *unit >= kEndOfSurrogates) return CodePoint{*unit, kLength};
  const auto low = code_unit(raw, at + kLength);
  const bool is_pair =
      *unit < kFirstLowSurrogate && low && *low >= kFirstLowSurrogate && *low < kEndOfSurrogates;
  if (!is_pair) return std::nullopt;
  return CodePoint{0x10000 + ((*unit - kFirstHighSurrogate) << 10) + (*low - kFirstLowSurrogate),
                   2 * kLength};
}

/// How many bytes the UTF-8 sequence at `at` has; 0 if it is none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto is_tail = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return is_tail(1) ? 2 : 0;
  if (first >= 0xe0 && first < 0xf0) {
    const bool is_overlong = first == 0xe0 && byte(1) < 0xa0;
    const bool is_surrogate = first == 0xed && byte(1) >= 0xa0;
    return is_tail(1) && is_tail(2) && !is_overlong && !is_surrogate ? 3 : 0;
  }
  if (first >= 0xf0 && first < 0xf5) {
    const bool is_overlong = first == 0xf0 && byte(1) < 0x90;
    const bool is_too_large = first == 0xf4 && byte(1) >= 0x90;
    return is_tail(1) && is_tail(2) && is_tail(3) && !is_overlong && !is_too_large ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string_view TextArena::keep(std::string_view text) {
  if (text.empty()) return {};
  char* const copy = static_cast<char*>(memory_.allocate(text.size(), 1));
  std::copy(text.begin(), text.end(), copy);
  return {copy, text.size()};
}

std::optional<JsonFault> unescape_json(std::string_view raw, std::string& text) {
  for (std::size_t at = 0;;) {
    const std::size_t escape = std::min(raw.find('\\', at), raw.size());
    text.append(raw.substr(at, escape - at));
    if (escape == raw.size()) return std::nullopt;
    const char letter = escape + 1 < raw.size() ? raw[escape + 1] : '\0';
    if (letter == 'u') {
      const auto point = code_point(raw, escape);
      if (!point) {
        return JsonFault{escape,
                         R"(the escape \u needs four hexadecimal digits, two of them for a character )"
                         "beyond U+FFFF"};
      }
      append_utf8(point->value, text);
      at = escape + point->length;
    } else if (const char meant = simple_escape(letter); meant != '\0') {
      text += meant;
      at = escape + 2;
    } else {
      return JsonFault{escape, R"(a \ in a string must be followed by one of "\/bfnrtu; write \\ for a \ )"
                               "itself"};
    }
  }
}

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::string describe_byte(char byte) {
  if (byte == '\0') return "a NUL byte";
  if (byte > ' ' && byte < '\x7f') return fmt::format("'{}'", byte);
  return fmt::format("byte 0x{:02x}", static_cast<unsigned char>(byte));
}

}  // namespace crowdvote
