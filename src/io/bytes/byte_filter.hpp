#pragma once

/// Conversions between the bytes of a file and the text that is read: gzip and zstd are decompressed, and
/// text in UTF-16 or UTF-32, which spreadsheets save as "Unicode text", becomes UTF-8.

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crowdvote {

/// Converts bytes that it requests from a function as needed: decompresses them or changes their encoding.
/// Not thread-safe.
class ByteFilter {
 public:
  /// Fills a buffer with the next bytes; leaves it partly empty only at the end.
  using ReadBytes = std::function<std::size_t(std::span<char>)>;

  virtual ~ByteFilter() = default;
  /// Fills `into`; leaves it partly empty only at the end. Throws InputError, with the offset in its input,
  /// if the input is damaged or ends too early.
  virtual std::size_t read(std::span<char> into) = 0;
};

/// \param file the name in messages
[[nodiscard]] std::unique_ptr<ByteFilter> make_gzip_decompressor(const std::string& file,
                                                                 ByteFilter::ReadBytes read);
[[nodiscard]] std::unique_ptr<ByteFilter> make_zstd_decompressor(const std::string& file,
                                                                 ByteFilter::ReadBytes read);

/// The encoding according to a byte order mark: "UTF-16LE", "UTF-16BE", "UTF-32LE" or "UTF-32BE"; empty if
/// there is none of these. \param head the first four bytes of a file
[[nodiscard]] std::string_view encoding_of(std::string_view head);

/// Converts such text, including its byte order mark, to UTF-8. Throws InputError for bytes that are not
/// characters.
/// \param file the name in messages
[[nodiscard]] std::unique_ptr<ByteFilter> make_unicode_decoder(const std::string& file,
                                                               std::string_view encoding,
                                                               ByteFilter::ReadBytes read);

}  // namespace crowdvote
