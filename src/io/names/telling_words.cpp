#include "io/names/telling_words.hpp"

#include <crowdvote/missing_words.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

constexpr std::array kTotals{"total"sv,
                             "totals"sv,
                             "grand total"sv,
                             "Grand Total"sv,
                             "subtotal"sv,
                             "sub-total"sv,
                             "sum"sv,
                             "mean"sv,
                             "average"sv,
                             "overall"sv,
                             "gesamt"sv,
                             "summe"sv,
                             "gesamtergebnis"sv,
                             "mittelwert"sv,
                             "somme"sv,
                             "moyenne"sv,
                             "total général"sv,
                             "Total général"sv,
                             "suma"sv,
                             "totale"sv,
                             "total general"sv,
                             "Total general"sv,
                             "Totale complessivo"sv};
constexpr std::array kAllUsers{"majority"sv,   "majority_vote"sv, "majority vote"sv, "consensus"sv,
                               "aggregated"sv, "adjudicated"sv,   "total"sv,         "mean"sv,
                               "average"sv,    "final_label"sv,   "final label"sv};
constexpr std::array kBelowHeaders{"string"sv,     "str"sv,         "text"sv,    "varchar"sv,  "character"sv,
                                   "factor"sv,     "object"sv,      "int"sv,     "int64"sv,    "integer"sv,
                                   "bigint"sv,     "numeric"sv,     "number"sv,  "---"sv,      "----"sv,
                                   "-----"sv,      "------"sv,      "-------"sv, "--------"sv, "---------"sv,
                                   "----------"sv, "-----------"sv, ":---"sv};

/// In the cases in which words are written, each once.
template <class Words>
std::vector<std::string> spellings_of(const Words& words) {
  std::vector<std::string> spellings;
  for (const auto& word : words) {
    std::string lower(word);
    std::string upper(word);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const std::string title = upper.substr(0, 1) + lower.substr(1);
    for (const std::string& text : {std::string(word), lower, upper, title}) {
      if (std::find(spellings.begin(), spellings.end(), text) == spellings.end()) spellings.push_back(text);
    }
  }
  return spellings;
}

}  // namespace

std::vector<std::string> spellings_of_missing_words() {
  std::vector<std::string> spellings = spellings_of(common_missing_words());
  spellings.insert(spellings.begin(), "");
  return spellings;
}

std::vector<std::string> spellings_of_totals() { return spellings_of(kTotals); }
std::vector<std::string> spellings_of_all_users() { return spellings_of(kAllUsers); }
std::vector<std::string> words_below_headers() { return {kBelowHeaders.begin(), kBelowHeaders.end()}; }

}  // namespace crowdvote
