/// Numbers as text: the fast functions give the same results as std::to_chars.

#include "io/bytes/field_text.hpp"

#include "io/write/write_table.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

std::string text_of(double value) {
  char text[kLongestNumber];
  return {text, Rounded{value}.write(text)};
}

std::string shortest_text_of(double value) {
  std::string text;
  append_number(text, Rounded{value}.rounded());
  return text;
}

TEST(WholeNumber, is_known_to_have_as_many_characters_as_its_text) {
  std::vector<std::int64_t> numbers{0, std::numeric_limits<std::int64_t>::min(),
                                    std::numeric_limits<std::int64_t>::max()};
  for (std::int64_t power = 1; power < 1'000'000'000'000'000'000; power *= 10) {
    for (const std::int64_t near : {power - 1, power, power + 1})
      numbers.insert(numbers.end(), {near, -near});
  }
  for (const std::int64_t number : numbers)
    EXPECT_EQ(n_characters(number), std::to_string(number).size()) << number;
}

TEST(DelimitedLength, is_that_of_the_row_that_would_be_written) {
  const auto put_values = [](auto& row) {
    row.put_null();
    row.put(true);
    for (const std::int64_t number : {0, 9, 10, -123456}) row.put(number);
    for (const double number : {0.0, 1.0, 0.1 + 0.2, -2.5e-300, std::nan("")}) {
      row.put(number);
      row.put(Rounded{number});
    }
    row.put(Name(std::int64_t{-17}));
    for (const char* name : {"", "Rosa", "a,b", "say \"it\"", "two\nlines", "=1+1", "-x", "+,"}) {
      row.put_text(Name(std::string_view(name)));
      row.put(Name(std::string_view(name)));
    }
    row.end();
  };
  for (const bool is_for_spreadsheets : {false, true}) {
    for (const char separator : {',', '\t'}) {
      const CellFormat format(separator, is_for_spreadsheets);
      DoubleText doubles;
      std::string text;
      {
        DelimitedRow row(text, doubles, format);
        put_values(row);
      }
      DelimitedLength length(doubles, format);
      put_values(length);
      EXPECT_EQ(length.length(), text.size()) << text;
    }
  }
}

TEST(DoubleText, measures_more_values_than_it_remembers) {
  std::mt19937_64 random(2);
  std::vector<double> values{0.0, -0.0, 1.0};
  for (std::size_t k = 0; k < 100'000; ++k) {
    values.push_back(std::uniform_real_distribution(-1.0, 1.0)(random) * static_cast<double>(k % 50));
    values.push_back(values[random() % values.size()]);
  }
  DoubleText doubles;
  for (const double value : values) {
    std::string text;
    append_number(text, value);
    EXPECT_EQ(doubles.length(value), text.size()) << text;
  }
}

TEST(RoundedNumber, has_9_decimals_without_the_zeros_at_the_end) {
  EXPECT_EQ(text_of(0.1 + 0.2), "0.3");
  EXPECT_EQ(text_of(1.0 / 3), "0.333333333");
  EXPECT_EQ(text_of(-2.0 / 3), "-0.666666667");
  EXPECT_EQ(text_of(12.5), "12.5");
  EXPECT_EQ(text_of(100), "100");
  EXPECT_EQ(text_of(0.9999999999), "1");
  EXPECT_EQ(text_of(-4e-10), "0");
  EXPECT_EQ(text_of(-0.0), "0");
  EXPECT_EQ(text_of(5e-10), "1e-09");
  EXPECT_EQ(text_of(std::numeric_limits<double>::infinity()), "inf");
}

TEST(RoundedNumber, is_the_shortest_text_of_the_rounded_number) {
  std::mt19937_64 random(1);
  for (const double size : {1e-9, 1e-3, 0.01, 1.0, 10.0, 998.0, 99'990.0, 100'010.0, 1e6, 1e20}) {
    std::uniform_real_distribution<double> draw(-1.01 * size, 1.01 * size);
    for (int k = 0; k < 20'000; ++k) {
      const double value = draw(random);
      ASSERT_EQ(text_of(value), shortest_text_of(value));
      // Numbers with few digits, and halves of the last decimal.
      const double few = std::round(value * 1000) / 1000;
      ASSERT_EQ(text_of(few), shortest_text_of(few));
      const double half = (std::round(value) + 0.5) * 1e-9;
      ASSERT_EQ(text_of(half), shortest_text_of(half));
    }
  }
}

TEST(IntegersAsText, are_their_decimal_digits) {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{7}, std::int64_t{10}, std::int64_t{12'345'678},
        std::int64_t{99'999'999}, std::int64_t{100'000'000}, std::int64_t{-1},
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    char text[kLongestNumber];
    EXPECT_EQ(std::string(text, write_integer(text, value)), std::to_string(value));
  }
}

TEST(ConsecutiveIntegersAsText, are_their_decimal_digits_wherever_they_begin_and_jump_to) {
  ConsecutiveIntegers integers;
  for (const std::int64_t first : {0, 98, 5, 5, 999'990, 99'999'990, 17}) {
    for (std::int64_t value = first; value < first + 25; ++value) {
      char text[kLongestNumber];
      ASSERT_EQ(std::string(text, integers.write(text, value)), std::to_string(value));
    }
  }
}

}  // namespace
}  // namespace crowdvote
