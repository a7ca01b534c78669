#pragma once

/// Strings as JSON writes them.

#include <crowdvote/name_table.hpp>

#include <cstddef>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>

namespace crowdvote {

/// Holds texts that are not to be found in the file as such.
class TextArena {
 public:
  [[nodiscard]] std::string_view keep(std::string_view text);
  void clear() { memory_.release(); }

 private:
  std::pmr::monotonic_buffer_resource memory_;
};

/// What is wrong, and where.
struct JsonFault {
  std::size_t offset;
  std::string what;
};

/// Appends the text that a string (between its quotes) means. The string may hold any bytes and any escapes;
/// returns the first that JSON does not allow.
[[nodiscard]] std::optional<JsonFault> unescape_json(std::string_view raw, std::string& text);

/// The first byte that is no UTF-8, if there is one.
[[nodiscard]] std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// For messages: "'x'", "a NUL byte", "byte 0x07".
[[nodiscard]] std::string describe_byte(char byte);

}  // namespace crowdvote
