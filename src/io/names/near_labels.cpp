#include "io/names/near_labels.hpp"

#include "io/bytes/line_reader.hpp"
#include <crowdvote/name_fold.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

bool is_decimal(char c) { return c >= '0' && c <= '9'; }
/// Whether a character belongs to a word of any alphabet: bytes beyond ASCII belong to letters.
bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

std::string pair_of(const NameTable& labels, LabelId a, LabelId b) {
  return fmt::format("'{}' and '{}'", labels.str(a), labels.str(b));
}

/// Returns the folded text without blanks and punctuation, except between digits and inside a word (it's is
/// not its); returns an empty text if few letters are left (A- is not A).
std::string letters_of(std::string_view text) {
  constexpr std::size_t kFewest = 3;
  constexpr std::string_view kPunctuation = " _-.,;:'\"()[]{}`";
  const std::string folded = fold(text, NameFold::all());
  std::string letters;
  std::size_t n_letters = 0;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const bool is_inside_word = folded[i] == '\'' && i > 0 && i + 1 < folded.size() &&
                                is_of_word(folded[i - 1]) && is_of_word(folded[i + 1]);
    const bool is_between_digits =
        i > 0 && i + 1 < folded.size() && is_decimal(folded[i - 1]) && is_decimal(folded[i + 1]);
    if (!is_between_digits && !is_inside_word && kPunctuation.find(folded[i]) != std::string_view::npos)
      continue;
    if (is_of_word(folded[i])) ++n_letters;
    letters += folded[i];
  }
  return n_letters < kFewest ? "" : letters;
}

struct Coded {
  std::string_view code;
  std::string_view text;
};

/// Splits "1: cat", "1 - cat", "1) cat", "(1) cat", "1=cat", "cat (1)"
std::optional<Coded> parts_of_coded(std::string_view text) {
  constexpr std::size_t kLongestCode = 3;
  const auto is_code = [](std::string_view code) {
    return !code.empty() && code.size() <= kLongestCode && std::all_of(code.begin(), code.end(), is_decimal);
  };
  if (text.ends_with(')')) {
    const std::size_t open = text.rfind('(');
    if (open != std::string_view::npos && open > 0) {
      const Coded coded{text.substr(open + 1, text.size() - open - 2), trimmed(text.substr(0, open))};
      if (is_code(coded.code) && !coded.text.empty()) return coded;
    }
  }
  const std::size_t begin = text.starts_with('(') || text.starts_with('[') ? 1 : 0;
  std::size_t end = begin;
  while (end < text.size() && is_decimal(text[end])) ++end;
  const std::string_view code = text.substr(begin, end - begin);
  const std::size_t word = text.find_first_not_of(" ):.=-]", end);
  if (!is_code(code) || word == std::string_view::npos || word == end || !is_of_word(text[word]))
    return std::nullopt;
  if (text.substr(end, word - end).find_first_of("):.=-]") == std::string_view::npos) return std::nullopt;
  return Coded{code, text.substr(word)};
}

Finding find_coded(const NameTable& labels, LabelId first) {
  Finding finding{.kind = Finding::Kind::near_twins, .of = "labels"};
  for (LabelId label = 0; label < labels.size(); ++label) {
    if (labels[label].is_integer()) continue;
    const auto coded = parts_of_coded(labels[label].text());
    if (!coded) continue;
    for (const std::string_view part : {coded->code, coded->text}) {
      const auto other = labels.find(Name(part));
      if (!other || (label < first && *other < first)) continue;
      add_example(finding, pair_of(labels, *other, label));
      break;
    }
  }
  return finding;
}

void find_punctuated(const NameTable& labels, LabelId first, Finding& finding) {
  std::unordered_map<std::string, LabelId> label_of_letters;
  for (LabelId label = 0; label < labels.size(); ++label) {
    if (labels[label].is_integer()) continue;
    const std::string_view text = labels[label].text();
    const std::string letters = letters_of(text);
    if (letters.empty()) continue;
    const auto [other, is_first] = label_of_letters.emplace(letters, label);
    if (is_first || label < first) continue;
    // Labels that folding joins are reported as twins.
    if (fold(text, NameFold::all()) == fold(labels.str(other->second), NameFold::all())) continue;
    add_example(finding, pair_of(labels, other->second, label));
  }
}

/// Finds long labels cut inside a word: a beginning that ends with a whole word may be a label in its own
/// right.
Finding find_cut(const NameTable& labels, LabelId first) {
  constexpr std::size_t kShortest = 20;
  Finding finding{.kind = Finding::Kind::cut_labels, .of = "labels"};
  const std::vector<LabelId> in_order = labels.ids_in_name_order();
  for (std::size_t r = 0; r + 1 < in_order.size(); ++r) {
    const LabelId label = in_order[r];
    const LabelId next = in_order[r + 1];
    if (labels[label].is_integer() || (label < first && next < first)) continue;
    const std::string_view text = labels[label].text();
    const std::string_view longer = labels[next].text();
    const bool is_cut = text.size() >= kShortest && longer.size() > text.size() && longer.starts_with(text) &&
                        is_of_word(text.back()) && is_of_word(longer[text.size()]);
    if (is_cut) add_example(finding, pair_of(labels, label, next));
  }
  return finding;
}

/// Finds quotes around every label that is not a number: they are not part of the labels.
Finding find_quoted(const NameTable& labels, LabelId first) {
  Finding finding{.kind = Finding::Kind::quoted_labels, .of = "labels"};
  if (first > 0) return finding;
  for (LabelId label = 0; label < labels.size(); ++label) {
    if (labels[label].is_integer()) continue;
    const std::string_view text = labels[label].text();
    const bool is_quoted =
        text.size() > 2 && text.front() == text.back() && (text.front() == '\'' || text.front() == '"');
    if (!is_quoted) return {.kind = Finding::Kind::quoted_labels, .of = "labels"};
    add_example(finding, fmt::format("{}", text));
  }
  return finding;
}

}  // namespace

std::vector<Finding> find_near_labels(const NameTable& labels, LabelId first) {
  constexpr std::size_t kMostLabels = 1000;
  if (labels.size() > kMostLabels || labels.all_integers()) return {};
  std::vector<Finding> found{find_coded(labels, first)};
  find_punctuated(labels, first, found.front());
  found.push_back(find_cut(labels, first));
  found.push_back(find_quoted(labels, first));
  std::erase_if(found, [](const Finding& finding) { return finding.count == 0; });
  return found;
}

}  // namespace crowdvote
