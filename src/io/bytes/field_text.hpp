#pragma once

/// Fields of text formats, appended to a buffer.

#include <crowdvote/name_table.hpp>

#include <algorithm>
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

/// Doubles as append_number has them. Remembers some thousands: weights, their sums and shares are values
/// that come again and again, and to find the fewest digits takes longer than all the rest of a row.
class DoubleText {
 public:
  static constexpr std::size_t kLongest = 24;

  void append(std::string& text, double value);
  /// null where it is no JSON number.
  void append_json(std::string& text, double value);
  /// Of a value that is going to be asked for: fetches it into the cache.
  [[nodiscard]] const void* place_of(double value) const { return &entries_[index_of(value)]; }
  /// Writes kLongest characters; returns the end of those that count.
  char* write(char* begin, double value) {
    const Entry& entry = find(value);
    std::memcpy(begin, entry.digits.data(), kLongest);
    return begin + entry.length;
  }

 private:
  struct alignas(8) Entry {
    double value = 0;
    std::array<char, kLongest> digits = {};
    std::uint8_t length = 0;  ///< 0: empty
  };
  const Entry& find(double value);
  static std::size_t index_of(double value) {
    constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15U;
    return (std::bit_cast<std::uint64_t>(value) * kGoldenRatio) >> (64U - kBitsOfEntry);
  }

  static constexpr unsigned kBitsOfEntry = 12;
  std::vector<Entry> entries_ = std::vector<Entry>(std::size_t{1} << kBitsOfEntry);
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

/// Writes rows at the end of a text, which has room in advance: strings are slow to grow a few characters at
/// a time. When the writer goes, the text ends where the rows do.
class RowWriter {
 public:
  RowWriter(std::string& text, CellFormat format) : text_(text), length_(text.size()), format_(format) {}
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;
  ~RowWriter() { text_.resize(length_); }

  void add(char c) {
    *room(1) = c;
    ++length_;
  }
  template <class Integer>
  void add_number(Integer value) {
    char* const begin = room(kRoom);
    length_ += static_cast<std::size_t>(std::to_chars(begin, begin + kRoom, value).ptr - begin);
  }
  void add_double(DoubleText& doubles, double value) {
    char* const begin = room(kRoom);
    length_ += static_cast<std::size_t>(doubles.write(begin, value) - begin);
  }
  /// What append(text) appends to a text that ends where the rows do.
  template <class Append>
  void add_by(const Append& append) {
    text_.resize(length_);
    append(text_);
    length_ = text_.size();
  }
  /// Quoted where it has to be.
  void add_field(const Name& name) {
    if (name.is_integer()) return add_number(name.value());
    const std::string_view field = name.text();
    if (format_.needs_quotes(field) || format_.is_formula(field)) {
      add_by([&](std::string& text) { append_delimited(text, field, format_); });
    } else {
      std::copy(field.begin(), field.end(), room(field.size()));
      length_ += field.size();
    }
  }

 private:
  static constexpr std::size_t kRoom = 32;  ///< for a number
  static constexpr std::size_t kGrowth = std::size_t{1} << 14;

  /// Where so many characters may be written.
  char* room(std::size_t n_characters) {
    if (text_.size() - length_ < n_characters) text_.resize(length_ + std::max(kGrowth, n_characters));
    return text_.data() + length_;
  }

  std::string& text_;
  std::size_t length_;  ///< of the text that counts
  CellFormat format_;
};

/// A JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string& text, std::string_view field);
/// A JSON number if the name is an integer, else a string.
void append_json_name(std::string& text, const Name& name);
/// A JSON string in any case.
void append_json_key(std::string& text, const Name& name);

}  // namespace crowdvote
