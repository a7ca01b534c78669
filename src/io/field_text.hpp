#pragma once

/// Fields of text formats, appended to a buffer.

#include <crowdvote/name_table.hpp>

#include <array>
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

/// Doubles as append_number has them. Remembers some thousands: weights, their sums and shares are values
/// that come again and again, and to find the fewest digits takes longer than all the rest of a row.
class DoubleText {
 public:
  static constexpr std::size_t kLongest = 24;

  void append(std::string& text, double value);
  /// null where it is no JSON number.
  void append_json(std::string& text, double value);
  /// Writes kLongest characters; returns the end of those that count.
  char* write(char* begin, double value) {
    const Entry& entry = find(value);
    std::memcpy(begin, entry.digits.data(), kLongest);
    return begin + entry.length;
  }

 private:
  struct Entry {
    double value = 0;
    std::uint8_t length = 0;  ///< 0: empty
    std::array<char, kLongest> digits = {};
  };
  const Entry& find(double value);

  static constexpr unsigned kBitsOfEntry = 12;
  std::vector<Entry> entries_ = std::vector<Entry>(std::size_t{1} << kBitsOfEntry);
};

/// Characters of a row, gathered to be appended at once: strings are slow to grow a few characters at a time.
class RowPiece {
 public:
  /// At most so many may be gathered: three integers, two doubles and as many separators as fit.
  static constexpr std::size_t kRoom = 128;

  void add(char c) { *end_++ = c; }
  template <class Integer>
  void add_number(Integer value) {
    end_ = std::to_chars(end_, characters_.data() + kRoom, value).ptr;
  }
  void add_double(DoubleText& doubles, double value) { end_ = doubles.write(end_, value); }
  /// Appends what was gathered, and is empty.
  void append_to(std::string& text) {
    text.append(characters_.data(), end_);
    end_ = characters_.data();
  }

 private:
  std::array<char, kRoom> characters_;
  char* end_ = characters_.data();
};

/// Quoted by RFC 4180 where it holds the separator, a quote or a line break.
void append_delimited(std::string& text, std::string_view field, char separator);
void append_delimited(std::string& text, const Name& name, char separator);

/// A JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string& text, std::string_view field);
/// A JSON number if the name is an integer, else a string.
void append_json_name(std::string& text, const Name& name);
/// A JSON string in any case.
void append_json_key(std::string& text, const Name& name);

}  // namespace crowdvote
