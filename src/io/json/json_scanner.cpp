#include "io/json/json_scanner.hpp"

#include "io/bytes/line_reader.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <simdjson.h>

namespace crowdvote {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether C++ parses the text as a number and JSON allows it: -? (0 | [1-9][0-9]*) (.[0-9]+)?
/// ([eE][+-]?[0-9]+)?
bool is_json_number(std::string_view word) {
  const std::string_view digits = word.substr(word.starts_with('-') ? 1 : 0);
  const auto is_digit_at = [digits](std::size_t at) { return at < digits.size() && is_digit(digits[at]); };
  const std::size_t point = digits.find('.');
  if (!is_digit_at(0) || (digits.front() == '0' && is_digit_at(1))) return false;
  if (point != std::string_view::npos && !is_digit_at(point + 1)) return false;
  double number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error != std::errc::invalid_argument && end == word.data() + word.size();
}

/// The length of the escape with which a text begins, or 0 if JSON has no such escape. A character beyond
/// U+FFFF consists of two `\uXXXX`.
std::size_t escape_length(std::string_view text) {
  for (const std::size_t length : {2U, 6U, 12U}) {
    const std::string_view escape = text.substr(0, length);
    if (escape.size() == length && nlohmann::json::accept(fmt::format("\"{}\"", escape))) return length;
  }
  return 0;
}

std::string explain_word(std::string_view word) {
  if (word == "NaN" || word == "nan" || word == "None" || word == "Infinity" || word == "-Infinity") {
    return fmt::format("{} is not a JSON value; write null where there is none", word);
  }
  if (word == "True" || word == "False") {
    return fmt::format("{} is not a JSON value; write true or false, or a string in double quotes", word);
  }
  if (word.front() == '\'') return "found a single quote; a string must be in double quotes";
  if (word.size() > 1 && word.front() == '0' && std::all_of(word.begin(), word.end(), is_digit)) {
    return fmt::format("{0} is not a JSON number; write \"{0}\" in double quotes to keep it as it is", word);
  }
  return fmt::format("found {}; expected a number, a string in double quotes or null", word.substr(0, 40));
}

class Scanner {
 public:
  Scanner(const JsonWindow& window, const RunControl& control)
      : text_(window.text()),
        control_(control),
        follows_comma_(window.index > 0),
        begins_inside_(window.begins_inside()),
        n_closed_(window.n_closed()),
        is_utf8_(simdjson::validate_utf8(text_.data(), text_.size())) {}

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
  static constexpr std::size_t kBytesBetweenLooks = std::size_t{1} << 20;

  void scan_top_object() {
    const auto scan_member = [this] {
      if (look() == '{') {
        scan_object([this] { scan_inner_member(); }, !std::exchange(begins_inside_, false));
      } else {
        scan_value();
      }
      skip_white_space();
      if (look() == ',') scan_.last_comma = at_;
    };
    scan_object(scan_member, !follows_comma_);
    skip_white_space();
    if (at_ < text_.size()) fail("expected the end of the file after the object");
  }

  void scan_inner_member() {
    scan_value();
    skip_white_space();
    if (look() == ',') scan_.last_inner_comma = at_;
  }

  template <class ScanMember>
  void scan_object(const ScanMember& scan_member, bool may_be_empty) {
    ++at_;
    skip_white_space();
    if (may_be_empty && found() == '}') {
      ++at_;
      return;
    }
    for (std::size_t looked_at = at_;;) {
      if (at_ - looked_at > kBytesBetweenLooks) {
        control_.throw_if_cancelled();
        looked_at = at_;
      }
      if (look() != '"') fail("expected a key, which is a string in double quotes");
      scan_string();
      skip_white_space();
      if (look() != ':') fail("expected a ':' after the key");
      ++at_;
      skip_white_space();
      scan_member();
      skip_white_space();
      const char next = look();
      if (next != ',' && next != '}') fail("expected a ',' or a '}' after the value");
      ++at_;
      if (next == '}') return;
      skip_white_space();
    }
  }

  void scan_value() {
    switch (look()) {
      case '"':
        return scan_string();
      case '{':
      case '[':
        return skip_nested();
      default:
        return scan_word();
    }
  }

  void scan_string() {
    const std::size_t begin = at_;
    const auto outer_field = scan_.open_field;
    scan_.open_string = begin;
    if (!outer_field) scan_.open_field = begin;
    for (++at_; look() != '"'; ++at_) {
      if (static_cast<unsigned char>(text_[at_]) < ' ') {
        fail("it may not occur unescaped in a string (is a closing quote missing?)");
      }
      if (text_[at_] == '\\') ++at_;
    }
    scan_.open_string.reset();
    scan_.open_field = outer_field;
    const std::string_view raw = text_.substr(begin + 1, at_ - begin - 1);
    ++at_;
    if (!is_utf8_ && !simdjson::validate_utf8(raw.data(), raw.size())) {
      at_ = begin + 1 + valid_utf8_length(raw);
      fail("it is not valid UTF-8 here; save the file as UTF-8");
    }
    check_escapes(raw, begin + 1);
  }

  static void check_escapes(std::string_view raw, std::size_t begin) {
    for (std::size_t at = raw.find('\\'); at != std::string_view::npos;) {
      if (raw.substr(at).starts_with("\\u0000")) {
        throw JsonFault{begin + at, "a name cannot hold a NUL character (\\u0000)"};
      }
      const std::size_t length = escape_length(raw.substr(at));
      if (length == 0) {
        throw JsonFault{begin + at, raw.substr(at).starts_with("\\u")
                                        ? R"(the escape \u needs four hexadecimal digits, two of them for a )"
                                          "character beyond U+FFFF"
                                        : R"(a \ in a string must be followed by one of "\/bfnrtu; write \\ )"
                                          R"(for a \ itself)"};
      }
      at = raw.find('\\', at + length);
    }
  }

  /// Scans a number, true, false or null.
  void scan_word() {
    const std::size_t begin = at_;
    const std::size_t end = text_.find_first_of(" \t\n\r,:{}[]\"", begin);
    if (end == std::string_view::npos) {
      scan_.open_field = begin;
      throw EndOfText{};
    }
    const std::string_view word = text_.substr(begin, end - begin);
    const auto* const odd =
        std::find_if(word.begin(), word.end(), [](char c) { return c <= ' ' || c > '~'; });
    at_ += static_cast<std::size_t>(odd - word.begin());
    if (odd != word.end() || word.empty()) fail("expected a number, a string in double quotes or null");
    if (word != "null" && word != "true" && word != "false" && !is_json_number(word)) {
      throw JsonFault{begin, explain_word(word)};
    }
  }

  /// Arrays and objects in the place of scalars are skipped without being examined: each is one field.
  void skip_nested() {
    std::size_t depth = 0;
    scan_.open_field = at_;
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
    scan_.open_field.reset();
  }

  void skip_white_space() {
    for (const auto is_white = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
         at_ < text_.size() && is_white(text_[at_]); ++at_) {
      if (at_ % kBytesBetweenLooks == 0) control_.throw_if_cancelled();
    }
  }

  [[nodiscard]] char look() const {
    if (at_ >= text_.size()) throw EndOfText{};
    return text_[at_];
  }

  /// The character in the file at the current position of the window.
  [[nodiscard]] char found() const {
    const char c = look();
    return n_closed_ > 0 && at_ + n_closed_ == text_.size() ? ',' : c;
  }

  [[noreturn]] void fail(std::string_view expectation) const {
    throw JsonFault{at_, fmt::format("found {}; {}", describe_byte(found()), expectation)};
  }

  std::string_view text_;
  const RunControl& control_;
  bool follows_comma_;  ///< in which case a member must come
  bool begins_inside_;  ///< the same for the first object
  std::size_t n_closed_;
  bool is_utf8_;  ///< whether the whole text is, so that its strings need no check
  std::size_t at_ = 0;
  JsonScan scan_;
};

}  // namespace

JsonScan scan_json(const JsonWindow& window, const RunControl& control) {
  return Scanner(window, control).scan();
}

std::string describe_byte(char byte) {
  if (byte == '\0') return "a NUL byte";
  if (byte > ' ' && byte < '\x7f') return fmt::format("'{}'", byte);
  return fmt::format("byte 0x{:02x}", static_cast<unsigned char>(byte));
}

}  // namespace crowdvote
