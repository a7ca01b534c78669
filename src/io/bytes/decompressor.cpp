#include "io/bytes/byte_filter.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <cstdint>
#include <new>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

namespace crowdvote {

namespace {

constexpr std::size_t kCompressedBufferSize = std::size_t{128} << 10;

/// Compressed bytes that were read but not yet decompressed.
class CompressedInput {
 public:
  CompressedInput(std::string file, std::string format, ByteFilter::ReadBytes read_compressed)
      : file_(std::move(file)),
        format_(std::move(format)),
        read_compressed_(std::move(read_compressed)),
        buffer_(kCompressedBufferSize) {}

  /// The remaining bytes; reads more if there are none. Empty at the end of the file.
  std::span<char> available() {
    if (begin_ == end_) {
      begin_ = 0;
      end_ = read_compressed_(buffer_);
    }
    return std::span(buffer_).subspan(begin_, end_ - begin_);
  }
  void take(std::size_t n) {
    begin_ += n;
    taken_ += n;
  }

  [[noreturn]] void fail_damaged(std::string_view reason) const {
    fail(fmt::format("damaged {} data ({}); fetch or pack the file again ({} -t FILE checks it)", format_,
                     reason, format_));
  }
  [[noreturn]] void fail_truncated() const {
    fail(
        fmt::format("the {} data ends too early, so the file is not whole; fetch or pack it again", format_));
  }

 private:
  [[noreturn]] void fail(std::string what) const {
    throw InputError(Problem{.file = file_,
                             .offset = static_cast<std::size_t>(taken_),
                             .has_offset = true,
                             .what = std::move(what)});
  }

  std::string file_;
  std::string format_;
  ByteFilter::ReadBytes read_compressed_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t taken_ = 0;
};

/// A gzip file consists of one or more members; zeros behind the last one are padding.
class GzipDecompressor final : public ByteFilter {
 public:
  GzipDecompressor(const std::string& file, ByteFilter::ReadBytes read_compressed)
      : input_(file, "gzip", std::move(read_compressed)) {
    constexpr int kGzipOnly = 16;
    if (inflateInit2(&stream_, kGzipOnly + MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  ~GzipDecompressor() override { inflateEnd(&stream_); }
  GzipDecompressor(const GzipDecompressor&) = delete;
  GzipDecompressor& operator=(const GzipDecompressor&) = delete;

  std::size_t read(std::span<char> into) override {
    std::size_t filled = 0;
    while (filled < into.size() && (in_member_ || begin_member())) {
      filled += unpack_some(into.subspan(filled));
    }
    return filled;
  }

 private:
  bool begin_member() {
    auto input = input_.available();
    while (!input.empty() && is_first_done_ && input.front() == '\0') {
      input_.take(1);
      input = input_.available();
    }
    if (input.empty()) return false;
    in_member_ = true;
    return true;
  }

  std::size_t unpack_some(std::span<char> into) {
    const auto input = input_.available();
    if (input.empty()) input_.fail_truncated();
    stream_.next_in = reinterpret_cast<Bytef*>(input.data());
    stream_.avail_in = static_cast<uInt>(input.size());
    stream_.next_out = reinterpret_cast<Bytef*>(into.data());
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(into.size(), kMostAtOnce));
    const uInt room = stream_.avail_out;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    input_.take(input.size() - stream_.avail_in);
    if (result == Z_STREAM_END) {
      inflateReset(&stream_);
      in_member_ = false;
      is_first_done_ = true;
    } else if (result == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      input_.fail_damaged(stream_.msg != nullptr ? stream_.msg : "unknown fault");
    }
    return room - stream_.avail_out;
  }

  static constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;
  CompressedInput input_;
  z_stream stream_{};
  bool in_member_ = false;
  bool is_first_done_ = false;
};

class ZstdDecompressor final : public ByteFilter {
 public:
  ZstdDecompressor(const std::string& file, ByteFilter::ReadBytes read_compressed)
      : input_(file, "zstd", std::move(read_compressed)), stream_(ZSTD_createDStream()) {
    if (!stream_) throw std::bad_alloc();
  }

  std::size_t read(std::span<char> into) override {
    ZSTD_outBuffer output{into.data(), into.size(), 0};
    while (output.pos < output.size) {
      const auto available = input_.available();
      if (available.empty() && !in_frame_) break;
      ZSTD_inBuffer input{available.data(), available.size(), 0};
      const std::size_t before = output.pos;
      const std::size_t result = ZSTD_decompressStream(stream_.get(), &output, &input);
      input_.take(input.pos);
      if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation) throw std::bad_alloc();
      if (ZSTD_isError(result) != 0) input_.fail_damaged(ZSTD_getErrorName(result));
      // The decoder may hold back output that did not fit, so empty input alone does not mean that the file
      // is truncated.
      if (available.empty() && output.pos == before) input_.fail_truncated();
      in_frame_ = result != 0;
    }
    return output.pos;
  }

 private:
  struct FreeStream {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  CompressedInput input_;
  std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
  bool in_frame_ = false;
};

}  // namespace

std::unique_ptr<ByteFilter> make_gzip_decompressor(const std::string& file,
                                                   ByteFilter::ReadBytes read_compressed) {
  return std::make_unique<GzipDecompressor>(file, std::move(read_compressed));
}

std::unique_ptr<ByteFilter> make_zstd_decompressor(const std::string& file,
                                                   ByteFilter::ReadBytes read_compressed) {
  return std::make_unique<ZstdDecompressor>(file, std::move(read_compressed));
}

}  // namespace crowdvote
