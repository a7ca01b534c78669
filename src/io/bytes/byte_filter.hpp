#pragma once

/// A step between the bytes of a file and the text that is read.

#include <cstddef>
#include <functional>
#include <span>

namespace crowdvote {

/// Makes bytes of other bytes, which it takes from a function as it needs them: unpacks them, or turns them into
/// another encoding. Not thread-safe.
class ByteFilter {
 public:
  /// Fills a buffer with the next bytes; fewer than it has room for only at the end.
  using ReadBytes = std::function<std::size_t(std::span<char>)>;

  virtual ~ByteFilter() = default;
  /// Fills `into`; fewer bytes than it has room for only at the end. Throws InputError, with the offset in what
  /// it takes, if that is damaged or ends too early.
  virtual std::size_t read(std::span<char> into) = 0;
};

}  // namespace crowdvote
