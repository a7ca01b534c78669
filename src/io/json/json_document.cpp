#include "io/json/json_document.hpp"

#include "io/bytes/byte_source.hpp"

#include <array>
#include <istream>
#include <streambuf>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Passes the bytes of a source to a parser, which stops at the first byte that is not JSON: a device may
/// never end.
class SourceBuffer : public std::streambuf {
 public:
  explicit SourceBuffer(ByteSource& source) : source_(source) {}

 private:
  int_type underflow() override {
    const std::size_t n = source_.read(piece_);
    setg(piece_.data(), piece_.data(), piece_.data() + n);
    return n == 0 ? traits_type::eof() : traits_type::to_int_type(piece_.front());
  }

  ByteSource& source_;
  std::array<char, std::size_t{1} << 16> piece_;
};

}  // namespace

JsonDocument::JsonDocument(const std::string& path, const Kind& kind, const RunControl& control)
    : path_(path), kind_(kind) {
  ByteSource source(path, control);
  source.expect_at_most(kind.most_bytes, kind.expected, kind.way_out);
  format_ = fmt::format("json{}", source.format_suffix());
  SourceBuffer buffer(source);
  std::istream bytes(&buffer);
  try {
    value_ = nlohmann::json::parse(bytes);
  } catch (const nlohmann::json::exception& error) {
    const auto* const at = dynamic_cast<const nlohmann::json::parse_error*>(&error);
    throw InputError(Problem{.file = path,
                             .offset = at == nullptr || at->byte == 0 ? 0 : at->byte - 1,
                             .has_offset = true,
                             .what = "this is not JSON",
                             .expected = std::string(kind.expected),
                             .remedy = {kind.way_out, {}}});
  }
  bytes_ = source.stored_bytes();
}

JsonNode JsonDocument::root() const { return {*this, "", value_}; }

void JsonNode::fail(std::string_view expected) const {
  throw InputError(Problem{.file = document_.path(),
                           .what = fmt::format("{} is {}, expected {}", place_.empty() ? "the file" : place_,
                                               shortened(), expected)});
}

JsonNode JsonNode::operator[](const std::string& key) const {
  if (!value_.is_object()) fail("an object");
  const auto it = value_.find(key);
  if (it == value_.end()) {
    throw InputError(Problem{
        .file = document_.path(),
        .what = fmt::format("there is no {}/{}, so this is not a {}", place_, key, document_.kind().name),
        .remedy = {document_.kind().way_out, {}}});
  }
  return {document_, fmt::format("{}/{}", place_, key), *it};
}

JsonNode JsonNode::operator[](std::size_t i) const {
  return {document_, fmt::format("{}/{}", place_, i), value_[i]};
}

std::optional<JsonNode> JsonNode::find(const std::string& key) const {
  if (!value_.is_object() || !value_.contains(key) || value_[key].is_null()) return std::nullopt;
  return (*this)[key];
}

std::size_t JsonNode::count() const {
  if (!value_.is_number_unsigned()) fail("a count");
  return value_.get<std::size_t>();
}

const std::string& JsonNode::text() const {
  if (!value_.is_string()) fail("a text");
  return value_.get_ref<const std::string&>();
}

double JsonNode::number(double lowest, double highest, std::string_view expected) const {
  if (!value_.is_number()) fail(expected);
  const double number = value_.get<double>();
  if (!(number >= lowest && number <= highest)) fail(expected);
  return number;
}

std::size_t JsonNode::array_size(std::string_view expected) const {
  if (!value_.is_array()) fail(expected);
  return value_.size();
}

std::string JsonNode::shortened() const {
  if (value_.is_object()) return "an object";
  if (value_.is_array() && value_.size() > 2) return "an array";
  const std::string text = value_.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 60) + "...";
}

}  // namespace crowdvote
