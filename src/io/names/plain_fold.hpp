#pragma once

/// The folds of most names, without making a string of each.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace crowdvote {

/// Folds texts of which only the letter case changes, whether or not blanks and Unicode's forms are folded: printable ASCII
/// with single blanks inside.
class PlainFold {
 public:
  /// Nothing where the text is another one, or long: it is left to `fold`. The view lives until the next call.
  std::optional<std::string_view> operator()(std::string_view text) {
    if (text.empty() || text.size() > lower_.size() || text.front() == ' ' || text.back() == ' ')
      return std::nullopt;
    bool is_printable = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      is_printable &= c >= ' ' && c < '\x7f';
      lower_[i] = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    bool has_two_blanks = false;
    for (std::size_t i = 1; i < text.size(); ++i) has_two_blanks |= text[i - 1] == ' ' && text[i] == ' ';
    if (!is_printable || has_two_blanks) return std::nullopt;
    return std::string_view(lower_.data(), text.size());
  }

 private:
  std::array<char, 256> lower_;
};

/// Whether a text is plain in the sense of `PlainFold` and has no capitals, so that it is its own fold. Looks at eight
/// bytes at a time: most names of a large file are of this kind, and each is looked at.
[[nodiscard]] inline bool is_plain_and_lower(std::string_view text) {
  constexpr std::uint64_t kEach = 0x0101010101010101;
  constexpr std::uint64_t kHigh = 0x80 * kEach;
  if constexpr (std::endian::native != std::endian::little) return false;  // left to the fold
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  bool ends_with_blank = false;  // the eight bytes before
  for (std::size_t at = 0; at < text.size(); at += sizeof kEach) {
    std::uint64_t word = 'a' * kEach;
    std::memcpy(&word, text.data() + at, std::min(sizeof word, text.size() - at));
    if ((word & kHigh) != 0) return false;
    // No sum of bytes below 0x80 goes over into the next byte: its highest bit tells whether it has reached 0x80.
    const std::uint64_t from_blank = word + (0x80 - ' ') * kEach;
    const std::uint64_t from_delete = word + (0x80 - 0x7f) * kEach;
    const std::uint64_t capital = (word + (0x80 - 'A') * kEach) & ~(word + (0x7f - 'Z') * kEach);
    if (((~from_blank | from_delete | capital) & kHigh) != 0) return false;
    const std::uint64_t blank = ~(word + (0x7f - ' ') * kEach) & kHigh;
    if ((blank & blank << 8U) != 0 || (ends_with_blank && (blank & 0x80) != 0)) return false;
    ends_with_blank = (blank >> 63U) != 0;
  }
  return true;
}

}  // namespace crowdvote
