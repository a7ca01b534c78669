#pragma once

/// Files of numpy arrays.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

class ByteSource;

/// The first bytes of every .npy file.
inline constexpr std::string_view kNpyMagic = "\x93NUMPY";

/// Reads the integers of a one-dimensional numpy array: signed or unsigned, 8 to 64 bits, either byte order.
/// Throws InputError, with advice, for any other array (objects, floats, texts, more dimensions), and if the
/// file is damaged.
///
/// The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
[[nodiscard]] std::vector<std::int64_t> read_npy_integers(ByteSource& source);

/// The bytes before the values (format version 1.0): magic, version, length of the description, and the
/// description, padded with spaces to a total multiple of 64 bytes and ending with a line break.
/// \param type such as "<i8" \param shape one or two lengths
[[nodiscard]] std::string npy_header(std::string_view type, std::span<const std::size_t> shape);

/// The bytes of a value, the lowest first.
template <class Integer>
void put_little_endian(char* place, Integer value) {
  for (std::size_t b = 0; b < sizeof value; ++b) place[b] = static_cast<char>((value >> (8 * b)) & 0xff);
}

}  // namespace crowdvote
