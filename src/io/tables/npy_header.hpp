#pragma once

/// The beginning of a numpy array file (format version 1.0).

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace crowdvote {

/// Magic, version, length of the description, and the description: padded with spaces to a multiple of 64
/// bytes in all, a line break last. \param type as in "<i8" \param shape one or two lengths
[[nodiscard]] std::string npy_header(std::string_view type, std::span<const std::size_t> shape);

/// The bytes of a value, the lowest first.
template <class Integer>
void put_little_endian(char* place, Integer value) {
  for (std::size_t b = 0; b < sizeof value; ++b) place[b] = static_cast<char>((value >> (8 * b)) & 0xff);
}

}  // namespace crowdvote
