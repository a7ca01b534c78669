/// The yardstick: one cold, one-thread simdjson On-Demand pass over JSON files that only sums ids. Everything
/// that `aggregate` does is measured as a multiple of this.
///
///     bare_pass votes.json [ai_votes.json ...]
///
/// A file is an object of objects or of scalars. Keys are read as integers, or counted by their length.

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include <simdjson.h>

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

std::uint64_t file_sum(const char* path) {
  const simdjson::padded_string text = simdjson::padded_string::load(path);
  simdjson::ondemand::parser parser;
  auto document = parser.iterate(text);
  std::uint64_t sum = 0;
  for (auto member : document.get_object()) {
    sum += key_sum(member.unescaped_key()) + value_sum(member.value());
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) try {
  std::uint64_t sum = 0;
  for (int i = 1; i < argc; ++i) sum += file_sum(argv[i]);
  std::printf("%llu\n", static_cast<unsigned long long>(sum));
  return 0;
} catch (const simdjson::simdjson_error& error) {
  std::fprintf(stderr, "bare_pass: %s\n", error.what());
  return 1;
}
