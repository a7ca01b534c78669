#pragma once

/// Decompresses streams of gzip and zstd.

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace crowdvote {

/// Takes compressed bytes from a function as it needs them. Not thread-safe.
class Decompressor {
 public:
  /// Fills a buffer with the next compressed bytes; fewer than it has room for only at the end.
  using ReadCompressed = std::function<std::size_t(std::span<char>)>;

  virtual ~Decompressor() = default;
  /// Fills `into`; fewer bytes than it has room for only at the end. Throws InputError, with the offset in
  /// the compressed file, if the data is damaged or ends too early.
  virtual std::size_t decompress(std::span<char> into) = 0;

  /// \param file for messages
  static std::unique_ptr<Decompressor> gzip(const std::string& file, ReadCompressed read_compressed);
  static std::unique_ptr<Decompressor> zstd(const std::string& file, ReadCompressed read_compressed);
};

}  // namespace crowdvote
