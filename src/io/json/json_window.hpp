#pragma once

/// Cuts one large JSON object into small ones.

#include "io/bytes/byte_source.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Whole members of the top-level object, made an object of their own: where the file has a comma between
/// members, the window before ends with '}' and the window behind begins with '{'. A member that is longer than a
/// window and an object itself may be cut at a comma of its own: the window before ends with "}}", and the window
/// behind begins with the member once more, as in {"key":{
struct JsonWindow {
  enum class End : std::uint8_t {
    cut,         ///< at a comma that looks as if it stood between members
    cut_inside,  ///< at a comma that looks as if it stood inside the only member
    open,        ///< nowhere: no such comma was found, so the text is no object
    file_end     ///< with the file
  };

  std::vector<char> buffer;  ///< reused; has kJsonPadding bytes of room behind `size`
  std::size_t size = 0;
  std::size_t n_added = 1;  ///< bytes before the text of the file: '{', or a member once more
  std::uint64_t begin = 0;  ///< offset in the file of the byte that stands at buffer[n_added], less n_added
  std::size_t index = 0;    ///< number of the window
  End end = End::open;
  std::uint64_t stored_bytes = 0;  ///< how much of the file was read when the window was filled

  [[nodiscard]] std::string_view text() const { return {buffer.data(), size}; }
  /// Next to a comma of the file a member must stand.
  [[nodiscard]] bool may_be_empty() const { return index == 0 && n_closed() == 0; }
  /// Whether its first member is the rest of the one that the window before ends with.
  [[nodiscard]] bool begins_inside() const { return n_added > 1; }
  /// Brackets at the end where the file has a comma.
  [[nodiscard]] std::size_t n_closed() const {
    return end == End::cut ? 1U : end == End::cut_inside ? 2U : 0U;
  }
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

/// The first comma of a text from the middle of an object that looks like the end of a member (see JsonCutter); nothing
/// where none does. \param are_objects whether the members are
[[nodiscard]] std::optional<std::size_t> find_member_border(std::string_view text, bool are_objects);

/// A comma is taken for the end of a member by what stands around it, without a look at all that comes
/// before: `}, "key": {` where members are objects, `, "key":` elsewhere and inside a member. The same may stand
/// inside a string, or, in the second case, inside a nested object. A window that is cut there is no object: its
/// string is not closed, or its brackets do not match. A window that is cut inside a member must have no other. So a
/// wrong cut is always noticed, and `cut_back` or `extend` mends it.
class JsonCutter {
 public:
  /// Reads up to the '{' of the object. Throws InputError if there is none.
  /// \param shape for messages: what the object should look like
  JsonCutter(ByteSource& source, std::string_view shape, std::size_t window_size);

  [[nodiscard]] const JsonStart& start() const { return start_; }
  /// From now on members that are longer than a window and objects are cut inside.
  void cut_inside_members() { may_cut_inside_ = members_are_objects_; }
  [[nodiscard]] bool may_cut_inside() const { return may_cut_inside_; }

  /// Fills the next window; false at the end of the file.
  bool next(JsonWindow& window);
  /// Takes back the window that `next` gave out last, or the one before what was already given back.
  void give_back(const JsonWindow& window);

  /// Mends a window that is cut inside a member: takes the cut back.
  void reopen(JsonWindow& window);
  /// Mends a window: ends it at a comma of its own text, and keeps the rest for the next.
  void cut_back(JsonWindow& window, std::size_t comma);
  /// The same at a comma inside its first member, which is an object.
  void cut_inside(JsonWindow& window, std::size_t comma);
  /// Mends a window: at least doubles it. It ends at a later cut, or nowhere, or with the file.
  /// Throws MemoryError.
  void extend(JsonWindow& window);

 private:
  void grow(JsonWindow& window, std::size_t n_bytes);
  void read_and_cut(JsonWindow& window, std::size_t amount, std::size_t search_from);
  void keep_from(const JsonWindow& window, std::size_t from);
  [[nodiscard]] std::optional<std::size_t> find_border(std::string_view text, std::size_t from) const;

  ByteSource& source_;
  std::size_t window_size_;
  JsonStart start_;
  bool members_are_objects_ = false;
  bool may_cut_inside_ = false;
  bool is_done_ = false;
  std::string added_ = "{";  ///< what the next window begins with
  std::uint64_t begin_ = 0;  ///< offset in the file of what follows that
  std::size_t index_ = 0;    ///< of the next window
  std::vector<char> kept_;   ///< read, and not in a window yet
};

}  // namespace crowdvote
