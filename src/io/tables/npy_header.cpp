#include "io/tables/npy_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

std::string npy_header(std::string_view type, std::span<const std::size_t> shape) {
  constexpr std::size_t kAlignment = 64;
  // A tuple of Python: with a comma behind a single element.
  std::string description = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}", type,
                                        fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
  std::string header("\x93NUMPY\x01\x00\x00\x00", 10);
  const std::size_t unpadded = header.size() + description.size() + 1;
  description.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  description += '\n';
  put_little_endian(header.data() + 8, static_cast<std::uint16_t>(description.size()));
  return header + description;
}

}  // namespace crowdvote
