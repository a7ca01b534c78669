#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace crowdvote {

class ByteSource;

/// The first bytes of every .npy file.
inline constexpr std::string_view kNpyMagic = "\x93NUMPY";

/// The integers of a numpy file with one dimension: signed or unsigned, 8 to 64 bits, of either byte order.
/// Throws InputError, with the way out, for any other array (objects, floats, texts, more dimensions), and
/// where the file is damaged.
///
/// The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
[[nodiscard]] std::vector<std::int64_t> read_npy_integers(ByteSource& source);

}  // namespace crowdvote
