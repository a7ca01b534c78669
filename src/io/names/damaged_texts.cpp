#include "io/names/damaged_texts.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

// ---- Text in the wrong encoding.

/// REQUIRES: UTF-8
std::vector<char32_t> code_points_of(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t n = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    char32_t point = n == 1 ? first : first & (0x7fU >> n);
    for (std::size_t i = 1; i < n && at + i < text.size(); ++i) {
      point = point << 6U | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
    }
    points.push_back(point);
    at += n;
  }
  return points;
}

/// Returns the byte that encodes a code point beyond ASCII in Windows-1252 or else in Latin-1; 0 if neither
/// has it.
unsigned byte_in_windows(char32_t point) {
  // For the bytes from 0x80 on.
  constexpr std::array<char16_t, 32> kWindows{0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                              0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                              0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                              0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};
  if (point >= 0x80 && point <= 0xff) return point;
  const auto* const place = std::find(kWindows.begin(), kWindows.end(), point);
  return place == kWindows.end() || point == 0 ? 0 : 0x80U + static_cast<unsigned>(place - kWindows.begin());
}

/// Punctuation that may follow a letter in an undamaged text: quotes, dashes, dots.
bool is_punctuation(char32_t point) { return U"«»‘’“”…–—‹›°·´"sv.find(point) != std::u32string_view::npos; }

/// Takes each code point for the byte that encodes it in Windows-1252. Returns the length of the UTF-8
/// character that these bytes form; 0 if they form none, or if the code points may occur together in an
/// undamaged text.
std::size_t length_of_misread(std::span<const char32_t> points) {
  const auto follows = [&](std::size_t i) {
    const unsigned byte = i < points.size() ? byte_in_windows(points[i]) : 0;
    return byte >= 0x80 && byte < 0xc0;
  };
  const unsigned lead = byte_in_windows(points.front());
  if (lead < 0xc2 || !follows(1)) return 0;
  if (lead < 0xe0) return is_punctuation(points[1]) ? 0 : 2;
  if (!follows(2)) return 0;
  if (lead < 0xf0) {
    const bool is_byte_order_mark = points[0] == U'ï' && points[1] == U'»' && points[2] == U'¿';
    return lead == 0xe2 || is_byte_order_mark || !is_punctuation(points[1]) ? 3 : 0;
  }
  return lead == 0xf0 && follows(3) ? 4 : 0;
}

/// Greek and Cyrillic letters in UTF-8 begin with bytes that are letters in Windows-1252, so a single match
/// may be chance.
bool may_be_chance(char32_t lead) { return lead >= 0xc6 && lead < 0xe0; }

bool is_letter_of_ascii(char32_t point) {
  return (point >= U'a' && point <= U'z') || (point >= U'A' && point <= U'Z');
}
/// Cyrillic letters that look like Latin ones.
bool looks_latin(char32_t point) {
  return U"аеорсухіјѕАВЕКМНОРСТХІЈЅ"sv.find(point) != std::u32string_view::npos;
}

/// Whether a word of Latin letters contains Cyrillic letters that look like Latin ones. If it has other
/// Cyrillic letters too, it is made of two words.
bool has_disguised_letters(std::span<const char32_t> points) {
  bool has_latin = false;
  bool has_disguised = false;
  bool has_cyrillic = false;
  for (std::size_t i = 0; i <= points.size(); ++i) {
    const char32_t point = i < points.size() ? points[i] : U' ';
    const bool is_cyrillic = point >= 0x400 && point < 0x500;
    if (is_letter_of_ascii(point) || is_cyrillic) {
      has_latin = has_latin || !is_cyrillic;
      has_disguised = has_disguised || (is_cyrillic && looks_latin(point));
      has_cyrillic = has_cyrillic || (is_cyrillic && !looks_latin(point));
      continue;
    }
    if (has_latin && has_disguised && !has_cyrillic) return true;
    has_latin = has_disguised = has_cyrillic = false;
  }
  return false;
}

bool is_garbled(std::string_view text) {
  const std::vector<char32_t> points = code_points_of(text);
  if (has_disguised_letters(points)) return true;
  std::size_t n_chance = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const char32_t point = points[i];
    if (point == 0xfffd || (point >= 0x80 && point < 0xa0)) return true;
    if (point < 0x80) continue;
    // Typical of UTF-8 that was read in the encodings of old PCs and Macs.
    const bool is_before_other = i + 1 < points.size() && points[i + 1] > 0xa0;
    if (is_before_other && (point == U'├' || point == U'┬' || point == U'√')) return true;
    const std::size_t n = length_of_misread(std::span(points).subspan(i));
    if (n > 0 && (!may_be_chance(point) || ++n_chance > 1)) return true;
    if (n > 0) i += n - 1;
  }
  return false;
}

// ---- Text written for another medium.

bool is_figure(char c) { return c >= '0' && c <= '9'; }
bool is_hexadecimal(char c) { return is_figure(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_all(std::string_view text, bool (*is_such)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_such);
}

bool is_name_of_entity(std::string_view name) {
  constexpr std::array kNames{"amp"sv,   "lt"sv,     "gt"sv,     "quot"sv,  "apos"sv,   "nbsp"sv,  "szlig"sv,
                              "aelig"sv, "oelig"sv,  "hellip"sv, "ndash"sv, "mdash"sv,  "lsquo"sv, "rsquo"sv,
                              "ldquo"sv, "rdquo"sv,  "laquo"sv,  "raquo"sv, "euro"sv,   "pound"sv, "yen"sv,
                              "copy"sv,  "reg"sv,    "trade"sv,  "deg"sv,   "micro"sv,  "times"sv, "middot"sv,
                              "bull"sv,  "plusmn"sv, "shy"sv,    "iexcl"sv, "iquest"sv, "ordf"sv,  "ordm"sv,
                              "larr"sv,  "rarr"sv,   "le"sv,     "ge"sv,    "ne"sv};
  constexpr std::array kMarks{"acute"sv, "grave"sv, "circ"sv,  "uml"sv,  "tilde"sv,
                              "cedil"sv, "ring"sv,  "slash"sv, "caron"sv};
  if (std::find(kNames.begin(), kNames.end(), name) != kNames.end()) return true;
  return std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) {
    return name.size() == mark.size() + 1 && name.ends_with(mark) && is_letter(name.front());
  });
}

/// Finds entities such as &amp; &#233; &#xe9;
bool holds_entity(std::string_view text) {
  constexpr std::size_t kLongest = 8;
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const std::size_t end = text.find(';', at);
    if (end == std::string_view::npos) return false;
    const std::string_view name = text.substr(at + 1, end - at - 1);
    if (name.size() > kLongest) continue;
    if (is_name_of_entity(name)) return true;
    if (name.starts_with("#x") || name.starts_with("#X")) {
      if (is_all(name.substr(2), is_hexadecimal)) return true;
    } else if (name.starts_with('#') && is_all(name.substr(1), is_figure)) {
      return true;
    }
  }
  return false;
}

/// Finds escapes such as \u00e9 \xe9
bool holds_escape(std::string_view text) {
  for (std::size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 1)) {
    const std::string_view rest = text.substr(at + 1);
    const std::size_t n = rest.starts_with('u') ? 4 : rest.starts_with('x') ? 2 : 0;
    if (n > 0 && rest.size() > n && is_all(rest.substr(1, n), is_hexadecimal)) return true;
    if (rest.starts_with('"')) return true;
  }
  return false;
}

/// Finds printed values such as b'cat' np.int64(1) tensor(1) Decimal('1')
bool is_printed_by_code(std::string_view text) {
  constexpr std::array kBefore{"np."sv,        "numpy."sv,    "tensor("sv, "Decimal("sv,
                               "Timestamp("sv, "datetime."sv, "array("sv};
  if (text.size() > 3 && (text.starts_with("b'") || text.starts_with("u'") || text.starts_with("b\""))) {
    return text.back() == text[1];
  }
  return text.ends_with(')') && std::any_of(kBefore.begin(), kBefore.end(), [&](std::string_view before) {
           return text.starts_with(before);
         });
}

/// Finds bytes such as %20 or %C3%A9, but not in 50%20 and not in a link.
bool holds_byte_of_url(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return false;
  for (std::size_t at = text.find('%', 1); at != std::string_view::npos; at = text.find('%', at + 1)) {
    const std::string_view byte = text.substr(at + 1, 2);
    if (byte.size() == 2 && !is_figure(text[at - 1]) && is_all(byte, is_hexadecimal)) return true;
  }
  return false;
}

/// Finds tags such as </b> <br> <br/>
bool holds_tag(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::string_view rest = text.substr(at + 1);
    if (rest.starts_with("br>") || rest.starts_with("br/>") || rest.starts_with("br />")) return true;
    if (rest.size() > 2 && rest.front() == '/' && is_letter(rest[1])) return true;
  }
  return false;
}

/// Finds tags, bytes of a URL, and an escaped line break at the end.
bool is_marked_up(std::string_view label) {
  const bool ends_like_line = label.ends_with("\\n") || label.ends_with("\\r") || label.ends_with("\\t");
  return ends_like_line || holds_tag(label) || holds_byte_of_url(label);
}

// ---- Decides which of these checks are needed: every name of a large file is checked.

constexpr std::uint8_t kBeyondAscii = 1;
constexpr std::uint8_t kOfEscapes = 2;
constexpr std::uint8_t kOfMarkup = 4;

constexpr std::array kClassesOfByte = [] {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t byte = 0x80; byte < classes.size(); ++byte) classes[byte] = kBeyondAscii;
  for (const char c : "&\\'\")"sv) classes[static_cast<unsigned char>(c)] |= kOfEscapes;
  for (const char c : "<%\\"sv) classes[static_cast<unsigned char>(c)] |= kOfMarkup;
  return classes;
}();

unsigned classes_of(std::string_view text) {
  unsigned classes = 0;
  for (const char c : text) classes |= kClassesOfByte[static_cast<unsigned char>(c)];
  return classes;
}

}  // namespace

TextDamage damage_of(std::string_view text) {
  const unsigned classes = classes_of(text);
  if ((classes & kBeyondAscii) != 0 && is_garbled(text)) return TextDamage::garbled;
  const bool is_escaped =
      (classes & kOfEscapes) != 0 && (holds_entity(text) || holds_escape(text) || is_printed_by_code(text));
  return is_escaped ? TextDamage::escaped : TextDamage::none;
}

TextDamage damage_of_label(std::string_view text) {
  const unsigned classes = classes_of(text);
  if (classes == 0) return TextDamage::none;
  const TextDamage damage = damage_of(text);
  const bool is_other = damage != TextDamage::none || (classes & kOfMarkup) == 0 || !is_marked_up(text);
  return is_other ? damage : TextDamage::escaped;
}

}  // namespace crowdvote
