#include "io/bytes/encoder.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <new>
#include <stdexcept>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

namespace crowdvote {

namespace {

constexpr std::string_view kGzipEnding = ".gz";
constexpr std::string_view kZstdEnding = ".zst";

class PlainEncoder : public Encoder {
 public:
  void prepare(OutputFile::Part& part) const override { part.length = part.bytes.size(); }
  void append(const OutputFile::Part& part, const ByteSink& sink) override { sink(part.bytes); }
  void finish(const ByteSink& /*sink*/) override {}
  bool begin_parts(const ByteSink& /*sink*/) override { return true; }
  void go_past(const OutputFile::StoredPart& /*part*/) override {}
};

/// One gzip member (RFC 1952) whose deflate blocks are made independently: each part ends on a byte boundary,
/// with a sync flush, so that parts can simply be concatenated, and the checksum of the whole is combined
/// from theirs.
class GzipEncoder : public Encoder {
 public:
  void prepare(OutputFile::Part& part) const override {
    part.length = part.bytes.size();
    part.checksum = static_cast<std::uint32_t>(crc32_z(crc32_z(0, nullptr, 0), bytes_of(part), part.length));
    part.bytes = deflate_apart(part.bytes);
  }

  void append(const OutputFile::Part& part, const ByteSink& sink) override {
    write_header_once(sink);
    sink(part.bytes);
    go_past({.bytes = part.bytes.size(), .length = part.length, .checksum = part.checksum});
  }

  bool begin_parts(const ByteSink& sink) override {
    write_header_once(sink);
    return true;
  }
  void go_past(const OutputFile::StoredPart& part) override {
    checksum_ = crc32_combine(checksum_, part.checksum, static_cast<z_off_t>(part.length));
    length_ += part.length;
  }

  void finish(const ByteSink& sink) override {
    write_header_once(sink);
    std::string tail{'\x03', '\x00'};  // an empty final block
    append_little_endian(tail, static_cast<std::uint32_t>(checksum_));
    append_little_endian(tail, static_cast<std::uint32_t>(length_));
    sink(tail);
  }

 private:
  /// For columns of digits, level 6 takes 2.5 times as long and saves 4 %.
  static constexpr int kLevel = 4;
  static constexpr int kRawDeflate = -15;
  static constexpr int kMemoryLevel = 8;

  static const Bytef* bytes_of(const OutputFile::Part& part) {
    return reinterpret_cast<const Bytef*>(part.bytes.data());
  }

  static std::string deflate_apart(const std::string& text) {
    if (text.size() > std::numeric_limits<uInt>::max()) throw std::length_error("a part of more than 4 GB");
    z_stream stream{};
    if (deflateInit2(&stream, kLevel, Z_DEFLATED, kRawDeflate, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
    std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())) + kFlushMark, '\0');
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_SYNC_FLUSH);
    packed.erase(stream.total_out);
    deflateEnd(&stream);
    return packed;
  }

  void write_header_once(const ByteSink& sink) {
    if (has_header_) return;
    has_header_ = true;
    // Magic number, deflate, no flags, no time, default level, unknown system: the header is the same for
    // every run.
    sink(std::string_view("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10));
  }

  static void append_little_endian(std::string& bytes, std::uint32_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>((value >> shift) & 0xffU);
  }

  /// DeflateBound does not include the empty block of a sync flush.
  static constexpr std::size_t kFlushMark = 16;
  bool has_header_ = false;
  uLong checksum_ = 0;
  std::uint64_t length_ = 0;
};

/// One zstd frame (RFC 8878), so that readers that stop after the first frame get the whole content.
class ZstdEncoder : public Encoder {
 public:
  ZstdEncoder() : stream_(ZSTD_createCCtx()) {
    if (!stream_) throw std::bad_alloc();
    check(ZSTD_CCtx_setParameter(stream_.get(), ZSTD_c_compressionLevel, kLevel));
    check(ZSTD_CCtx_setParameter(stream_.get(), ZSTD_c_checksumFlag, 1));
  }

  void prepare(OutputFile::Part& part) const override { part.length = part.bytes.size(); }
  void append(const OutputFile::Part& part, const ByteSink& sink) override {
    compress(part.bytes, ZSTD_e_continue, sink);
  }
  void finish(const ByteSink& sink) override { compress({}, ZSTD_e_end, sink); }
  bool begin_parts(const ByteSink& /*sink*/) override { return false; }
  void go_past(const OutputFile::StoredPart& /*part*/) override {}

 private:
  static constexpr int kLevel = 3;

  static std::size_t check(std::size_t result) {
    if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation) throw std::bad_alloc();
    if (ZSTD_isError(result) != 0) {
      throw std::runtime_error(fmt::format("zstd failed: {}", ZSTD_getErrorName(result)));
    }
    return result;
  }

  void compress(std::string_view text, ZSTD_EndDirective directive, const ByteSink& sink) {
    ZSTD_inBuffer in{text.data(), text.size(), 0};
    bool is_done = false;
    while (!is_done) {
      ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
      const std::size_t left = check(ZSTD_compressStream2(stream_.get(), &out, &in, directive));
      sink({buffer_.data(), out.pos});
      is_done = directive == ZSTD_e_end ? left == 0 : in.pos == in.size;
    }
  }

  struct FreeStream {
    void operator()(ZSTD_CCtx* stream) const { ZSTD_freeCCtx(stream); }
  };
  std::unique_ptr<ZSTD_CCtx, FreeStream> stream_;
  std::array<char, 1 << 16> buffer_{};
};

}  // namespace

std::unique_ptr<Encoder> make_encoder(std::string_view path) {
  if (path.ends_with(kGzipEnding)) return std::make_unique<GzipEncoder>();
  if (path.ends_with(kZstdEnding)) return std::make_unique<ZstdEncoder>();
  return std::make_unique<PlainEncoder>();
}

std::string_view without_packing_ending(std::string_view path) {
  for (const std::string_view ending : {kGzipEnding, kZstdEnding}) {
    if (path.ends_with(ending)) return path.substr(0, path.size() - ending.size());
  }
  return path;
}

}  // namespace crowdvote
