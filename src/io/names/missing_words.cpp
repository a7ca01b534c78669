#include "io/names/plain_fold.hpp"
#include <crowdvote/missing_words.hpp>
#include <crowdvote/name_fold.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <set>

namespace crowdvote {

namespace {

constexpr NameFold kAnySpelling{.letter_case = true, .space = true, .unicode = true};

class FoldedWords {
 public:
  FoldedWords() {
    for (const std::string& word : common_missing_words()) words_.insert(fold(word, kAnySpelling));
    words_.erase(fold("None", kAnySpelling));
    for (const std::string& word : words_) {
      longest_ = std::max(longest_, word.size());
      begins_[static_cast<unsigned char>(word.front())] = true;
    }
  }
  /// Whether a text, in any spelling, may be one of these words, judged by its first character.
  [[nodiscard]] bool may_contain(std::string_view text) const {
    const char first = text.empty() ? ' ' : text.front();
    if (first <= ' ' || first >= '\x7f') return true;  // a blank, or a character that folding changes
    const char lower = static_cast<char>(first >= 'A' && first <= 'Z' ? first - 'A' + 'a' : first);
    return begins_[static_cast<unsigned char>(lower)];
  }
  [[nodiscard]] bool contains(std::string_view word) const {
    return word.size() <= longest_ && words_.contains(word);
  }

 private:
  std::set<std::string, std::less<>> words_;
  std::size_t longest_ = 0;
  std::array<bool, 256> begins_{};
};

}  // namespace

namespace {

std::vector<std::string> make_common_missing_words() {
  std::vector<std::string> words{
      // R, pandas, numpy
      "NA", "NaN", "-NaN", "<NA>", "NaT", "None", "NA_character_", "NA_integer_", "NA_real_", "N/A", "N / A",
      "n.a.", "n.a", "na.",
      // SQL dumps, JSON and JavaScript written as text
      "NULL", "(null)", "<null>", "[null]", "\\N", "nil", "undefined",
      // spreadsheets, including their names in other languages
      "#N/A", "#N/A N/A", "#NA", "#NV", "#N/D", "#N/V", "#NULL!", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?",
      "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#ERROR!",
      "#GETTING_DATA", "#REF", "#VALUE", "#WERT!", "#BEZUG!", "#ZAHL!", "#ÜBERLAUF!", "#KALK!", "#FELD!",
      "#BLOCKIERT!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#EPARS!", "#PROPAGATION!", "#CHAMP!",
      "#¡REF!", "#¡VALOR!", "#¡DIV/0!", "#¡NUM!", "#¡NULO!", "#¿NOMBRE?", "#VALORE!", "#RIF!", "#NOME?",
      "#VALOR!", "#NÚM!", "#NAAM?", "#WAARDE!", "#VERW!", "#GETAL!", "#LEEG!", "Err:501", "Err:502",
      "Err:503", "Err:504", "Err:508", "Err:509", "Err:510", "Err:511", "Err:512", "Err:519", "Err:520",
      "Err:522", "Err:523", "Err:524", "Err:525", "Err:529", "Err:540", "(blank)", "(empty)", "(missing)",
      "-", "--", "–", "—",
      // an empty value in quotes or brackets
      "\"\"", "''", "[]", "{}",
      // floating point of C and Windows, SAS and Stata
      "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN", ".",
      // Weka's ARFF files and datasets of the UCI repository
      "?",
      // surveys
      "no answer", "no response", "not answered", "unanswered", "skip", "skipped", "keine Angabe",
      "keine Antwort", "k.A.", "k. A.", "sans réponse", "pas de réponse", "sin respuesta"};
  // Spreadsheets show number signs in a column that is too narrow.
  constexpr std::size_t kNarrowest = 3;
  constexpr std::size_t kWidest = 24;
  for (std::size_t n = kNarrowest; n <= kWidest; ++n) words.emplace_back(n, '#');
  return words;
}

}  // namespace

const std::vector<std::string>& common_missing_words() {
  static const std::vector<std::string> words = make_common_missing_words();
  return words;
}

bool is_missing_word(std::string_view text) {
  static const FoldedWords words;
  if (!words.may_contain(text)) return false;
  PlainFold plain_fold;
  if (const auto plain = plain_fold(text)) return words.contains(*plain) || text == "None";
  const std::string folded = fold(text, kAnySpelling);
  return folded.empty() || words.contains(folded) || fold(text, {.space = true}) == "None";
}

}  // namespace crowdvote
