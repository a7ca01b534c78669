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

/// Whole members of the top-level object, made into an object of their own: where the file has a comma
/// between members, one window ends with '}' and the next one begins with '{'. A member that is itself an
/// object and longer than a window may be cut at one of its own commas: one window ends with "}}", and the
/// next one begins with the key of the member again, as in {"key":{
struct JsonWindow {
  enum class End : std::uint8_t {
    cut,         ///< at a comma that seems to be between members
    cut_inside,  ///< at a comma that seems to be inside the only member
    open,        ///< nowhere: no such comma was found, so the text is not an object
    file_end     ///< with the file
  };

  std::vector<char> buffer;  ///< reused; has kJsonPadding spare bytes behind `size`
  std::size_t size = 0;
  std::size_t n_added = 1;  ///< bytes before the text of the file: '{', or the key of a member again
  std::uint64_t begin = 0;  ///< offset in the file of buffer[n_added], minus n_added
  std::size_t index = 0;    ///< number of the window
  End end = End::open;
  std::uint64_t stored_bytes = 0;  ///< how many bytes of the file had been read when the window was filled

  [[nodiscard]] std::string_view text() const { return {buffer.data(), size}; }
  /// Next to a comma of the file, there must be a member.
  [[nodiscard]] bool may_be_empty() const { return index == 0 && n_closed() == 0; }
  /// Whether its first member continues the last one of the previous window.
  [[nodiscard]] bool begins_inside() const { return n_added > 1; }
  /// Number of brackets at the end in place of a comma in the file.
  [[nodiscard]] std::size_t n_closed() const {
    return end == End::cut ? 1U : end == End::cut_inside ? 2U : 0U;
  }
};

/// The JSON parser may read, but not use, this many bytes behind the end of a text.
inline constexpr std::size_t kJsonPadding = 64;

/// Where the object of a file begins.
struct JsonStart {
  std::uint64_t offset = 0;      ///< of its '{'
  std::size_t lines_before = 0;  ///< line breaks before it
  std::uint64_t line_begin = 0;  ///< offset of the line on which it is
  /// Judged by the first few kilobytes: whether the object spans several lines.
  bool file_has_lines = false;
};

/// The first comma in a text from the middle of an object that seems to end a member (see JsonCutter);
/// nothing if there is none. \param are_objects whether the members are objects
[[nodiscard]] std::optional<std::size_t> find_member_border(std::string_view text, bool are_objects);

/// Decides by its surroundings whether a comma ends a member, without examining everything before it: `},
/// "key": {` if members are objects, `, "key":` otherwise and inside a member. The same characters may occur
/// inside a string or, in the second case, inside a nested object. A window cut there is not an object: its
/// string is not closed, or its brackets do not match. A window that is cut inside a member must not contain
/// another member. So a wrong cut is always noticed, and `cut_back` or `extend` repairs it.
class JsonCutter {
 public:
  /// Reads up to the '{' of the object. Throws InputError if there is none.
  /// \param shape what the object should look like, for messages
  JsonCutter(ByteSource& source, std::string_view shape, std::size_t window_size);

  [[nodiscard]] const JsonStart& start() const { return start_; }
  /// From now on, members that are objects and longer than a window are cut inside.
  void cut_inside_members() { may_cut_inside_ = members_are_objects_; }
  [[nodiscard]] bool may_cut_inside() const { return may_cut_inside_; }

  /// Fills the next window; false at the end of the file.
  bool next(JsonWindow& window);
  /// Takes back the window that `next` gave out last, or the one before those already taken back.
  void give_back(const JsonWindow& window);

  /// Repairs a window that is cut inside a member by undoing the cut.
  void reopen(JsonWindow& window);
  /// Repairs a window by ending it at a comma in its own text; the rest is kept for the next one.
  void cut_back(JsonWindow& window, std::size_t comma);
  /// The same at a comma inside its first member, which is an object.
  void cut_inside(JsonWindow& window, std::size_t comma);
  /// Repairs a window by at least doubling it. It then ends at a later cut, or nowhere, or with the file.
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
  std::string added_ = "{";  ///< the beginning of the next window
  std::uint64_t begin_ = 0;  ///< offset in the file of the text behind added_
  std::size_t index_ = 0;    ///< of the next window
  std::vector<char> kept_;   ///< read but not yet in a window
};

}  // namespace crowdvote
