#pragma once

/// Cuts one large JSON object into small ones.

#include "io/bytes/byte_source.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Whole members of the top-level object, made an object of their own: where the file has a comma between
/// members, the window before ends with '}' and the window behind begins with '{'.
struct JsonWindow {
  enum class End : std::uint8_t {
    cut,      ///< at a comma that looks as if it stood between members
    open,     ///< nowhere: no such comma was found, so the text is no object
    file_end  ///< with the file
  };

  std::vector<char> buffer;  ///< reused; has kJsonPadding bytes of room behind `size`
  std::size_t size = 0;
  std::uint64_t begin = 0;  ///< offset in the file of the byte that stands at buffer[0]
  std::size_t index = 0;    ///< number of the window
  End end = End::open;
  std::uint64_t stored_bytes = 0;  ///< how much of the file was read when the window was filled

  [[nodiscard]] std::string_view text() const { return {buffer.data(), size}; }
  /// Next to a comma of the file a member must stand.
  [[nodiscard]] bool may_be_empty() const { return index == 0 && end != End::cut; }
};

/// The JSON parser may read, not use, so many bytes behind the end of a text.
inline constexpr std::size_t kJsonPadding = 64;

/// Where the object of a file begins.
struct JsonStart {
  std::uint64_t offset = 0;      ///< of its '{'
  std::size_t lines_before = 0;  ///< line breaks before it
  std::uint64_t line_begin = 0;  ///< offset of the line on which it stands
  bool file_has_lines = false;   ///< told by the first few kilobytes: is the object more than one line?
};

/// A comma is taken for the end of a member by what stands around it, without a look at all that comes
/// before: `}, "key": {` where members are objects, `, "key":` elsewhere. The same may stand inside a string,
/// or, in the second case, inside a nested object. A window that is cut there is not complete: its string or
/// its object is not closed. So a wrong cut is always noticed, and `cut_back` or `extend` mends it.
class JsonCutter {
 public:
  /// Reads up to the '{' of the object. Throws InputError if there is none.
  /// \param shape for messages: what the object should look like
  JsonCutter(ByteSource& source, std::string_view shape, std::size_t window_size);

  [[nodiscard]] const JsonStart& start() const { return start_; }

  /// Fills the next window; false at the end of the file.
  bool next(JsonWindow& window);
  /// Takes back the window that `next` gave out last, or the one before what was already given back.
  void give_back(const JsonWindow& window);

  /// Mends a window: ends it at a comma of its own text, and keeps the rest for the next.
  void cut_back(JsonWindow& window, std::size_t comma);
  /// Mends a window: at least doubles it. It ends at a later cut, or nowhere, or with the file.
  /// Throws MemoryError.
  void extend(JsonWindow& window);

 private:
  void grow(JsonWindow& window, std::size_t n_bytes);
  void read_and_cut(JsonWindow& window, std::size_t amount, std::size_t search_from);
  void keep_from(const JsonWindow& window, std::size_t from);
  [[nodiscard]] std::optional<std::size_t> find_border(std::string_view text, std::size_t from) const;
  [[nodiscard]] bool is_border(std::string_view text, std::size_t comma) const;

  ByteSource& source_;
  std::size_t window_size_;
  JsonStart start_;
  bool members_are_objects_ = false;
  bool is_done_ = false;
  std::uint64_t begin_ = 0;  ///< of the next window
  std::size_t index_ = 0;    ///< of the next window
  std::vector<char> kept_;   ///< read, and not in a window yet
};

}  // namespace crowdvote
