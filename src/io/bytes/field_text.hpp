#pragma once

/// Fields of text formats, appended to a buffer.

#include <crowdvote/name_table.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Integers in decimal, doubles with the fewest digits that read back as the same number.
template <class Number>
void append_number(std::string& text, Number value) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  text.append(digits, end);
}

/// The number of characters this takes.
[[nodiscard]] inline std::size_t n_characters(std::int64_t number) {
  static constexpr auto kPowersOfTen = [] {
    std::array<std::uint64_t, 20> powers{1};
    for (std::size_t k = 1; k < powers.size(); ++k) powers[k] = 10 * powers[k - 1];
    return powers;
  }();
  const auto bits = static_cast<std::uint64_t>(number);
  const std::uint64_t size = (number < 0 ? ~bits + 1 : bits) | 1U;  // 0 has as many digits as 1
  const auto digits =
      static_cast<std::size_t>(std::bit_width(size)) * 1233 >> 12U;  // log10(2) is 1233 / 2^12
  return (number < 0 ? 1U : 0U) + digits + (size >= kPowersOfTen[digits] ? 1U : 0U);
}

/// The most characters of a double.
inline constexpr std::size_t kLongestNumber = 24;

/// Writes the decimal digits of an integer; returns the end. REQUIRES: room for kLongestNumber characters.
char* write_integer(char* begin, std::int64_t value);

/// Writes integers like write_integer, but faster if each is one more than the previous one.
class ConsecutiveIntegers {
 public:
  char* write(char* begin, std::int64_t value);

 private:
  std::int64_t last_ = -1;
  std::uint64_t digits_ = 0;  ///< of the last integer
};

/// A number rounded to 9 decimals, for differences: further digits are mostly rounding errors, and no
/// comparison considers them (see kEpsilon).
struct Rounded {
  double value;

  /// Rounds halves away from zero and never returns -0.
  [[nodiscard]] double rounded() const;
  /// Writes the same text as append_number does for rounded(), in a fraction of the time: nearly all numbers
  /// are multiples of the last decimal that fit into an integer. REQUIRES: room for kLongestNumber
  /// characters. Returns the end.
  char* write(char* begin) const;
};

/// Writes doubles as append_number does, or rounded. Caches some thousand texts: weights, their sums and
/// shares recur, and finding the shortest digits takes longer than writing the rest of a row.
class DoubleText {
 public:
  void append(std::string& text, double value);
  /// Appends null for a value that is not a JSON number.
  void append_json(std::string& text, double value);
  /// The cache slot of a value, to be prefetched before its text is needed.
  [[nodiscard]] const void* place_of(double value) const { return &entries_[index_of(value)]; }
  [[nodiscard]] const void* place_of(Rounded number) const { return &rounded_[index_of(number.value)]; }
  /// The number of characters of the text of a value. More lengths than texts are cached, as they take little
  /// room.
  [[nodiscard]] std::size_t length(double value) {
    return value == 1 ? 1 : find_length(value);  // true of nearly all shares
  }
  /// Like place_of, for `length`.
  [[nodiscard]] const void* place_of_length(double value) const {
    return lengths_of_.empty() ? nullptr : &lengths_of_[index_of(value, kBitsOfLength)];
  }
  /// Always writes kLongestNumber characters; returns the end of the text itself.
  char* write(char* begin, double value) { return copy(find(value), begin); }
  char* write(char* begin, Rounded number) {
    Entry& entry = rounded_[index_of(number.value)];
    if (!entry.is_of(number.value)) {
      entry.value = number.value;
      entry.length = static_cast<std::uint8_t>(number.write(entry.digits.data()) - entry.digits.data());
    }
    return copy(entry, begin);
  }

 private:
  struct alignas(8) Entry {
    double value = 0;
    std::array<char, kLongestNumber> digits = {};
    std::uint8_t length = 0;  ///< 0: slot is empty

    [[nodiscard]] bool is_of(double other) const {
      return length > 0 && std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(other);
    }
  };
  static char* copy(const Entry& entry, char* begin) {
    std::memcpy(begin, entry.digits.data(), kLongestNumber);
    return begin + entry.length;
  }
  const Entry& find(double value);
  std::size_t find_length(double value);

  static constexpr unsigned kBitsOfEntry = 12;
  static constexpr unsigned kBitsOfLength = 15;
  static std::size_t index_of(double value, unsigned n_bits = kBitsOfEntry) {
    constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15U;
    return (std::bit_cast<std::uint64_t>(value) * kGoldenRatio) >> (64U - n_bits);
  }

  std::vector<Entry> entries_ = std::vector<Entry>(std::size_t{1} << kBitsOfEntry);
  std::vector<Entry> rounded_ = std::vector<Entry>(std::size_t{1} << kBitsOfEntry);
  std::vector<double> lengths_of_;     ///< values; empty until a length is asked for
  std::vector<std::uint8_t> lengths_;  ///< 0: slot is empty
};

/// How table cells are written.
struct CellFormat {
  CellFormat(char separator_of_cells, bool is_for_spreadsheets = false)
      : separator(separator_of_cells), for_spreadsheets(is_for_spreadsheets) {}

  /// As RFC 4180 says: if the field contains the separator, a quote or a line break.
  [[nodiscard]] bool needs_quotes(std::string_view field) const;
  /// Whether a spreadsheet would evaluate the field.
  [[nodiscard]] bool is_formula(std::string_view field) const {
    return for_spreadsheets && !field.empty() &&
           std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos;
  }

  char separator;
  bool for_spreadsheets;  ///< texts that could be formulas begin with an apostrophe
};

/// Appends a field, quoted if necessary.
void append_delimited(std::string& text, std::string_view field, CellFormat format);
void append_delimited(std::string& text, const Name& name, CellFormat format);

/// Appends a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD.
void append_json_string(std::string& text, std::string_view field);
/// Appends a JSON number if the name is an integer, otherwise a string.
void append_json_name(std::string& text, const Name& name);
/// Always appends a JSON string.
void append_json_key(std::string& text, const Name& name);

}  // namespace crowdvote
