#include <crowdvote/missing_words.hpp>
#include <crowdvote/name_fold.hpp>

#include <algorithm>
#include <unordered_set>

namespace crowdvote {

namespace {

constexpr NameFold kAnySpelling{.letter_case = true, .space = true, .unicode = true};

}  // namespace

const std::vector<std::string>& common_missing_words() {
  static const std::vector<std::string> words{
      // R, pandas, numpy
      "NA", "NaN", "-NaN", "<NA>", "NaT", "None", "NA_character_", "NA_integer_", "NA_real_", "N/A", "N / A",
      "n.a.", "n.a", "na.",
      // SQL dumps, JSON and JavaScript written as text
      "NULL", "(null)", "<null>", "[null]", "\\N", "nil", "undefined",
      // spreadsheets, with the names that they have in other languages
      "#N/A", "#N/A N/A", "#NA", "#NV", "#N/D", "#N/V", "#NULL!", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?",
      "#NUM!", "#SPILL!", "#CALC!", "#WERT!", "#BEZUG!", "(blank)", "(empty)", "(missing)", "-", "--", "–",
      "—",
      // what is left of nothing in quotes or brackets
      "\"\"", "''", "[]", "{}",
      // C's and Windows' floating point, SAS and Stata
      "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN", "."};
  return words;
}

bool is_missing_word(std::string_view text) {
  static const std::unordered_set<std::string> words = [] {
    std::unordered_set<std::string> folded;
    for (const std::string& word : common_missing_words()) folded.insert(fold(word, kAnySpelling));
    folded.erase(fold("None", kAnySpelling));
    return folded;
  }();
  const std::string folded = fold(text, kAnySpelling);
  return folded.empty() || words.contains(folded) || fold(text, {.space = true}) == "None";
}

}  // namespace crowdvote
