#pragma once

/// Records of JSON documents, which may span any number of lines.

#include "io/bytes/reading_buffer.hpp"
#include "io/json/json_text.hpp"
#include "io/json/json_texts.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

class ByteSource;

/// The records of a file of any size, read one at a time, each held whole. A document is one record, an array
/// of records, or an object that holds records under a path of keys:
///
///     {...} {...}              several documents, one after the other
///     [{...}, {...}]
///     {"data": [{...}]}        with the path data
///
/// Only brackets and strings of a record are examined, to find where it ends.
class JsonDocuments final : public JsonTexts {
 public:
  struct Options {
    std::vector<std::string> path = {};  ///< to the records
    bool opens_objects =
        false;               ///< an object as a document is not a record: records are in one of its members
    bool was_found = false;  ///< the path was not given by the user: it leads to the only list of objects
    std::size_t longest = std::size_t{16} << 20;  ///< in bytes, of a record
  };
  /// All arguments must outlive the documents.
  JsonDocuments(ByteSource& source, Options options, ProblemList& problems);

  std::optional<std::string_view> next() override;
  [[nodiscard]] std::size_t n_steps_taken() const override { return n_steps_taken_; }
  [[nodiscard]] std::size_t line() const override { return line_; }
  [[nodiscard]] Problem problem(std::size_t offset, std::string what) const override;
  [[nodiscard]] std::string why_cut_off() const override {
    return "the file ends inside the object; it is cut off: fetch or write it again";
  }
  [[nodiscard]] std::string_view why_open_string() const override {
    return "the string that begins here is never closed; a quote is missing, or the file is cut off";
  }

 private:
  enum class Place : std::uint8_t { between_documents, array, object };

  void enter(Place place);
  void go_on_between_documents(char first);
  void go_on_in_array(char first);
  void go_on_in_object(char first);
  void look_at_member(std::string_view key, char first);
  [[nodiscard]] char behind_comma(char first, char closing);
  void refuse_if_list_of_objects();
  void skip_value(JsonExtent extent = {});
  [[nodiscard]] std::string_view take_value();
  [[nodiscard]] char token();
  bool refill();
  void count_lines();
  [[noreturn]] void fail(std::string what);
  [[noreturn]] void fail_at(char found, std::string_view expectation);

  ByteSource& source_;
  Options options_;
  ProblemList& problems_;
  ReadingBuffer buffer_;
  std::size_t position_ = 0;  ///< everything before it is finished, except the last record given out

  Place place_ = Place::between_documents;
  bool is_first_ = true;    ///< in its array or object
  bool is_record_ = false;  ///< whether a record begins at the position
  bool has_found_ = false;  ///< whether the member at the path was found in this document
  std::size_t n_open_ = 0;  ///< objects that enclose the position
  std::size_t n_steps_taken_ = 0;

  std::size_t counted_ = 0;  ///< lines are counted up to here: the beginning of the last record given out
  std::size_t line_ = 1;     ///< number of the line at counted_
  std::uint64_t line_begin_ = 0;  ///< offset in the file of that line
};

}  // namespace crowdvote
