#include "io/json/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

namespace crowdvote {

namespace {

constexpr std::array<bool, 256> bytes_among(std::string_view bytes) {
  std::array<bool, 256> is_among{};
  for (const char c : bytes) is_among[static_cast<unsigned char>(c)] = true;
  return is_among;
}

constexpr std::array<bool, 256> kEndsStringOrEscapes = bytes_among("\"\\");
constexpr std::array<bool, 256> kOpensOrCloses = bytes_among("\"{}[]");

std::size_t find_first(const std::array<bool, 256>& bytes, std::string_view text, std::size_t at) {
  while (at < text.size() && !bytes[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

}  // namespace

std::optional<std::size_t> JsonExtent::end_in(std::string_view piece) {
  for (std::size_t at = 0; at < piece.size(); ++at) {
    if (is_in_string_ && !is_escaped_) {
      at = find_first(kEndsStringOrEscapes, piece, at);
    } else if (!is_in_string_ && depth_ > 0) {
      at = find_first(kOpensOrCloses, piece, at);
    }
    if (at == piece.size()) break;
    const char c = piece[at];
    if (is_in_string_) {
      if (is_escaped_) {
        is_escaped_ = false;
      } else if (c == '\\') {
        is_escaped_ = true;
      } else if (c == '"') {
        is_in_string_ = false;
        if (depth_ == 0) return at + 1;
      }
      continue;
    }
    switch (c) {
      case '"':
        is_in_string_ = true;
        break;
      case '{':
      case '[':
        ++depth_;
        break;
      case '}':
      case ']':
        if (depth_ == 0) return at;
        if (--depth_ == 0) return at + 1;
        break;
      case ',':
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        if (depth_ == 0) return at;  // behind a number or a word
        break;
      default:
        break;
    }
  }
  return std::nullopt;
}

void JsonElements::skip_blanks() { at_ = std::min(text_.find_first_not_of(kJsonBlanks, at_), text_.size()); }

std::string_view JsonElements::take() {
  const std::string_view rest = text_.substr(at_);
  const std::string_view value = rest.substr(0, JsonExtent().end_in(rest).value_or(rest.size()));
  at_ += value.size();
  skip_blanks();
  return value;
}

bool JsonElements::next() {
  skip_blanks();
  if (!is_first_) {
    if (look() != ',') return false;
    ++at_;
    skip_blanks();
  }
  is_first_ = false;
  if (text_.front() == '{') {
    if (look() != '"') return false;
    const std::string_view quoted = take();
    if (quoted.size() < 2 || look() != ':') return false;
    key_ = quoted.substr(1, quoted.size() - 2);
    ++at_;
    skip_blanks();
  }
  value_ = take();
  return !value_.empty();
}

std::optional<std::string_view> member_of(std::string_view object, std::string_view key) {
  JsonElements members(object);
  std::deque<std::string> texts;
  while (members.next()) {
    if (members.key() == key) return members.value();
    if (members.key().find('\\') == std::string_view::npos) continue;
    // The key is between its quotes.
    const std::string_view quoted(members.key().data() - 1, members.key().size() + 2);
    if (string_in(quoted, texts) == key) return members.value();
  }
  return std::nullopt;
}

std::optional<std::string_view> string_in(std::string_view json, std::deque<std::string>& texts) {
  if (json.size() < 2 || json.front() != '"' || json.back() != '"') return std::nullopt;
  const std::string_view inner = json.substr(1, json.size() - 2);
  if (inner.find('\\') == std::string_view::npos) return inner;
  const nlohmann::json text = nlohmann::json::parse(json, nullptr, false);
  if (!text.is_string()) return std::nullopt;
  const auto& meant = text.get_ref<const std::string&>();
  if (meant.find('\0') != std::string::npos) return std::nullopt;  // not a name in any format
  return texts.emplace_back(meant);
}

Value only_element(std::string_view array, std::deque<std::string>& texts) {
  const Value whole{.kind = Value::Kind::array, .text = array};
  JsonElements elements(array);
  if (!elements.next()) return array.find(']') == array.find_first_not_of(kJsonBlanks, 1) ? Value() : whole;
  const std::string_view only = elements.value();
  if (elements.next() || only.front() == '[' || only.front() == '{') return whole;
  const auto value = value_in(only, texts);
  if (!value) return whole;
  if (value->kind == Value::Kind::boolean) return Value::of(Name(value->text));
  return value->kind == Value::Kind::name ? *value : whole;
}

std::optional<Value> value_in(std::string_view json, std::deque<std::string>& texts) {
  if (json.empty()) return std::nullopt;
  if (json == "null") return Value();
  if (json == "true" || json == "false") return Value{.kind = Value::Kind::boolean, .text = json};
  if (json.front() == '[') return only_element(json, texts);
  if (json.front() == '{') return Value{.kind = Value::Kind::object, .text = json};
  if (json.front() == '"') {
    const auto text = string_in(json, texts);
    if (!text) return std::nullopt;
    return Value::of(Name(*text));
  }
  const Name name(json);
  if (name.is_integer()) return Value::of(name);
  Value number{.kind = Value::Kind::number, .text = json};
  const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), number.number);
  if (error == std::errc::invalid_argument || end != json.data() + json.size()) return std::nullopt;
  return number;
}

}  // namespace crowdvote
