#include "io/names/odd_labels.hpp"

#include "io/bytes/line_reader.hpp"
#include "io/names/plain_fold.hpp"
#include <crowdvote/missing_words.hpp>
#include <crowdvote/name_fold.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

/// Words for yes, in lower case.
constexpr std::array kYesWords{"1"sv,          "true"sv, "yes"sv,  "t"sv,  "y"sv,    "wahr"sv,
                               "ja"sv,         "vrai"sv, "oui"sv,  "sí"sv, "si"sv,   "verdadero"sv,
                               "verdadeiro"sv, "sim"sv,  "vero"sv, "sì"sv, "waar"sv, "prawda"sv};
constexpr std::array kNoWords{"0"sv,    "false"sv, "no"sv,    "f"sv,      "n"sv,   "falsch"sv, "nein"sv,
                              "faux"sv, "non"sv,   "falso"sv, "onwaar"sv, "nee"sv, "não"sv,    "fałsz"sv};
/// Bit n is set if one of these words has n bytes.
constexpr std::uint32_t kSizesOfYesAndNo = [] {
  std::uint32_t sizes = 0;
  for (const std::string_view word : kYesWords) sizes |= 1U << word.size();
  for (const std::string_view word : kNoWords) sizes |= 1U << word.size();
  return sizes;
}();
/// Other words that people answer with; a label that is one of them is not the name of a person.
constexpr std::array kAnswers{"maybe"sv,    "unsure"sv,   "unknown"sv, "other"sv, "none"sv,
                              "positive"sv, "negative"sv, "neutral"sv, "spam"sv,  "ham"sv,
                              "agree"sv,    "disagree"sv, "skip"sv,    "yes"sv};

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::string_view kSeparators = "|;,";

/// Whether a text cannot be one of these words, or a single letter, in any spelling.
bool is_no_short_word(std::string_view text) {
  constexpr std::size_t kLongest = 24;  // including blanks around it
  constexpr std::size_t kLongestWord =
      16;  // letters beyond ASCII may take more bytes than what they are folded to
  constexpr std::size_t kLongestShort = 5;  // "false"
  if (text.size() > kLongest || trimmed(text).size() > kLongestWord) return true;
  if (text.size() <= kLongestShort || !is_plain(text)) return false;
  if ((kSizesOfYesAndNo >> text.size() & 1U) == 0) return true;
  const auto begins_as = [&](std::string_view word) {
    return word.size() == text.size() &&
           (text.front() == word.front() || text.front() == word.front() - 'a' + 'A');
  };
  return std::none_of(kYesWords.begin(), kYesWords.end(), begins_as) &&
         std::none_of(kNoWords.begin(), kNoWords.end(), begins_as);
}

/// Accepts '["a", "b"]', '{"choices": ["a"]}', "['a', 'b']" and '[1, 2]', but not '[a]', which is a name in
/// brackets.
bool is_list_or_object(std::string_view text) {
  text = trimmed(text);
  if (text.size() < 3) return false;
  const bool is_object = text.front() == '{' && text.back() == '}';
  const bool is_list = text.front() == '[' && text.back() == ']';
  if (!is_object && !is_list) return false;
  const std::string_view inside = trimmed(text.substr(1, text.size() - 2));
  if (inside.starts_with('"') || inside.starts_with('\'')) return true;
  return is_list && inside.find_first_not_of("0123456789-., ") == std::string_view::npos;
}

/// Returns the parts between separators, sorted; empty if there is only one part.
std::string parts_in_order(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = 0; end != std::string_view::npos; text.remove_prefix(end + 1)) {
    end = text.find(separator);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) break;
  }
  if (parts.size() < 2) return {};
  std::sort(parts.begin(), parts.end());
  return fmt::format("{}", fmt::join(parts, std::string_view(&separator, 1)));
}

/// Whether each part between separators is a label too and not a number, which may have a decimal comma.
bool is_made_of_labels(std::string_view text, char separator, const NameTable& labels) {
  for (std::size_t end = 0; end != std::string_view::npos; text.remove_prefix(end + 1)) {
    end = text.find(separator);
    const Name part(trimmed(text.substr(0, end)));
    if (part.is_integer() || !labels.find(part)) return false;
    if (end == std::string_view::npos) break;
  }
  return true;
}

/// Whether a label is one or several plain words, too long for yes or no, and not a list of labels.
bool is_of_usual_form(std::string_view text) {
  if (text.empty() ||
      !((text.front() >= 'a' && text.front() <= 'z') || (text.front() >= 'A' && text.front() <= 'Z')))
    return false;
  return is_plain(text) && is_no_short_word(text) && !plain_holds_any_of(text, kSeparators) &&
         !is_missing_word(text);
}

/// Whether a number is a usual code for "no answer" in surveys whose other labels are the small numbers of a
/// scale.
bool is_code_for_missing(std::int64_t value) {
  constexpr std::array kCodes{-7, -8, -9, -66, -77, -88, -98, -99, -999, -9999, 77, 88, 98, 99, 999, 9999};
  return std::find(kCodes.begin(), kCodes.end(), value) != kCodes.end();
}

}  // namespace

bool is_word_for_answer(std::string_view text) {
  const std::string word = fold(text, {.letter_case = true, .space = true});
  return word.size() > 1 &&
         (is_one_of(kYesWords, word) || is_one_of(kNoWords, word) || is_one_of(kAnswers, word));
}

std::vector<LabelId> codes_for_missing(const NameTable& labels) {
  constexpr std::size_t kMostLabels = 20;
  constexpr std::int64_t kMostOfScale = 11;
  std::vector<LabelId> codes;
  if (labels.size() > kMostLabels || labels.size() < 3 || !labels.all_integers()) return codes;
  for (LabelId label = 0; label < labels.size(); ++label) {
    const std::int64_t value = labels[label].value();
    if (is_code_for_missing(value)) {
      codes.push_back(label);
    } else if (value < 0 || value > kMostOfScale) {
      return {};
    }
  }
  if (codes.size() + 2 > labels.size()) codes.clear();
  return codes;
}

std::vector<LabelId> labels_of_odd_form(const NameTable& labels) {
  std::vector<LabelId> odd;
  bool is_other_integer_known = false;
  for (LabelId label = 0; label < labels.size(); ++label) {
    const Name name = labels[label];
    const bool is_other_integer = name.is_integer() && name.value() != 0 && name.value() != 1;
    const bool is_usual = is_other_integer ? std::exchange(is_other_integer_known, true)
                                           : !name.is_integer() && is_of_usual_form(name.text());
    if (!is_usual) odd.push_back(label);
  }
  return odd;
}

std::vector<Finding> find_yes_no_spellings(const NameTable& labels, std::span<const LabelId> odd,
                                           LabelId first) {
  Finding finding{.kind = Finding::Kind::yes_no_spellings, .of = "labels"};
  for (const auto words :
       {std::span<const std::string_view>(kYesWords), std::span<const std::string_view>(kNoWords)}) {
    std::vector<std::string> plain;      // each word once
    std::vector<std::string> spellings;  // as they are written
    bool is_new = false;
    for (const LabelId label : odd) {
      if (!labels[label].is_integer() && is_no_short_word(labels[label].text())) continue;
      const std::string text = labels.str(label);
      const std::string word = fold(text, {.letter_case = true, .space = true});
      if (!is_one_of(words, word)) {
        const bool is_of_other_kind = labels[label].is_integer() || word.size() == 1;
        if (is_of_other_kind && !is_one_of(kYesWords, word) && !is_one_of(kNoWords, word)) return {};
        continue;
      }
      is_new = is_new || label >= first;
      if (std::find(plain.begin(), plain.end(), word) != plain.end()) continue;
      plain.push_back(word);
      spellings.push_back(fmt::format("'{}'", text));
    }
    if (is_new && plain.size() > 1) add_example(finding, fmt::format("{}", fmt::join(spellings, " and ")));
  }
  if (finding.count == 0) return {};
  return {std::move(finding)};
}

std::vector<Finding> find_label_lists(const NameTable& labels, std::span<const LabelId> odd, LabelId first) {
  Finding json{
      .kind = Finding::Kind::label_lists, .of = "labels", .remedy = {WayOut::allow_several_labels, "json"}};
  std::array<Finding, kSeparators.size()> by_separator;
  std::array<std::unordered_map<std::string, LabelId>, kSeparators.size()> label_of_parts;
  for (std::size_t s = 0; s < kSeparators.size(); ++s) {
    by_separator[s] = {.kind = Finding::Kind::label_lists,
                       .of = "labels",
                       .remedy = {WayOut::allow_several_labels, std::string(1, kSeparators[s])}};
  }
  for (const LabelId label : odd) {
    if (labels[label].is_integer()) continue;
    const std::string_view text = labels[label].text();
    if (is_list_or_object(text)) {
      if (label >= first) add_example(json, fmt::format("'{}'", text));
      continue;
    }
    for (std::size_t s = 0; s < kSeparators.size(); ++s) {
      if (text.find(kSeparators[s]) == std::string_view::npos) continue;
      if (label >= first && is_made_of_labels(text, kSeparators[s], labels)) {
        add_example(by_separator[s], fmt::format("'{}'", text));
        continue;
      }
      const auto [other, is_first] = label_of_parts[s].emplace(parts_in_order(text, kSeparators[s]), label);
      if (is_first || label < first) continue;
      add_example(by_separator[s], fmt::format("'{}' and '{}'", labels.str(other->second), text));
    }
  }
  std::vector<Finding> found;
  if (json.count > 0) found.push_back(std::move(json));
  for (Finding& finding : by_separator) {
    if (finding.count > 0) found.push_back(std::move(finding));
  }
  return found;
}

}  // namespace crowdvote
