#pragma once

/// Streams of packed bytes turned into the bytes that were packed.

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace crowdvote {

/// Takes packed bytes from a function as it needs them. Not thread-safe.
class Unpacker {
 public:
  /// Fills a buffer with the next packed bytes; fewer than it has room for only at the end.
  using ReadPacked = std::function<std::size_t(std::span<char>)>;

  virtual ~Unpacker() = default;
  /// Fills `into`; fewer bytes than it has room for only at the end. Throws InputError, with the offset in
  /// the packed file, if the data is damaged or ends too early.
  virtual std::size_t unpack(std::span<char> into) = 0;

  /// \param file for messages
  static std::unique_ptr<Unpacker> gzip(const std::string& file, ReadPacked read_packed);
  static std::unique_ptr<Unpacker> zstd(const std::string& file, ReadPacked read_packed);
};

}  // namespace crowdvote
