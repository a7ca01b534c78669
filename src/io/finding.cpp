#include <crowdvote/finding.hpp>

#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

std::string with_noun(std::size_t n, std::string_view noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

/// "3 labels": the plural of `of` is its own name.
std::string counted_names(const Finding& finding) {
  const std::string_view of = finding.of;
  return with_noun(finding.count, of.substr(0, of.size() - (of.ends_with('s') ? 1 : 0)));
}

}  // namespace

std::string Finding::text() const {
  const bool is_one = count == 1;
  const std::string examples_text = fmt::format("{}", fmt::join(examples, ", "));
  switch (kind) {
    case Kind::missing_words:
      return fmt::format("{} {} as if nobody had answered: {}", counted_names(*this),
                         is_one ? "reads" : "read", examples_text);
    case Kind::number_spellings:
      return fmt::format("{} {} a number that is spelled in another way too: {}", counted_names(*this),
                         is_one ? "is" : "are", examples_text);
    case Kind::twins:
      return fmt::format("{} {} from another only in case, blanks or Unicode form: {}", counted_names(*this),
                         is_one ? "differs" : "differ", examples_text);
    case Kind::header_votes:
      return fmt::format("a header seems to have been read as a vote: {}", examples_text);
    case Kind::records_as_votes:
      return fmt::format("the {} look like the fields of a table, not like {}: {}", of, of, examples_text);
    case Kind::line_breaks:
      return fmt::format("{} {} over more than one line: {}; is a quote never closed?", counted_names(*this),
                         is_one ? "goes" : "go", examples_text);
    case Kind::scientific_ids:
      return fmt::format(
          "{} {} written as {}: a spreadsheet may have rounded them, and different ones may be one",
          counted_names(*this), is_one ? "is" : "are", examples_text);
    case Kind::minus_one:
      return fmt::format("{} of -1 {} taken for no vote, and all labels are numbers, as {}",
                         with_noun(count, "statement"), is_one ? "was" : "were", examples_text);
    case Kind::no_votes:
      return "the file holds no vote at all";
    case Kind::repeated_header:
      return fmt::format("{} the header, and {} skipped: {}",
                         is_one ? "1 row repeats" : fmt::format("{} rows repeat", count),
                         is_one ? "was" : "were", examples_text);
    case Kind::rows_in_a_cell:
      return fmt::format("{} what looks like whole rows, as in {}; is a quote never closed?",
                         is_one ? "1 cell in quotes holds" : fmt::format("{} cells in quotes hold", count),
                         examples_text);
  }
  return "";
}

void add_example(Finding& finding, std::string example) {
  constexpr std::size_t kMost = 3;
  ++finding.count;
  if (finding.examples.size() < kMost) finding.examples.push_back(std::move(example));
}

}  // namespace crowdvote
