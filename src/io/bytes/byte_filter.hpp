#pragma once

/// Steps between the bytes of a file and the text that is read: gzip and zstd are unpacked, and text in UTF-16 and
/// UTF-32, as spreadsheets save "Unicode text", becomes UTF-8.

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

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

/// \param file for messages
[[nodiscard]] std::unique_ptr<ByteFilter> make_gzip_decompressor(const std::string& file,
                                                                 ByteFilter::ReadBytes read);
[[nodiscard]] std::unique_ptr<ByteFilter> make_zstd_decompressor(const std::string& file,
                                                                 ByteFilter::ReadBytes read);

/// The encoding that a byte order mark tells: "UTF-16LE", "UTF-16BE", "UTF-32LE" or "UTF-32BE"; empty without
/// one of these. \param head the first four bytes of a file
[[nodiscard]] std::string_view encoding_of(std::string_view head);

/// Turns such text into UTF-8, its byte order mark too. It throws InputError where they are no characters.
/// \param file for messages
[[nodiscard]] std::unique_ptr<ByteFilter> make_unicode_decoder(const std::string& file,
                                                               std::string_view encoding,
                                                               ByteFilter::ReadBytes read);

}  // namespace crowdvote
