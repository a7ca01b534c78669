#pragma once

/// Folds most names without creating a string for each.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace crowdvote {

/// Operations on eight bytes in one integer, all eight at once.
namespace eight_bytes {

inline constexpr std::uint64_t kEach = 0x0101010101010101;
inline constexpr std::uint64_t kHigh = 0x80 * kEach;

/// Loads eight bytes of a text from a given position, padded with letters behind the end of the text.
[[nodiscard]] inline std::uint64_t load(std::string_view text, std::size_t at) {
  std::uint64_t word = 'a' * kEach;
  if (at + sizeof word <= text.size()) {
    std::memcpy(&word, text.data() + at, sizeof word);
    return word;
  }
  const std::size_t n = text.size() - at;
  const auto n_missing = static_cast<unsigned>(8 * (sizeof word - n));
  if (text.size() >= sizeof word) {
    std::uint64_t last = 0;
    std::memcpy(&last, text.data() + text.size() - sizeof last, sizeof last);
    return last >> n_missing | word << (64U - n_missing);
  }
  std::uint32_t half = 0;
  if (n >= sizeof half) {
    std::memcpy(&half, text.data() + n - sizeof half, sizeof half);
    word = word << (64U - n_missing) | std::uint64_t{half} << (32U - n_missing);
    std::memcpy(&half, text.data(), sizeof half);
    return word | half;
  }
  for (std::size_t i = 0; i < n; ++i) {
    word = word << 8U | static_cast<unsigned char>(text[n - 1 - i]);
  }
  return word;
}

/// Whether one of eight bytes below 0x80 is this character.
[[nodiscard]] inline bool holds(std::uint64_t word, char c) {
  const std::uint64_t differ = word ^ static_cast<unsigned char>(c) * kEach;
  return (~(differ + 0x7f * kEach) & kHigh) != 0;
}

/// Sets the highest bit of each byte that is a capital letter; all eight bytes must be below 0x80. The sum of
/// two bytes below 0x80 never carries into the next byte: its highest bit shows whether it has reached 0x80.
[[nodiscard]] inline std::uint64_t capitals(std::uint64_t word) {
  return (word + (0x80 - 'A') * kEach) & ~(word + (0x7f - 'Z') * kEach) & kHigh;
}

}  // namespace eight_bytes

/// Whether a text is printable ASCII with single blanks only inside. Without capitals, such a text is its own
/// fold. Tests eight bytes at a time, as every name is tested and most names of a large file are of this
/// kind.
template <bool may_have_capitals = true>
[[nodiscard]] bool is_plain(std::string_view text) {
  using eight_bytes::kEach;
  using eight_bytes::kHigh;
  if constexpr (std::endian::native != std::endian::little) return false;  // handled by the general fold
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  bool ends_with_blank = false;  // whether the previous eight bytes do
  for (std::size_t at = 0; at < text.size(); at += sizeof kEach) {
    const std::uint64_t word = eight_bytes::load(text, at);
    if ((word & kHigh) != 0) return false;
    const std::uint64_t from_blank = word + (0x80 - ' ') * kEach;
    const std::uint64_t from_delete = word + (0x80 - 0x7f) * kEach;
    const std::uint64_t capital = may_have_capitals ? 0 : eight_bytes::capitals(word);
    if (((~from_blank | from_delete | capital) & kHigh) != 0) return false;
    const std::uint64_t blank = ~(word + (0x7f - ' ') * kEach) & kHigh;
    if ((blank & blank << 8U) != 0 || (ends_with_blank && (blank & 0x80) != 0)) return false;
    ends_with_blank = (blank >> 63U) != 0;
  }
  return true;
}
[[nodiscard]] inline bool is_plain_and_lower(std::string_view text) { return is_plain<false>(text); }

/// Folds plain texts, in which only the letter case changes, regardless of whether blanks and Unicode forms
/// are folded.
class PlainFold {
 public:
  /// Returns nothing for a text that is not plain or is long, which `fold` has to handle. The view is valid
  /// until the next call.
  std::optional<std::string_view> operator()(std::string_view text) {
    if (text.size() > kLongest || !is_plain(text)) return std::nullopt;
    for (std::size_t at = 0; at < text.size(); at += sizeof(std::uint64_t)) {
      const std::uint64_t word = eight_bytes::load(text, at);
      const std::uint64_t lower = word | eight_bytes::capitals(word) >> 2U;  // 'a' - 'A' is 0x80 >> 2
      std::memcpy(lower_.data() + at, &lower, sizeof lower);
    }
    return std::string_view(lower_.data(), text.size());
  }

 private:
  static constexpr std::size_t kLongest = 256;
  std::array<char, kLongest> lower_;
};

/// REQUIRES: the text is plain.
[[nodiscard]] inline bool plain_holds_any_of(std::string_view text, std::string_view characters) {
  for (std::size_t at = 0; at < text.size(); at += sizeof(std::uint64_t)) {
    const std::uint64_t word = eight_bytes::load(text, at);
    for (const char c : characters) {
      if (eight_bytes::holds(word, c)) return true;
    }
  }
  return false;
}

}  // namespace crowdvote
