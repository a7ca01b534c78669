#include "io/line_reader.hpp"
#include "io/side_readers.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::size_t kLinesBetweenLooks = 1 << 16;
constexpr double kMargin = 1.05;  ///< the rest of a file is likely to be as dense as its start

/// Appends the integers of lines that are nothing but one, in its canonical form of up to nine digits.
/// Returns where the first other line begins. REQUIRES: the lines end with LF.
std::size_t parse_integer_lines(std::string_view lines, std::vector<std::uint32_t>& integers) {
  constexpr std::ptrdiff_t kMostDigits = 9;
  const char* at = lines.data();
  const char* const end = at + lines.size();
  while (at != end) {
    const char* const line = at;
    std::uint32_t integer = 0;
    for (; *at >= '0' && *at <= '9'; ++at) integer = 10 * integer + static_cast<std::uint32_t>(*at - '0');
    const std::ptrdiff_t n_digits = at - line;
    const bool is_canonical = n_digits == 1 || (n_digits > 1 && n_digits <= kMostDigits && *line != '0');
    if (*at != '\n' || !is_canonical) return static_cast<std::size_t>(line - lines.data());
    integers.push_back(integer);
    ++at;
  }
  return lines.size();
}

class TextReader {
 public:
  TextReader(ByteSource& source, SideCollector& collector, ProblemList& problems)
      : file_(source.name()),
        file_size_(source.packing() == Packing::none ? source.stored_size().value_or(0) : 0),
        takes_integers_(!collector.role().is_list() && collector.value_reader().takes_integers_as_names()),
        lines_(source),
        collector_(collector),
        problems_(problems) {}

  /// Takes the lines in the buffer that are short whole numbers and nothing else, up to the first that is
  /// not.
  void take_integer_lines() {
    if (!takes_integers_) return;
    const std::string_view ahead = lines_.plain_lines_ahead();
    integers_.clear();
    const std::size_t n_bytes = parse_integer_lines(ahead, integers_);
    if (integers_.empty()) return;
    if (text_.n_lines <= 1 && n_bytes == ahead.size()) {
      const double lines_of_byte = static_cast<double>(integers_.size()) / static_cast<double>(n_bytes);
      collector_.expect(static_cast<std::size_t>(kMargin * lines_of_byte * static_cast<double>(file_size_)));
    }
    collector_.put_integers(text_.n_lines, integers_);
    lines_.skip(integers_.size(), n_bytes);
    text_.n_lines += integers_.size();
    text_.n_blank_lines_at_end = 0;
  }

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
  std::uint64_t file_size_;  ///< 0: not known
  bool takes_integers_;
  std::vector<std::uint32_t> integers_;  ///< reused
  LineReader lines_;
  SideCollector& collector_;
  ProblemList& problems_;
  SideText text_;
};

}  // namespace

SideText read_side_text(ByteSource& source, SideCollector& collector, ProblemList& problems,
                        const RunControl& control) {
  TextReader reader(source, collector, problems);
  std::size_t next_look = 0;
  do {
    if (reader.text().n_lines >= next_look) {
      control.throw_if_cancelled();
      next_look = reader.text().n_lines + kLinesBetweenLooks;
    }
    reader.take_integer_lines();
  } while (reader.take_line());
  return reader.text();
}

}  // namespace crowdvote
