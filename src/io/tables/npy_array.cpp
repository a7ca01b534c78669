#include "io/tables/npy_array.hpp"

#include "io/bytes/byte_source.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/format_figures.hpp>

#include <charconv>
#include <limits>
#include <span>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

constexpr const char* kWayOut = "Save whole numbers: np.save(FILE, labels.astype(np.int64))";

/// The content of the header, in Python's notation.
struct NpyHeader {
  std::string type;   ///< such as "<i8"
  std::string shape;  ///< such as "(3,)"
};

class NpyReader {
 public:
  explicit NpyReader(ByteSource& source) : file_(source.name()), source_(source) {}

  std::vector<std::int64_t> read() {
    const NpyHeader header = read_header();
    const std::size_t n = length_of(header.shape);
    const std::string& type = header.type;
    const bool is_integer = type.size() == 3 && (type[1] == 'i' || type[1] == 'u');
    if (!is_integer || std::string_view("1248").find(type[2]) == std::string_view::npos) fail_at_type(type);
    const auto bytes_of_value = static_cast<std::size_t>(type[2] - '0');
    if (n < std::numeric_limits<std::size_t>::max() / 16) {
      source_.expect_at_most(body_ + n * bytes_of_value, count_of(n, "label"));
    }
    bytes_ += source_.read_all();
    return integers(n, bytes_of_value, type[1] == 'i', type[0] == '>');
  }

 private:
  [[noreturn]] void fail(std::size_t offset, std::string what) const {
    throw InputError(Problem{.file = file_, .offset = offset, .has_offset = true, .what = std::move(what)});
  }

  [[noreturn]] void fail_at_type(const std::string& type) const {
    std::string_view found = "values that are not whole numbers";
    if (type.find('O') != std::string::npos) found = "Python objects, as where some labels are None";
    if (type.find('f') != std::string::npos)
      found = "numbers with a fraction, as scores or probabilities are";
    if (type.find('U') != std::string::npos || type.find('S') != std::string::npos) found = "texts";
    fail(body_,
         fmt::format("the array holds {} (type '{}'); expected whole numbers. {}, or give the labels as CSV",
                     found, type, kWayOut));
  }

  [[nodiscard]] std::uint64_t number_at(std::size_t begin, std::size_t n_bytes, bool is_big_endian) const {
    std::uint64_t value = 0;
    for (std::size_t b = 0; b < n_bytes; ++b) {
      const std::size_t place = is_big_endian ? n_bytes - 1 - b : b;
      value |= std::uint64_t{static_cast<unsigned char>(bytes_[begin + place])} << (8 * b);
    }
    return value;
  }

  /// Reads from the file until this many bytes are there, or until it ends.
  void take(std::size_t n_bytes) {
    const std::size_t n_before = bytes_.size();
    bytes_.resize(n_bytes);
    bytes_.resize(n_before + source_.read(std::span(bytes_).subspan(n_before)));
  }

  NpyHeader read_header() {
    constexpr std::size_t kLongest = std::size_t{1} << 16;
    const std::size_t version_at = kNpyMagic.size();
    take(version_at + 4);
    if (bytes_.size() < version_at + 4)
      fail(bytes_.size(), "the file ends inside the header of an .npy file");
    const int version = static_cast<unsigned char>(bytes_[version_at]);
    if (version < 1 || version > 3) {
      fail(version_at, fmt::format("version {} of the .npy format; expected 1, 2 or 3", version));
    }
    const std::size_t length_at = version_at + 2;
    const std::size_t length_bytes = version == 1 ? 2 : 4;
    take(length_at + length_bytes);
    if (bytes_.size() < length_at + length_bytes) fail(bytes_.size(), "the file ends inside its header");
    const std::uint64_t length = number_at(length_at, length_bytes, false);
    const std::size_t text_at = length_at + length_bytes;
    if (length > kLongest) {
      fail(length_at, fmt::format("a header of {}; expected at most {}", count_of(length, "byte"), kLongest));
    }
    take(text_at + static_cast<std::size_t>(length));
    if (length > bytes_.size() - text_at) fail(bytes_.size(), "the file ends inside its header");
    body_ = text_at + static_cast<std::size_t>(length);
    const std::string_view text = std::string_view(bytes_).substr(text_at, static_cast<std::size_t>(length));
    return {value_of(text, text_at, "descr"), value_of(text, text_at, "shape")};
  }

  /// The value of a key in {'descr': '<i8', 'fortran_order': False, 'shape': (3,), }.
  [[nodiscard]] std::string value_of(std::string_view text, std::size_t text_at, std::string_view key) const {
    const std::size_t key_at = text.find(fmt::format("'{}'", key));
    const std::size_t colon = key_at == std::string_view::npos ? key_at : text.find(':', key_at);
    const std::size_t begin =
        colon == std::string_view::npos ? colon : text.find_first_not_of(' ', colon + 1);
    std::size_t end = std::string_view::npos;
    if (begin != std::string_view::npos && text[begin] == '\'') {
      end = text.find('\'', begin + 1);
      if (end != std::string_view::npos) return std::string(text.substr(begin + 1, end - begin - 1));
    } else if (begin != std::string_view::npos && (text[begin] == '(' || text[begin] == '[')) {
      end = text.find(text[begin] == '(' ? ')' : ']', begin);
      if (end != std::string_view::npos) return std::string(text.substr(begin, end - begin + 1));
    }
    fail(text_at, fmt::format("the header of the .npy file has no readable '{}'", key));
  }

  /// The length of a shape with one dimension.
  [[nodiscard]] std::size_t length_of(const std::string& shape) const {
    std::size_t n = 0;
    const char* const text_end = shape.data() + shape.size();
    const auto [end, error] = std::from_chars(shape.data() + 1, text_end, n);
    if (error != std::errc() || std::string_view(end, text_end) != ",)") {
      fail(body_,
           fmt::format("the array has the shape {}; expected one dimension, a label for each observation{}",
                       shape,
                       shape.find(',') < shape.size() - 2
                           ? ": of probabilities take labels, as in probabilities.argmax(axis=1)"
                           : ""));
    }
    return n;
  }

  [[nodiscard]] std::vector<std::int64_t> integers(std::size_t n, std::size_t n_bytes, bool is_signed,
                                                   bool is_big_endian) const {
    const std::size_t n_there = (bytes_.size() - body_) / n_bytes;
    if (n_there < n) {
      fail(bytes_.size(), fmt::format("the file holds {} of {} labels", n_there, n));
    }
    const std::size_t n_unused_bits = 64 - 8 * n_bytes;
    std::vector<std::int64_t> values(n);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t bits = number_at(body_ + i * n_bytes, n_bytes, is_big_endian);
      if (!is_signed && bits > std::numeric_limits<std::int64_t>::max()) {
        fail(body_ + i * n_bytes, fmt::format("label {} does not fit in 64 bits with a sign", bits));
      }
      // A shift to the right replicates the sign.
      values[i] = is_signed ? static_cast<std::int64_t>(bits << n_unused_bits) >> n_unused_bits
                            : static_cast<std::int64_t>(bits);
    }
    return values;
  }

  std::string file_;
  ByteSource& source_;
  std::string bytes_;     ///< read so far
  std::size_t body_ = 0;  ///< offset at which the values begin
};

}  // namespace

std::vector<std::int64_t> read_npy_integers(ByteSource& source) { return NpyReader(source).read(); }

std::string npy_header(std::string_view type, std::span<const std::size_t> shape) {
  constexpr std::size_t kAlignment = 64;
  // A Python tuple has a comma behind a single element.
  std::string description = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}", type,
                                        fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
  std::string header(kNpyMagic);
  header.append("\x01\x00\x00\x00", 4);
  const std::size_t unpadded = header.size() + description.size() + 1;
  description.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  description += '\n';
  put_little_endian(header.data() + 8, static_cast<std::uint16_t>(description.size()));
  return header + description;
}

}  // namespace crowdvote
