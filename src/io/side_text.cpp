#include "io/line_reader.hpp"
#include "io/side_readers.hpp"

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::size_t kLinesBetweenLooks = 1 << 16;

class TextReader {
 public:
  TextReader(ByteSource& source, SideCollector& collector, ProblemList& problems)
      : file_(source.name()), lines_(source), collector_(collector), problems_(problems) {}

  /// False at the end of the file.
  bool take_line() {
    const auto line = lines_.next();
    if (!line) {
      if (lines_.stopped_at_a_long_line()) {
        add_problem(lines_.number() + 1, 1,
                    fmt::format("a line of more than {} MB", LineReader::kLongest >> 20));
      }
      return false;
    }
    const std::string_view text = trimmed(without_line_break(*line));
    text_.n_blank_lines_at_end = text.empty() ? text_.n_blank_lines_at_end + 1 : 0;
    if (const auto& fault = lines_.fault()) {
      add_problem(lines_.number(), fault->column, fault->what);
    } else if (collector_.role().is_list()) {
      take_key(text);
    } else {
      take_value(*line, text);
    }
    ++text_.n_lines;
    return true;
  }

  [[nodiscard]] const SideText& text() const { return text_; }

 private:
  void take_key(std::string_view text) {
    if (text.empty()) return;
    const Name key(text);
    if (!collector_.slot_of(key).is_repeated) return;
    std::string problem = collector_.note_replaced(key);
    if (!problem.empty()) add_problem(lines_.number(), 1, std::move(problem));
  }

  void take_value(std::string_view line, std::string_view text) {
    const SideValue value = collector_.value_reader().from_text(text);
    if (value.kind == SideValue::Kind::wrong) {
      add_problem(lines_.number(), static_cast<std::size_t>(text.data() - line.data()) + 1, value.problem);
    } else {
      collector_.put(text_.n_lines, collector_.role().value, value);
    }
  }

  void add_problem(std::size_t line, std::size_t column, std::string what) {
    problems_.add({.file = file_, .line = line, .column = column, .what = std::move(what)});
  }

  std::string file_;
  LineReader lines_;
  SideCollector& collector_;
  ProblemList& problems_;
  SideText text_;
};

}  // namespace

SideText read_side_text(ByteSource& source, SideCollector& collector, ProblemList& problems,
                        const RunControl& control) {
  TextReader reader(source, collector, problems);
  while (reader.take_line()) {
    if (reader.text().n_lines % kLinesBetweenLooks == 0) control.throw_if_cancelled();
  }
  return reader.text();
}

}  // namespace crowdvote
