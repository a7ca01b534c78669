#include "io/json_parser.hpp"

#include <cstring>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace crowdvote {

namespace ondemand = simdjson::ondemand;

static_assert(kJsonPadding >= simdjson::SIMDJSON_PADDING);

struct JsonParser::Parser {
  ondemand::parser parser;
};

namespace {

/// Walks over one window. Functions are false where the window is to be scanned instead.
class Walk {
 public:
  Walk(const JsonWindow& window, JsonMembers& members, TextArena& arena)
      : begin_(window.buffer.data()),
        may_be_empty_(window.may_be_empty()),
        members_(members),
        arena_(arena) {}

  bool document(ondemand::document& document) {
    ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    bool is_empty = true;
    for (auto field : object) {
      if (!member(field)) return false;
      is_empty = false;
    }
    if (is_empty && !may_be_empty_) return false;
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
    if (type != ondemand::json_type::object) {
      return read_scalar(value, type) && members_.on_value(key_, scalar_).empty();
    }
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    if (!members_.on_object_begin(key_).empty()) return false;
    for (auto inner : object) {
      if (!inner_member(inner)) return false;
    }
    members_.on_object_end();
    return true;
  }

  simdjson_inline bool inner_member(Field& field) {
    ondemand::value value;
    if (!read_key(field) || field.value().get(value) != simdjson::SUCCESS) return false;
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return false;
    return read_scalar(value, type) && members_.on_object_value(key_, scalar_).empty();
  }

  simdjson_inline bool read_key(Field& field) {
    ondemand::raw_json_string key;
    if (field.key().get(key) != simdjson::SUCCESS) return false;
    key_.offset = static_cast<std::size_t>(key.raw() - begin_) - 1;
    return read_name(key.raw(), key_.name);
  }

  simdjson_inline bool read_scalar(ondemand::value& value, ondemand::json_type type) {
    switch (type) {
      case ondemand::json_type::number:
        return read_number(value);
      case ondemand::json_type::string: {
        scalar_.kind = JsonValue::Kind::name;
        ondemand::raw_json_string text;
        return value.get_raw_json_string().get(text) == simdjson::SUCCESS &&
               read_name(text.raw(), scalar_.name);
      }
      case ondemand::json_type::null: {
        scalar_.kind = JsonValue::Kind::null;
        bool is_null = false;
        return value.is_null().get(is_null) == simdjson::SUCCESS && is_null;
      }
      case ondemand::json_type::boolean: {
        scalar_.kind = JsonValue::Kind::boolean;
        bool is_true = false;
        if (value.get_bool().get(is_true) != simdjson::SUCCESS) return false;
        scalar_.text = is_true ? "true" : "false";
        return true;
      }
      default:
        return false;
    }
  }

  simdjson_inline bool read_number(ondemand::value& value) {
    std::int64_t integer = 0;
    if (value.get_int64().get(integer) == simdjson::SUCCESS) {
      scalar_.kind = JsonValue::Kind::name;
      scalar_.name = Name(integer);
      return true;
    }
    scalar_.kind = JsonValue::Kind::number;
    const std::string_view token = value.raw_json_token();
    scalar_.text = token.substr(0, token.find_last_not_of(" \t\n\r") + 1);
    return value.get_double().get(scalar_.number) == simdjson::SUCCESS;
  }

  /// The name in a string that begins at `text` and is known to end; short integers without a detour.
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
    unescaped_.clear();
    if (unescape_json(raw, unescaped_)) return false;
    name = Name(arena_.keep(unescaped_));
    return true;
  }

  const char* begin_;
  bool may_be_empty_;
  JsonMembers& members_;
  TextArena& arena_;
  JsonKey key_{Name(std::int64_t{0}), 0};
  JsonValue scalar_{};
  std::string unescaped_;
};

}  // namespace

JsonParser::JsonParser() : parser_(std::make_unique<Parser>()) {}
JsonParser::~JsonParser() = default;

bool JsonParser::parse(const JsonWindow& window, JsonMembers& members, TextArena& arena) {
  const simdjson::padded_string_view text(window.buffer.data(), window.size, window.buffer.size());
  ondemand::document document;
  if (parser_->parser.iterate(text).get(document) != simdjson::SUCCESS) return false;
  return Walk(window, members, arena).document(document);
}

}  // namespace crowdvote
