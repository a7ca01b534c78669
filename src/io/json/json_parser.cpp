#include "io/json/json_parser.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <simdjson.h>

namespace crowdvote {

namespace ondemand = simdjson::ondemand;

static_assert(kJsonPadding >= simdjson::SIMDJSON_PADDING);

struct JsonParser::Parser {
  ondemand::parser parser;
  std::unique_ptr<std::uint8_t[]> unescaped;  ///< strings that contain escapes, after unescaping
  std::size_t n_unescaped = 0;                ///< capacity in bytes
};

namespace {

/// Walks over one window. Functions return false if the text is not of the expected form.
class Walk {
 public:
  Walk(const JsonWindow& window, RecordBatch& batch, std::vector<JsonFault>& refused,
       ondemand::parser& parser, std::uint8_t* unescaped)
      : text_(window.text()),
        may_be_empty_(window.may_be_empty()),
        begins_inside_(window.begins_inside()),
        is_cut_inside_(window.end == JsonWindow::End::cut_inside),
        takes_whole_objects_(batch.takes_whole_objects()),
        batch_(batch),
        refused_(refused),
        parser_(parser),
        unescaped_(unescaped) {}

  bool document(ondemand::document& document) {
    ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    std::size_t n_members = 0;
    for (auto field : object) {
      if (!member(field)) return false;
      ++n_members;
    }
    if ((n_members == 0 && !may_be_empty_) || (n_members != 1 && is_cut_inside_)) return false;
    const char* behind = nullptr;
    return document.current_location().get(behind) == simdjson::OUT_OF_BOUNDS;
  }

 private:
  using Field = simdjson::simdjson_result<ondemand::field>;

  bool member(Field& field) {
    ondemand::value value;
    if (!read_key(field) || field.value().get(value) != simdjson::SUCCESS) return false;
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return false;
    if (type != ondemand::json_type::object || takes_whole_objects_) {
      if (!read_value(value, type)) return false;
      batch_.on_value(key_, value_, fault_);
      if (!fault_.empty()) refuse_value();
      return true;
    }
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    const bool is_rest = std::exchange(begins_inside_, false);
    if (is_rest) {
      batch_.on_object_continued(key_);
    } else {
      batch_.on_object_begin(key_, fault_);
      if (!fault_.empty()) refuse_at(key_.offset);
    }
    bool must_have_member = is_rest;
    for (auto inner : object) {
      if (!inner_member(inner)) return false;
      must_have_member = false;
    }
    if (must_have_member) return false;
    batch_.on_object_end();
    return true;
  }

  simdjson_inline bool inner_member(Field& field) {
    ondemand::value value;
    if (!read_key(field) || field.value().get(value) != simdjson::SUCCESS) return false;
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return false;
    if (!read_value(value, type)) return false;
    batch_.on_object_value(key_, value_, fault_);
    if (!fault_.empty()) refuse_value();
    return true;
  }

  /// Reports a value behind a key and its colon.
  void refuse_value() {
    std::size_t at = key_.offset + 1;
    while (text_[at] != '"') at += text_[at] == '\\' ? 2 : 1;
    refuse_at(text_.find_first_not_of(": \t\n\r", at + 1));
  }
  void refuse_at(std::size_t offset) { refused_.push_back({offset, std::exchange(fault_, {})}); }

  simdjson_inline bool read_key(Field& field) {
    ondemand::raw_json_string key;
    if (field.key().get(key) != simdjson::SUCCESS) return false;
    key_.offset = static_cast<std::size_t>(key.raw() - text_.data()) - 1;
    return read_name(key.raw(), key_.name);
  }

  /// Rare cases are called with a copy of the value: taking its address would keep it out of the registers.
  simdjson_inline bool read_value(ondemand::value value, ondemand::json_type type) {
    if (type != ondemand::json_type::number) return read_no_number(value, type);
    std::int64_t integer = 0;
    if (value.get_int64().get(integer) != simdjson::SUCCESS) return read_long_number(value);
    value_.kind = Value::Kind::name;
    value_.name = Name(integer);
    return true;
  }

  [[gnu::noinline]] bool read_no_number(ondemand::value value, ondemand::json_type type) {
    switch (type) {
      case ondemand::json_type::string: {
        value_.kind = Value::Kind::name;
        ondemand::raw_json_string text;
        return value.get_raw_json_string().get(text) == simdjson::SUCCESS &&
               read_name(text.raw(), value_.name);
      }
      case ondemand::json_type::null: {
        value_.kind = Value::Kind::null;
        bool is_null = false;
        return value.is_null().get(is_null) == simdjson::SUCCESS && is_null;
      }
      case ondemand::json_type::boolean: {
        value_.kind = Value::Kind::boolean;
        bool is_true = false;
        if (value.get_bool().get(is_true) != simdjson::SUCCESS) return false;
        value_.text = is_true ? "true" : "false";
        return true;
      }
      case ondemand::json_type::array: {
        value_.kind = Value::Kind::array;
        ondemand::array array;
        return value.get_array().get(array) == simdjson::SUCCESS && read_whole(array);
      }
      case ondemand::json_type::object: {
        value_.kind = Value::Kind::object;
        if (!takes_whole_objects_) return true;
        ondemand::object object;
        return value.get_object().get(object) == simdjson::SUCCESS && read_whole(object);
      }
      default:
        return false;
    }
  }

  /// Takes an array or an object as it is written; blanks may follow.
  template <class Container>
  bool read_whole(Container& container) {
    return container.raw_json().get(value_.text) == simdjson::SUCCESS;
  }

  /// Numbers with a fraction or an exponent, or with more than 64 bits.
  [[gnu::noinline]] bool read_long_number(ondemand::value value) {
    value_.kind = Value::Kind::number;
    const std::string_view token = value.raw_json_token();
    value_.text = token.substr(0, token.find_last_not_of(" \t\n\r") + 1);
    return value.get_double().get(value_.number) == simdjson::SUCCESS || read_far_number();
  }

  /// Numbers outside the range of doubles: infinite, or 0.
  bool read_far_number() {
    if (value_.text.find_first_not_of("+-.0123456789eE") != std::string_view::npos) return false;
    const char* const end = value_.text.data() + value_.text.size();
    const auto [stop, error] = std::from_chars(value_.text.data(), end, value_.number);
    if (error != std::errc::result_out_of_range || stop != end) return false;
    const std::size_t exponent = value_.text.find_first_of("eE");
    const bool is_tiny = exponent != std::string_view::npos && value_.text[exponent + 1] == '-';
    value_.number = is_tiny ? 0.0 : std::numeric_limits<double>::infinity();
    return true;
  }

  /// Reads the name in a string that begins at `text` and is known to end; has a fast path for short
  /// integers.
  bool read_name(const char* text, Name& name) {
    constexpr std::ptrdiff_t kMostDigits = 18;
    std::int64_t integer = 0;
    const char* at = text;
    for (; *at >= '0' && *at <= '9' && at - text < kMostDigits; ++at) integer = 10 * integer + (*at - '0');
    const bool is_integer = *at == '"' && at > text && (*text != '0' || at == text + 1);
    if (is_integer) {
      name = Name(integer);
      return true;
    }
    bool has_escapes = false;
    for (; *at != '"'; ++at) {
      if (*at != '\\') continue;
      has_escapes = true;
      ++at;
    }
    const std::string_view raw(text, static_cast<std::size_t>(at - text));
    if (!has_escapes) {
      name = Name(raw);
      return true;
    }
    std::string_view meant;
    if (parser_.unescape(ondemand::raw_json_string(reinterpret_cast<const std::uint8_t*>(text)), unescaped_)
            .get(meant) != simdjson::SUCCESS) {
      return false;
    }
    name = Name(meant);
    return meant.find('\0') == std::string_view::npos;
  }

  std::string_view text_;
  bool may_be_empty_;
  bool begins_inside_;
  bool is_cut_inside_;
  bool takes_whole_objects_;
  RecordBatch& batch_;
  std::vector<JsonFault>& refused_;
  ondemand::parser& parser_;
  std::uint8_t* unescaped_;  ///< where to put the next string with escapes
  JsonKey key_{Name(std::int64_t{0}), 0};
  Value value_{};
  std::string fault_;  ///< of the member taken last
};

}  // namespace

JsonParser::JsonParser() : parser_(std::make_unique<Parser>()) {}
JsonParser::~JsonParser() = default;

bool JsonParser::parse(const JsonWindow& window, RecordBatch& batch, std::vector<JsonFault>& refused) {
  const simdjson::padded_string_view text(window.buffer.data(), window.size, window.buffer.size());
  ondemand::document document;
  if (parser_->parser.iterate(text).get(document) != simdjson::SUCCESS) return false;
  if (const std::size_t n = window.size + kJsonPadding; parser_->n_unescaped < n) {
    parser_->unescaped =
        std::make_unique_for_overwrite<std::uint8_t[]>(n);  // few files have any, so no page is touched
    parser_->n_unescaped = n;
  }
  return Walk(window, batch, refused, parser_->parser, parser_->unescaped.get()).document(document);
}

}  // namespace crowdvote
