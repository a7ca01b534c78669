#include "io/names/date_labels.hpp"

#include "io/names/names_alone.hpp"
#include <crowdvote/name_fold.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

constexpr std::array kEnglishMonths{
    "jan"sv,   "feb"sv,  "mar"sv,  "apr"sv,    "may"sv,       "jun"sv,     "jul"sv,      "aug"sv,
    "sep"sv,   "sept"sv, "oct"sv,  "nov"sv,    "dec"sv,       "january"sv, "february"sv, "march"sv,
    "april"sv, "june"sv, "july"sv, "august"sv, "september"sv, "october"sv, "november"sv, "december"sv};
/// Months as spreadsheets abbreviate them in other languages, where the day comes first.
constexpr std::array kOtherMonths{
    "mrz"sv,  "mär"sv,  "märz"sv, "mai"sv, "okt"sv,  "dez"sv,                      // German
    "janv"sv, "févr"sv, "mars"sv, "avr"sv, "juin"sv, "juil"sv, "août"sv, "déc"sv,  // French
    "ene"sv,  "abr"sv,  "ago"sv,  "dic"sv, "gen"sv,  "mag"sv,  "giu"sv,  "lug"sv,
    "set"sv,  "ott"sv,  // Spanish, Italian
    "fev"sv,  "out"sv,  "mrt"sv,  "mei"sv, "maj"sv,  "sty"sv,  "lut"sv,  "kwi"sv,
    "cze"sv,  "lip"sv,  "sie"sv  // others
};

enum class Form : std::uint8_t {
  none,
  date,      ///< with a year, in numbers
  shortened  ///< a day and a month, or a time: not the label that was meant
};

struct DateForm {
  Form form = Form::none;
  int year = 0;
};

struct Token {
  std::string_view text;
  int number = -1;          ///< -1 for a word
  std::string_view behind;  ///< the separator before the next token
};

bool is_date_digit(char c) { return c >= '0' && c <= '9'; }
bool is_date_parting(char c) { return c == ' ' || c == '-' || c == '.' || c == '/' || c == ',' || c == ':'; }

/// Whether a number follows the word that a text begins with: this is rare in other texts and always so in
/// dates.
bool may_begin_date(std::string_view text) {
  if (is_date_digit(text.front())) return true;
  const auto* const end = std::find_if(text.begin(), text.end(), is_date_parting);
  const auto* const next = std::find_if_not(end, text.end(), is_date_parting);
  return next != text.end() && is_date_digit(*next);
}

/// Splits a text into digits and words, with the separators between them; returns nothing if the text
/// contains anything else or cannot be a date.
std::optional<std::vector<Token>> tokens_of(std::string_view text) {
  constexpr std::size_t kMost = 6;
  const auto is_parting = [](char c, bool is_behind_number) {
    return is_date_parting(c) || (c == 'T' && is_behind_number);
  };
  std::vector<Token> tokens;
  while (!text.empty()) {
    const bool is_number = is_date_digit(text.front());
    std::size_t end = 0;
    while (end < text.size() && is_number == is_date_digit(text[end]) &&
           (is_number || !is_parting(text[end], false)))
      ++end;
    if (end == 0 || tokens.size() == kMost) return std::nullopt;
    Token token{.text = text.substr(0, end), .behind = {}};
    if (is_number && end > 4) return std::nullopt;
    if (is_number) std::from_chars(text.data(), text.data() + end, token.number);
    text.remove_prefix(end);
    end = 0;
    while (end < text.size() && is_parting(text[end], is_number)) ++end;
    if (end == 0 && !text.empty()) return std::nullopt;
    token.behind = text.substr(0, end);
    text.remove_prefix(end);
    tokens.push_back(token);
  }
  return tokens;
}

bool is_among(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}
bool is_day(const Token& token) { return token.number >= 1 && token.number <= 31 && token.text.size() <= 2; }
bool is_month(const Token& token) {
  return token.number >= 1 && token.number <= 12 && token.text.size() <= 2;
}
bool is_year(const Token& token) {
  return token.text.size() == 4 && token.number >= 1900 && token.number < 2100;
}

/// Matches 2-Jan, Jan 2, Mar-01, 01. Feb, 2 January 2024
bool is_day_and_word(const std::vector<Token>& tokens) {
  if (tokens.size() < 2 || tokens.size() > 3) return false;
  const std::size_t place = tokens[0].number < 0 ? 0 : 1;
  const auto is_number = [](const Token& token) {
    return is_day(token) || is_year(token) || token.text.size() == 2;
  };
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    if (t != place && (tokens[t].number < 0 || !is_number(tokens[t]))) return false;
  }
  if (tokens[place].number >= 0) return false;
  const std::string word = fold(tokens[place].text, {.letter_case = true});
  if (is_among(kEnglishMonths, word)) return true;
  return place == 1 && is_among(kOtherMonths, word) && tokens.front().behind != " ";
}

/// Matches hh:mm:ss from a given token to the end, which may have fractions of a second.
bool is_time(const std::vector<Token>& tokens, std::size_t at) {
  return tokens.size() >= at + 3 && tokens[at].behind == ":" && tokens[at + 1].behind == ":" &&
         tokens[at].number >= 0 && tokens[at].number < 24 && tokens[at + 1].text.size() == 2 &&
         tokens[at + 1].number < 60 && tokens[at + 2].text.size() == 2 && tokens[at + 2].number < 60;
}

DateForm form_of(std::string_view text) {
  constexpr std::size_t kShortest = 5;  // "1-Jan"
  constexpr std::size_t kLongest = 32;
  if (text.size() < kShortest || text.size() > kLongest) return {};
  if (!may_begin_date(text) || std::none_of(text.begin(), text.end(), is_date_digit)) return {};
  const auto tokens = tokens_of(text);
  if (!tokens || tokens->size() < 2) return {};
  const std::vector<Token>& t = *tokens;
  if (is_day_and_word(t) || is_time(t, 0)) return {Form::shortened};
  if (t.size() < 3) return {};
  const std::string_view parting = t[0].behind;
  if (parting != t[1].behind || (parting != "-" && parting != "." && parting != "/")) return {};
  const bool is_iso = is_year(t[0]) && is_month(t[1]) && is_day(t[2]);
  const bool is_other = (is_year(t[2]) || (parting == "/" && t[2].text.size() == 2 && t[2].number >= 0)) &&
                        ((is_day(t[0]) && is_month(t[1])) || (is_month(t[0]) && is_day(t[1])));
  if (!is_iso && !is_other) return {};
  if (t.size() > 3) return {is_time(t, 3) ? Form::shortened : Form::none};
  return {Form::date, t[is_iso ? 0 : 2].number};
}

/// Whether an integer is a day as spreadsheets count days since 1900, in the years in which tables of votes
/// were made.
bool is_recent_serial(const Name& name) {
  constexpr std::int64_t kFirst = 40'179;  // 2010-01-01
  constexpr std::int64_t kEnd = 47'119;    // 2029-01-01
  return name.is_integer() && name.value() >= kFirst && name.value() < kEnd;
}

std::string day_of_serial(std::int64_t serial) {
  constexpr std::chrono::sys_days kDayZero{std::chrono::year(1899) / 12 / 30};
  const std::chrono::year_month_day day(kDayZero + std::chrono::days(serial));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

Finding finding_of_dates() {
  return {.kind = Finding::Kind::dates, .of = "labels", .remedy = {WayOut::name_column, "label"}};
}

/// Finds day numbers among few labels if all other numbers are small. If there are no other labels, all of
/// the days must be of one year: the numbers of species spread more widely.
Finding find_serials(const NameTable& labels, LabelId first) {
  constexpr std::size_t kMostLabels = 50;
  constexpr std::int64_t kSmall = 100;
  Finding finding = finding_of_dates();
  if (labels.size() > kMostLabels) return finding;
  std::int64_t earliest = 0;
  std::int64_t latest = 0;
  std::size_t n_serials = 0;
  for (LabelId label = 0; label < labels.size(); ++label) {
    const Name name = labels[label];
    if (!is_recent_serial(name)) {
      if (name.is_integer() && (name.value() < 0 || name.value() > kSmall)) return finding;
      continue;
    }
    earliest = n_serials == 0 ? name.value() : std::min(earliest, name.value());
    latest = std::max(latest, name.value());
    ++n_serials;
  }
  constexpr std::int64_t kYear = 366;
  if (n_serials == labels.size() && (n_serials < 2 || latest - earliest >= kYear)) return finding;
  for (LabelId label = first; label < labels.size(); ++label) {
    if (!is_recent_serial(labels[label])) continue;
    add_example(finding, fmt::format("'{}' ({})", labels.str(label), day_of_serial(labels[label].value())));
  }
  return finding;
}

}  // namespace

std::vector<Finding> find_dates(const NameTable& labels, LabelId first) {
  constexpr std::size_t kFewDates = 20;
  Finding shortened = finding_of_dates();
  Finding all = finding_of_dates();
  std::size_t n_dates = 0;
  int year = 0;
  bool is_one_year = true;
  for (LabelId label = 0; label < labels.size(); ++label) {
    if (labels[label].is_integer()) continue;
    const DateForm form = form_of(labels[label].text());
    if (form.form == Form::none) continue;
    if (form.form == Form::date) {
      is_one_year = is_one_year && (n_dates == 0 || form.year == year);
      year = form.year;
      ++n_dates;
    }
    if (label < first) continue;
    if (form.form == Form::shortened) add_example(shortened, in_quotes(labels.str(label)));
    add_example(all, in_quotes(labels.str(label)));
  }
  const bool are_odd = n_dates < labels.size() || (is_one_year && n_dates > 1 && n_dates <= kFewDates);
  Finding finding = are_odd ? std::move(all) : std::move(shortened);
  if (finding.count == 0) finding = find_serials(labels, first);
  if (finding.count == 0) return {};
  return {std::move(finding)};
}

}  // namespace crowdvote
