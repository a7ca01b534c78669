#include "io/json_scanner.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// -? (0 | [1-9][0-9]*) (.[0-9]+)? ([eE][+-]?[0-9]+)?
bool is_json_number(std::string_view word) {
  std::size_t at = 0;
  const auto look = [&] { return at < word.size() ? word[at] : '\0'; };
  const auto skip_digits = [&] {
    const std::size_t begin = at;
    while (is_digit(look())) ++at;
    return at > begin;
  };
  if (look() == '-') ++at;
  if (look() == '0') {
    ++at;
  } else if (!skip_digits()) {
    return false;
  }
  if (look() == '.') {
    ++at;
    if (!skip_digits()) return false;
  }
  if (look() == 'e' || look() == 'E') {
    ++at;
    if (look() == '+' || look() == '-') ++at;
    if (!skip_digits()) return false;
  }
  return at == word.size();
}

/// The nearest double; infinite where the number is beyond all doubles.
double to_double(std::string_view number) {
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc::result_out_of_range) return value;
  const bool is_tiny =
      number.find("e-") != std::string_view::npos || number.find("E-") != std::string_view::npos;
  return is_tiny ? 0.0 : std::numeric_limits<double>::infinity();
}

std::string explain_word(std::string_view word) {
  if (word == "NaN" || word == "nan" || word == "None" || word == "Infinity" || word == "-Infinity") {
    return fmt::format("{} is no JSON value; write null where there is none", word);
  }
  if (word == "True" || word == "False") {
    return fmt::format("{} is no JSON value; write true or false, or a string in double quotes", word);
  }
  if (word.front() == '\'') return "found a single quote; a string stands in double quotes";
  if (word.size() > 1 && word.front() == '0' && std::all_of(word.begin(), word.end(), is_digit)) {
    return fmt::format("{0} is no JSON number; write \"{0}\" in double quotes to keep it as it is", word);
  }
  return fmt::format("found {}; expected a number, a string in double quotes or null", word.substr(0, 40));
}

class Scanner {
 public:
  Scanner(const JsonWindow& window, JsonMembers& members, TextArena& arena)
      : text_(window.text()),
        follows_comma_(window.index > 0),
        ends_at_comma_(window.end == JsonWindow::End::cut),
        members_(members),
        arena_(arena) {}

  JsonScan scan() {
    try {
      scan_top_object();
      scan_.is_complete = true;
    } catch (const EndOfText&) {
    } catch (const JsonFault& fault) {
      scan_.fault = fault;
    }
    return std::move(scan_);
  }

 private:
  struct EndOfText {};

  void scan_top_object() {
    scan_object(
        [this](const JsonKey& key) {
          if (look() == '{') {
            refuse(key.offset, members_.on_object_begin(key));
            scan_object([this](const JsonKey& inner_key) {
              const std::size_t begin = at_;
              refuse(begin, members_.on_object_value(inner_key, scan_value()));
            });
            members_.on_object_end();
          } else {
            const std::size_t begin = at_;
            refuse(begin, members_.on_value(key, scan_value()));
          }
          skip_white_space();
          if (look() == ',') scan_.last_comma = at_;
        },
        !follows_comma_);
    skip_white_space();
    if (at_ < text_.size()) fail("expected the end of the file behind the object");
  }

  template <class ScanMember>
  void scan_object(const ScanMember& scan_member, bool may_be_empty = true) {
    ++at_;
    skip_white_space();
    if (may_be_empty && found() == '}') {
      ++at_;
      return;
    }
    for (;;) {
      if (look() != '"') fail("expected a key, which is a string in double quotes");
      const std::size_t key_begin = at_;
      const JsonKey key{Name(scan_string()), key_begin};
      skip_white_space();
      if (look() != ':') fail("expected a ':' behind the key");
      ++at_;
      skip_white_space();
      scan_member(key);
      skip_white_space();
      const char next = look();
      if (next != ',' && next != '}') fail("expected a ',' or a '}' behind the value");
      ++at_;
      if (next == '}') return;
      skip_white_space();
    }
  }

  JsonValue scan_value() {
    switch (look()) {
      case '"':
        return {.kind = JsonValue::Kind::name, .name = Name(scan_string())};
      case '{':
        skip_nested();
        return {.kind = JsonValue::Kind::object};
      case '[':
        skip_nested();
        return {.kind = JsonValue::Kind::array};
      default:
        return scan_word();
    }
  }

  /// The text of a string.
  std::string_view scan_string() {
    const std::size_t begin = at_;
    scan_.open_string = begin;
    bool has_escapes = false;
    for (++at_; look() != '"'; ++at_) {
      if (static_cast<unsigned char>(text_[at_]) < ' ') {
        fail("which may not stand in a string as such (is a closing quote missing?)");
      }
      if (text_[at_] != '\\') continue;
      has_escapes = true;
      ++at_;
    }
    scan_.open_string.reset();
    const std::string_view raw = text_.substr(begin + 1, at_ - begin - 1);
    ++at_;
    if (const auto invalid = find_invalid_utf8(raw)) {
      at_ = begin + 1 + *invalid;
      fail("which is no UTF-8 here; save the file as UTF-8");
    }
    if (!has_escapes) return raw;
    std::string text;
    if (const auto fault = unescape_json(raw, text)) throw JsonFault{begin + 1 + fault->offset, fault->what};
    return arena_.keep(text);
  }

  /// A number, true, false or null.
  JsonValue scan_word() {
    const std::size_t begin = at_;
    const std::size_t end = text_.find_first_of(" \t\n\r,:{}[]\"", begin);
    if (end == std::string_view::npos) throw EndOfText{};
    const std::string_view word = text_.substr(begin, end - begin);
    const auto* const odd =
        std::find_if(word.begin(), word.end(), [](char c) { return c <= ' ' || c > '~'; });
    at_ += static_cast<std::size_t>(odd - word.begin());
    if (odd != word.end() || word.empty()) fail("expected a number, a string in double quotes or null");
    if (word == "null") return {.kind = JsonValue::Kind::null};
    if (word == "true" || word == "false") return {.kind = JsonValue::Kind::boolean, .text = word};
    if (!is_json_number(word)) throw JsonFault{begin, explain_word(word)};
    std::int64_t integer = 0;
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), integer);
    if (error == std::errc() && stop == word.data() + word.size()) {
      return {.kind = JsonValue::Kind::name, .name = Name(integer)};
    }
    return {.kind = JsonValue::Kind::number, .number = to_double(word), .text = word};
  }

  /// Values in places where they are refused are not looked into.
  void skip_nested() {
    std::size_t depth = 0;
    do {
      const char c = look();
      if (c == '"') {
        scan_string();
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
    } while (depth > 0);
  }

  void skip_white_space() { at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size()); }

  [[nodiscard]] char look() const {
    if (at_ >= text_.size()) throw EndOfText{};
    return text_[at_];
  }

  /// What stands in the file where the window stands.
  [[nodiscard]] char found() const {
    const char c = look();
    return ends_at_comma_ && at_ + 1 == text_.size() ? ',' : c;
  }

  void refuse(std::size_t offset, std::string what) {
    if (!what.empty()) scan_.refused.push_back({offset, std::move(what)});
  }

  [[noreturn]] void fail(std::string_view expectation) const {
    throw JsonFault{at_, fmt::format("found {}; {}", describe_byte(found()), expectation)};
  }

  std::string_view text_;
  bool follows_comma_;  ///< so a member must come
  bool ends_at_comma_;
  JsonMembers& members_;
  TextArena& arena_;
  std::size_t at_ = 0;
  JsonScan scan_;
};

}  // namespace

JsonScan scan_json(const JsonWindow& window, JsonMembers& members, TextArena& arena) {
  return Scanner(window, members, arena).scan();
}

}  // namespace crowdvote
