#include "io/read/text_values.hpp"

#include "io/bytes/byte_source.hpp"
#include "io/bytes/line_reader.hpp"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

/// Appends the integers of lines that consist of a single integer of up to nine digits in canonical form, and
/// kNoReference for -1. Returns where the first other line begins. REQUIRES: the lines end with LF.
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
    if (*at == '\n' && is_canonical) {
      integers.push_back(integer);
      ++at;
    } else if (std::string_view(line, end).starts_with("-1\n")) {
      integers.push_back(kNoReference);
      at = line + 3;
    } else {
      return static_cast<std::size_t>(line - lines.data());
    }
  }
  return lines.size();
}

class TextReader {
 public:
  TextReader(ByteSource& source, const RecordRange& range, std::size_t longest_line, ValuesSink& sink,
             Values& values, ProblemList& problems)
      : source_(source), lines_(source, longest_line), sink_(sink), values_(values), problems_(problems) {
    if (!range.is_all()) lines_.go_to(range.begin, range.end);
  }

  void read() {
    do {
      if (sink_.takes_integers()) take_integer_lines();
    } while (take_line());
    if (lines_.stopped_at_a_long_line()) problems_.add(lines_.too_long("a line"));
  }

 private:
  /// Takes buffered lines for as long as they consist of a short whole number or -1.
  void take_integer_lines() {
    const std::string_view ahead = lines_.plain_lines_ahead();
    integers_.clear();
    const std::size_t n_bytes = parse_integer_lines(ahead, integers_);
    if (integers_.empty()) return;
    if (values_.n_values <= 1 && n_bytes == ahead.size()) expect_as_many(n_bytes);
    sink_.take_integers(integers_);
    lines_.skip(integers_.size(), n_bytes);
    values_.n_blank_at_end = 0;
  }

  /// Reserves memory on the assumption that the rest of the file is as dense as its start.
  void expect_as_many(std::size_t n_bytes) {
    if (source_.compression() != Compression::none) return;
    constexpr double kMargin = 1.05;
    const double lines_of_byte = static_cast<double>(integers_.size()) / static_cast<double>(n_bytes);
    sink_.expect(
        static_cast<std::size_t>(kMargin * lines_of_byte * static_cast<double>(source_.bytes_to_read())));
  }

  /// Returns false at the end of the file.
  bool take_line() {
    const auto line = lines_.next();
    if (!line) return false;
    const std::string_view text = trimmed(without_line_break(*line));
    values_.n_blank_at_end = text.empty() ? values_.n_blank_at_end + 1 : 0;
    const auto& fault = lines_.fault();
    const std::size_t column =
        fault ? fault->column : static_cast<std::size_t>(text.empty() ? 0 : text.data() - line->data()) + 1;
    ProblemOrNull problem = fault ? std::make_unique<Problem>(Problem{.what = fault->what})
                                  : sink_.take_next(Value::of(Name(text)));
    if (!problem) return true;
    problem->file = source_.name();
    problem->line = lines_.number();
    problem->column = column;
    problems_.add(*std::move(problem));
    return true;
  }

  ByteSource& source_;
  LineReader lines_;
  ValuesSink& sink_;
  Values& values_;
  ProblemList& problems_;
  std::vector<std::uint32_t> integers_;  ///< reused
};

}  // namespace

void read_text(ByteSource& source, const RecordRange& range, std::size_t longest_line, ValuesSink& sink,
               Values& values, ProblemList& problems) {
  TextReader(source, range, longest_line, sink, values, problems).read();
}

}  // namespace crowdvote
