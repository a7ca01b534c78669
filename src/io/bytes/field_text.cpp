#include "io/bytes/field_text.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include <nlohmann/json.hpp>

namespace crowdvote {

namespace {

constexpr std::int64_t kDecimalScale = 1'000'000'000;

constexpr std::size_t kDigitsAtOnce = 8;

/// Computes the digits of a number below 10^8 including leading zeros, in parallel: first halves of four
/// digits, then of two, then single digits, in the lanes of a word, with the first digit in the lowest lane.
std::uint64_t digits_of(std::uint64_t number) {
  const std::uint64_t fours = number / 10'000 | number % 10'000 << 32U;
  const std::uint64_t hundreds = (fours * 10'486 >> 20U) & 0x7f'0000'007fU;  // 10486 / 2^20 is 1 / 100
  const std::uint64_t twos = hundreds + ((fours - 100 * hundreds) << 16U);
  const std::uint64_t tens = (twos * 103 >> 10U) & 0xf'000f'000f'000fU;  // 103 / 2^10 is 1 / 10
  return tens + ((twos - 10 * tens) << 8U);
}

void write_word(char* begin, std::uint64_t digits) {
  const std::uint64_t text = digits + 0x3030'3030'3030'3030U;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(begin, &text, kDigitsAtOnce);
  } else {
    for (std::size_t k = 0; k < kDigitsAtOnce; ++k) begin[k] = static_cast<char>(text >> 8 * k & 0xffU);
  }
}

bool has_one_word(std::int64_t value) {
  constexpr std::int64_t kMost = 100'000'000;
  return value > 0 && value < kMost;
}

/// Writes the digits without leading zeros. Returns the end.
char* write_without_zeros(char* begin, std::uint64_t digits) {
  const auto n_zeros = static_cast<std::size_t>(std::countr_zero(digits)) / 8;
  write_word(begin, digits >> 8 * n_zeros);
  return begin + kDigitsAtOnce - n_zeros;
}

/// Writes the digits without trailing zeros. Returns their number.
std::size_t write_decimals(char* begin, std::uint64_t number) {
  const std::uint64_t digits = digits_of(number);
  write_word(begin, digits);
  return kDigitsAtOnce - static_cast<std::size_t>(std::countl_zero(digits)) / 8;
}

}  // namespace

char* write_integer(char* begin, std::int64_t value) {
  return has_one_word(value) ? write_without_zeros(begin, digits_of(static_cast<std::uint64_t>(value)))
                             : std::to_chars(begin, begin + kLongestNumber, value).ptr;
}

char* ConsecutiveIntegers::write(char* begin, std::int64_t value) {
  if (!has_one_word(value)) return write_integer(begin, value);
  constexpr std::uint64_t kOneMore = std::uint64_t{1} << 56U;
  const bool carries = digits_ >= 9 * kOneMore;
  if (value == last_ + 1 && !carries) [[likely]] {
    digits_ += kOneMore;
  } else {
    digits_ = digits_of(static_cast<std::uint64_t>(value));
  }
  last_ = value;
  return write_without_zeros(begin, digits_);
}

const DoubleText::Entry& DoubleText::find(double value) {
  Entry& entry = entries_[index_of(value)];
  if (!entry.is_of(value)) {
    const auto [end, error] = std::to_chars(entry.digits.begin(), entry.digits.end(), value);
    entry.value = value;
    entry.length = static_cast<std::uint8_t>(end - entry.digits.begin());
  }
  return entry;
}

std::size_t DoubleText::find_length(double value) {
  if (lengths_.empty()) {
    lengths_of_.resize(std::size_t{1} << kBitsOfLength);
    lengths_.resize(lengths_of_.size());
  }
  const std::size_t index = index_of(value, kBitsOfLength);
  const bool is_known = lengths_[index] > 0 && std::bit_cast<std::uint64_t>(lengths_of_[index]) ==
                                                   std::bit_cast<std::uint64_t>(value);
  if (!is_known) {
    std::array<char, kLongestNumber> digits;
    lengths_of_[index] = value;
    lengths_[index] =
        static_cast<std::uint8_t>(std::to_chars(digits.begin(), digits.end(), value).ptr - digits.begin());
  }
  return lengths_[index];
}

void DoubleText::append(std::string& text, double value) {
  const Entry& entry = find(value);
  text.append(entry.digits.data(), entry.length);
}

void DoubleText::append_json(std::string& text, double value) {
  if (std::isfinite(value)) {
    append(text, value);
  } else {
    text += "null";
  }
}

double Rounded::rounded() const {
  constexpr auto kScale = static_cast<double>(kDecimalScale);
  return std::round(value * kScale) / kScale + 0.0;
}

char* Rounded::write(char* begin) const {
  // In this range, the shortest digits are those of the decimal number itself (at most 14), and an exponent
  // does not make them shorter.
  constexpr double kLeast = 0.001;
  constexpr double kMost = 99'999;
  const double size = std::abs(value);
  if (!(size == 0 || (size > kLeast && size < kMost))) {
    return std::to_chars(begin, begin + kLongestNumber, rounded()).ptr;
  }
  const double scaled = size * static_cast<double>(kDecimalScale);
  auto multiple = static_cast<std::int64_t>(scaled);
  if (scaled - static_cast<double>(multiple) >= 0.5) ++multiple;
  *begin = '-';  // written always: a branch on the sign would often be mispredicted
  begin += value < 0 ? 1 : 0;
  const std::int64_t whole = multiple / kDecimalScale;
  if (whole < 10) {
    *begin++ = static_cast<char>('0' + whole);
  } else {
    begin = write_integer(begin, whole);
  }
  const auto fraction = static_cast<std::uint64_t>(multiple % kDecimalScale);
  if (fraction == 0) return begin;
  *begin++ = '.';
  const std::size_t n_first = write_decimals(begin, fraction / 10);
  const std::uint64_t last = fraction % 10;
  begin[kDigitsAtOnce] = static_cast<char>('0' + last);
  return begin + (last > 0 ? kDigitsAtOnce + 1 : n_first);
}

bool CellFormat::needs_quotes(std::string_view field) const {
  return std::any_of(field.begin(), field.end(),
                     [this](char c) { return c == separator || c == '"' || c == '\n' || c == '\r'; });
}

void append_delimited(std::string& text, std::string_view field, CellFormat format) {
  const std::string_view mark = format.is_formula(field) ? "'" : "";
  if (!format.needs_quotes(field)) {
    text.append(mark);
    text.append(field);
    return;
  }
  text += '"';
  text.append(mark);
  for (const char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

void append_delimited(std::string& text, const Name& name, CellFormat format) {
  if (name.is_integer()) {
    append_number(text, name.value());
  } else {
    append_delimited(text, name.text(), format);
  }
}

void append_json_string(std::string& text, std::string_view field) {
  const bool is_plain = std::all_of(field.begin(), field.end(),
                                    [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (is_plain) {
    text += '"';
    text.append(field);
    text += '"';
    return;
  }
  text += nlohmann::json(field).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void append_json_name(std::string& text, const Name& name) {
  if (name.is_integer()) {
    append_number(text, name.value());
  } else {
    append_json_string(text, name.text());
  }
}

void append_json_key(std::string& text, const Name& name) {
  if (!name.is_integer()) {
    append_json_string(text, name.text());
    return;
  }
  text += '"';
  append_number(text, name.value());
  text += '"';
}

}  // namespace crowdvote
