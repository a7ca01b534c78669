#include "bench/yardstick.hpp"

#include <charconv>
#include <string_view>

#include <simdjson.h>

namespace crowdvote::bench {

namespace {

std::uint64_t key_sum(std::string_view key) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), value);
  return error == std::errc() && end == key.data() + key.size() ? value : key.size();
}

std::uint64_t value_sum(simdjson::ondemand::value value) {
  switch (value.type()) {
    case simdjson::ondemand::json_type::object: {
      std::uint64_t sum = 0;
      for (auto member : value.get_object()) {
        sum += key_sum(member.unescaped_key()) + value_sum(member.value());
      }
      return sum;
    }
    case simdjson::ondemand::json_type::number:
      return static_cast<std::uint64_t>(value.get_double());
    case simdjson::ondemand::json_type::string:
      return std::string_view(value.get_string()).size();
    default:
      return 0;
  }
}

}  // namespace

std::uint64_t bare_pass(const std::string& path) {
  const simdjson::padded_string text = simdjson::padded_string::load(path);
  simdjson::ondemand::parser parser;
  auto document = parser.iterate(text);
  std::uint64_t sum = 0;
  for (auto member : document.get_object()) {
    sum += key_sum(member.unescaped_key()) + value_sum(member.value());
  }
  return sum;
}

}  // namespace crowdvote::bench
