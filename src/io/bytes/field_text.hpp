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

/// How many characters that takes.
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

/// Characters of a double.
inline constexpr std::size_t kLongestNumber = 24;

/// The decimal digits of an integer. Room for kLongestNumber is needed; returns the end.
char* write_integer(char* begin, std::int64_t value);

/// Writes integers as write_integer does, in less time where each is one more than the one before.
class ConsecutiveIntegers {
 public:
  char* write(char* begin, std::int64_t value);

 private:
  std::int64_t last_ = -1;
  std::uint64_t digits_ = 0;  ///< of the last
};

/// A number to 9 decimals, for differences: the digits behind them are mostly rounding, and no comparison looks at them
/// (see kEpsilon).
struct Rounded {
  double value;

  /// Halves away from zero; no -0.
  [[nodiscard]] double rounded() const;
  /// The same text as append_number has of rounded(), in a fraction of the time: nearly all numbers are whole
  /// multiples of the last decimal that integers hold. Room for kLongestNumber is needed; returns the end.
  char* write(char* begin) const;
};

/// Doubles as append_number has them, or rounded. Remembers some thousands: weights, their sums and shares are values
/// that come again and again, and to find the fewest digits takes longer than all the rest of a row.
class DoubleText {
 public:
  void append(std::string& text, double value);
  /// null where it is no JSON number.
  void append_json(std::string& text, double value);
  /// Of a value that is going to be asked for: fetches it into the cache.
  [[nodiscard]] const void* place_of(double value) const { return &entries_[index_of(value)]; }
  [[nodiscard]] const void* place_of(Rounded number) const { return &rounded_[index_of(number.value)]; }
  /// How many characters the text of a value has. More of the lengths are remembered, as they take little room.
  [[nodiscard]] std::size_t length(double value) {
    return value == 1 ? 1 : find_length(value);  // nearly all shares
  }
  /// As place_of, for `length`.
  [[nodiscard]] const void* place_of_length(double value) const {
    return lengths_of_.empty() ? nullptr : &lengths_of_[index_of(value, kBitsOfLength)];
  }
  /// Writes kLongestNumber characters; returns the end of those that count.
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
    std::uint8_t length = 0;  ///< 0: empty

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
  std::vector<std::uint8_t> lengths_;  ///< 0: none
};

/// How the cells of a table are written.
struct CellFormat {
  CellFormat(char separator_of_cells, bool is_for_spreadsheets = false)
      : separator(separator_of_cells), for_spreadsheets(is_for_spreadsheets) {}

  /// By RFC 4180: a field that holds the separator, a quote or a line break.
  [[nodiscard]] bool needs_quotes(std::string_view field) const;
  /// What a spreadsheet would run.
  [[nodiscard]] bool is_formula(std::string_view field) const {
    return for_spreadsheets && !field.empty() &&
           std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos;
  }

  char separator;
  bool for_spreadsheets;  ///< texts that could be formulas begin with an apostrophe
};

/// Quoted where it has to be.
void append_delimited(std::string& text, std::string_view field, CellFormat format);
void append_delimited(std::string& text, const Name& name, CellFormat format);

/// A JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string& text, std::string_view field);
/// A JSON number if the name is an integer, else a string.
void append_json_name(std::string& text, const Name& name);
/// A JSON string in any case.
void append_json_key(std::string& text, const Name& name);

}  // namespace crowdvote
