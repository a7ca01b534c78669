#include "io/bytes/byte_filter.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <iconv.h>

namespace crowdvote {

namespace {

struct Mark {
  std::string_view bytes;
  std::string_view encoding;
};
/// The mark of UTF-32LE begins with that of UTF-16LE.
constexpr std::array kMarks{Mark{{"\xff\xfe\0\0", 4}, "UTF-32LE"}, Mark{{"\0\0\xfe\xff", 4}, "UTF-32BE"},
                            Mark{"\xff\xfe", "UTF-16LE"}, Mark{"\xfe\xff", "UTF-16BE"}};

/// Converts to UTF-8 with iconv.
class Converter {
 public:
  /// \param file the name in messages. Small systems lack the conversion tables of iconv
  Converter(const std::string& file, const std::string& encoding)
      : handle_(iconv_open("UTF-8", encoding.c_str())) {
    if (handle_ == none())
      throw IoError(file, "decode", errno, fmt::format("It is in {}: convert it to UTF-8", encoding));
  }
  ~Converter() { iconv_close(handle_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  /// Moves both spans past what was converted; returns 0, or the error that stopped it.
  int convert(std::span<char>& from, std::span<char>& into) {
    char* in = from.data();
    char* out = into.data();
    std::size_t in_left = from.size();
    std::size_t out_left = into.size();
    const bool is_done = iconv(handle_, &in, &in_left, &out, &out_left) != static_cast<std::size_t>(-1);
    const int error = is_done ? 0 : errno;
    from = from.last(in_left);
    into = into.last(out_left);
    return error;
  }

 private:
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the value that iconv_open has for a failure
  static iconv_t none() { return reinterpret_cast<iconv_t>(-1); }
  iconv_t handle_;
};

class UnicodeDecoder final : public ByteFilter {
 public:
  UnicodeDecoder(std::string file, std::string_view encoding, ReadBytes read)
      : file_(std::move(file)), encoding_(encoding), read_(std::move(read)), converter_(file_, encoding_) {}

  std::size_t read(std::span<char> into) override {
    std::span<char> room = into;
    while (!room.empty()) {
      if (text_.empty() && !make_text()) break;
      const std::size_t n = std::min(room.size(), text_.size());
      std::copy_n(text_.begin(), n, room.begin());
      text_ = text_.subspan(n);
      room = room.subspan(n);
    }
    return into.size() - room.size();
  }

 private:
  /// Returns false at the end of the file.
  bool make_text() {
    std::copy(rest_.begin(), rest_.end(), raw_.begin());  // a character that the last piece split
    const std::span<char> free = std::span(raw_).subspan(rest_.size());
    const std::size_t n = read_(free);
    std::span<char> raw = std::span(raw_).first(rest_.size() + n);
    const bool is_end = n < free.size();
    if (raw.empty()) return false;
    const std::size_t n_raw = raw.size();
    std::span<char> room = converted_;
    const int error = converter_.convert(raw, room);
    n_read_ += n_raw - raw.size();
    if (error == EILSEQ) fail("bytes that are not a character");
    if (error == EINVAL && is_end) fail("the file ends within a character");
    rest_ = raw;
    text_ = std::span(converted_).first(converted_.size() - room.size());
    return !text_.empty();
  }

  [[noreturn]] void fail(std::string_view what) const {
    throw InputError(Problem{.file = file_,
                             .offset = n_read_,
                             .has_offset = true,
                             .what = fmt::format("{}, in text as {}: the file is damaged", what, encoding_)});
  }

  static constexpr std::size_t kPiece = std::size_t{64} << 10;
  /// The most bytes of UTF-8 per byte of UTF-16.
  static constexpr std::size_t kGrowth = 2;

  std::string file_;
  std::string encoding_;
  ReadBytes read_;
  Converter converter_;
  std::vector<char> raw_ = std::vector<char>(kPiece);
  std::vector<char> converted_ = std::vector<char>(kGrowth * kPiece);
  std::span<char> rest_;  ///< of raw_: not yet converted
  std::span<char> text_;  ///< of converted_: not yet given out
  std::size_t n_read_ = 0;
};

}  // namespace

std::string_view encoding_of(std::string_view head) {
  const auto* const mark = std::find_if(kMarks.begin(), kMarks.end(), [head](const Mark& candidate) {
    return head.starts_with(candidate.bytes);
  });
  return mark == kMarks.end() ? std::string_view() : mark->encoding;
}

std::unique_ptr<ByteFilter> make_unicode_decoder(const std::string& file, std::string_view encoding,
                                                 ByteFilter::ReadBytes read) {
  return std::make_unique<UnicodeDecoder>(file, encoding, std::move(read));
}

}  // namespace crowdvote
