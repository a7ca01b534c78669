#include "io/bytes/byte_source.hpp"

#include "io/bytes/byte_filter.hpp"
#include "io/bytes/value.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/read_inputs.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crowdvote {

namespace {

constexpr std::string_view kStandardInput = "-";
/// Number of bytes between two checks of RunControl.
constexpr std::size_t kPiece = std::size_t{1} << 20;

std::string advice_on(int error_number) {
  switch (error_number) {
    case ENOENT:
      return "Check the path";
    case EACCES:
    case EPERM:
      return "Check who may read it";
    case EISDIR:
      return "Name a file in it";
    default:
      return "";
  }
}

/// Opening a named pipe blocks until its other end is opened.
int open_for_reading(const std::string& path, const RunControl& control) {
  if (path == kStandardInput) return STDIN_FILENO;
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  while (descriptor < 0 && errno == EINTR) {
    control.throw_if_cancelled();
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  }
  if (descriptor < 0) throw IoError(path, "open", errno, advice_on(errno));
  return descriptor;
}

bool starts_with(std::string_view text, std::initializer_list<unsigned char> bytes) {
  return text.size() >= bytes.size() &&
         std::equal(bytes.begin(), bytes.end(), text.begin(),
                    [](unsigned char a, char b) { return a == static_cast<unsigned char>(b); });
}

Compression compression_of(std::string_view head) {
  if (starts_with(head, {0x1f, 0x8b})) return Compression::gzip;
  if (starts_with(head, {0x28, 0xb5, 0x2f, 0xfd})) return Compression::zstd;
  // Parallel compressors begin a file with a skippable frame, 0x184D2A50 to 0x184D2A5F.
  const bool skippable =
      head.size() >= 4 && (head[0] & 0xf0) == 0x50 && starts_with(head.substr(1), {0x2a, 0x4d, 0x18});
  return skippable ? Compression::zstd : Compression::none;
}

/// Moves as many bytes as fit; returns their number.
std::size_t take_head(std::string& head, std::span<char> into) {
  const std::size_t n = std::min(into.size(), head.size());
  std::copy_n(head.data(), n, into.data());
  head.erase(0, n);
  return n;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (number_ != STDIN_FILENO) ::close(number_);
}

ByteSource::ByteSource(const std::string& path, const RunControl& control)
    : path_(path), control_(control), descriptor_(open_for_reading(path, control)) {
  struct stat status {};
  if (::fstat(descriptor_.number(), &status) == 0 && S_ISREG(status.st_mode) && path_ != kStandardInput) {
    stored_size_ = static_cast<std::uint64_t>(status.st_size);
  }
  std::array<char, 4> head{};
  stored_head_.assign(head.data(), read_stored(head));
  compression_ = compression_of(stored_head_);
  const auto read_compressed = [this](std::span<char> into) { return read_stored(into); };
  if (compression_ != Compression::none) format_suffix_ = compression_ == Compression::gzip ? ".gz" : ".zst";
  if (compression_ == Compression::gzip) decompressor_ = make_gzip_decompressor(name(), read_compressed);
  if (compression_ == Compression::zstd) decompressor_ = make_zstd_decompressor(name(), read_compressed);
  head_.assign(head.data(), read_decompressed(head));
  const std::string_view encoding = encoding_of(head_);
  if (encoding.empty()) return;
  format_suffix_ += fmt::format(" in {}", encoding);
  decoder_ = make_unicode_decoder(name(), encoding,
                                  [this](std::span<char> into) { return read_decompressed(into); });
}

ByteSource::~ByteSource() = default;

std::string name_of_inputs(std::span<const std::string> paths) {
  std::string names = paths.empty() ? "" : name_of_input(paths.front());
  if (paths.size() == 2) names += " and " + name_of_input(paths.back());
  if (paths.size() > 2) names += " and " + count_of(paths.size() - 1, "more file");
  return names;
}

std::string name_of_input(const std::string& path) {
  if (is_query(path)) {
    std::string text = path.substr(kQueryPrefix.size());
    std::replace(text.begin(), text.end(), '\n', ' ');
    return fmt::format("the query {}", cut_short(text));
  }
  return path == kStandardInput ? "standard input" : path;
}

std::string_view ByteSource::peek(std::size_t n) {
  const std::size_t left = ahead_.size() - ahead_taken_;
  if (left < n) {
    ahead_.erase(ahead_.begin(), ahead_.begin() + static_cast<std::ptrdiff_t>(ahead_taken_));
    ahead_taken_ = 0;
    ahead_.resize(n);
    ahead_.resize(left + read_text(std::span(ahead_).subspan(left)));
  }
  return {ahead_.data() + ahead_taken_, std::min(n, ahead_.size() - ahead_taken_)};
}

std::size_t ByteSource::read(std::span<char> into) {
  const std::size_t from_ahead = std::min(into.size(), ahead_.size() - ahead_taken_);
  std::copy_n(ahead_.data() + ahead_taken_, from_ahead, into.data());
  ahead_taken_ += from_ahead;
  std::size_t filled = from_ahead;
  while (filled < into.size()) {
    control_.throw_if_cancelled();
    const std::span<char> piece = into.subspan(filled, std::min(kPiece, into.size() - filled));
    const std::size_t n = read_text(piece);
    filled += n;
    look_at_memory(n);
    if (n < piece.size()) break;
  }
  n_given_ += filled;
  if (n_given_ > most_bytes_) throw InputError(beyond_most_);
  return filled;
}

void ByteSource::expect_at_most(std::size_t most_bytes, std::string_view expected, WayOut way_out) {
  most_bytes_ = most_bytes;
  beyond_most_ = {.file = name(),
                  .what = fmt::format("the file has more than {}", count_of(most_bytes, "byte")),
                  .expected = std::string(expected),
                  .remedy = {way_out, {}}};
}

std::string ByteSource::read_all() {
  constexpr std::size_t kSmallestStep = std::size_t{64} << 10;
  std::string all;
  for (std::size_t filled = 0;;) {
    const std::size_t step = std::max<std::size_t>({kSmallestStep, filled, stored_size_.value_or(0) + 1});
    check_memory(filled + step);
    all.resize(filled + step);
    const std::size_t n = read(std::span(all).subspan(filled));
    filled += n;
    if (n < step) {
      all.resize(filled);
      return all;
    }
  }
}

void ByteSource::go_to(const Stretch& stretch) {
  const std::uint64_t end = std::min(stretch.end, *stored_size_);
  const std::uint64_t begin = std::min(stretch.begin, end);
  if (::lseek(descriptor_.number(), static_cast<off_t>(begin), SEEK_SET) < 0) {
    throw IoError(name(), "read", errno, advice_on(errno));
  }
  n_in_stretch_ = end - begin;
  stored_bytes_read_ = 0;
  stored_head_.clear();
  ahead_.clear();
  ahead_taken_ = 0;
  head_ = stretch.before;
  behind_stretch_ = stretch.behind;
}

/// Other data has grown by what was read. The limit is checked rarely, as each check costs a system call.
void ByteSource::look_at_memory(std::size_t n_bytes) {
  constexpr std::size_t kBytesBetweenLooks = std::size_t{16} << 20;
  bytes_since_look_ += n_bytes;
  if (bytes_since_look_ < kBytesBetweenLooks) return;
  bytes_since_look_ = 0;
  check_memory(0);
}

void ByteSource::check_memory(std::size_t more_bytes) const {
  control_.check_memory("reading " + name(), more_bytes);
}

std::size_t ByteSource::read_text(std::span<char> into) {
  return decoder_ ? decoder_->read(into) : read_decompressed(into);
}

std::size_t ByteSource::read_decompressed(std::span<char> into) {
  const std::size_t filled = take_head(head_, into);
  into = into.subspan(filled);
  return filled + (decompressor_ ? decompressor_->read(into) : read_stored(into));
}

/// A file that is being written to is read neither in its old nor in its new state. Files in /proc have a
/// size of 0.
void ByteSource::check_is_whole() const {
  if (stored_size_.value_or(0) == 0 || stored_bytes_read_ == n_in_stretch_.value_or(*stored_size_)) return;
  throw IoError(name(), "read", 0,
                fmt::format("It had {} when it was opened and gave {}: something writes to it. Read it "
                            "when it is complete, or a copy",
                            count_of(n_in_stretch_.value_or(*stored_size_), "byte"),
                            count_of(stored_bytes_read_, "byte")));
}

std::size_t ByteSource::read_stored(std::span<char> into) {
  std::size_t filled = take_head(stored_head_, into);
  while (filled < into.size()) {
    std::size_t wanted = into.size() - filled;
    if (n_in_stretch_) wanted = std::min<std::uint64_t>(wanted, *n_in_stretch_ - stored_bytes_read_);
    if (n_in_stretch_ && wanted == 0) return filled + take_head(behind_stretch_, into.subspan(filled));
    const ssize_t n = ::read(descriptor_.number(), into.data() + filled, wanted);
    if (n == 0) {
      check_is_whole();
      break;
    }
    if (n < 0) {
      if (errno == EINTR) {
        control_.throw_if_cancelled();
        continue;
      }
      throw IoError(name(), "read", errno, advice_on(errno));
    }
    filled += static_cast<std::size_t>(n);
    stored_bytes_read_ += static_cast<std::uint64_t>(n);
  }
  return filled;
}

}  // namespace crowdvote
