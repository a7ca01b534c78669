#pragma once

/// JSON lines, which have one object per line.

#include "io/bytes/line_reader.hpp"
#include "io/json/json_texts.hpp"

namespace crowdvote {

class ByteSource;

/// Lines that are not objects are added to the problems and skipped; blank lines are ignored.
class JsonLines final : public JsonTexts {
 public:
  /// All arguments must outlive the lines. \param row what a line holds, for messages, such as "a vote"
  JsonLines(ByteSource& source, std::string_view row, std::size_t longest_line, ProblemList& problems);

  /// \see LineReader
  [[nodiscard]] std::uint64_t offset() const { return lines_.offset(); }
  void go_to(std::uint64_t begin, std::uint64_t end) { lines_.go_to(begin, end); }

  std::optional<std::string_view> next() override;
  [[nodiscard]] std::size_t line() const override { return lines_.number(); }
  [[nodiscard]] Problem problem(std::size_t offset, std::string what) const override;
  [[nodiscard]] std::string why_cut_off() const override;
  [[nodiscard]] std::string_view why_open_string() const override {
    return "the string that begins here is not closed on its line";
  }

 private:
  void finish();

  ByteSource& source_;
  std::string_view row_;
  ProblemList& problems_;
  LineReader lines_;
  bool has_read_anything_ = false;
  std::size_t before_ = 0;  ///< bytes before the object on its line
};

}  // namespace crowdvote
