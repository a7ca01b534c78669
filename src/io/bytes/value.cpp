#include "io/bytes/value.hpp"

#include <fmt/format.h>

namespace crowdvote {

std::string cut_short(std::string text) {
  constexpr std::size_t kMost = 60;
  if (text.size() <= kMost) return text;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return text.substr(0, end) + "...";
}

std::string Value::description() const {
  switch (kind) {
    case Kind::name:
      return fmt::format("the {} {}", name.is_integer() ? "number" : "string",
                         name.is_integer() ? name.str() : cut_short('"' + name.str()) + '"');
    case Kind::number:
      return fmt::format("the number {}", cut_short(std::string(text)));
    case Kind::null:
      return "null";
    case Kind::boolean:
      return std::string(text);
    case Kind::array:
      return "an array";
    case Kind::unreachable:
      return std::string(text);
    case Kind::object:
      break;
  }
  return "an object";
}

std::string Value::why_no_name() const {
  switch (kind) {
    case Kind::number:
      return fmt::format(
          "{}; a number must be an integer of 64 bits; write \"{}\" in double quotes to use it as a name",
          description(), text);
    case Kind::boolean:
      return fmt::format("{0}; write \"{0}\" in double quotes, or a number", description());
    case Kind::unreachable:
      return description();
    default:
      return fmt::format("{}; expected a number or a string", description());
  }
}

}  // namespace crowdvote
