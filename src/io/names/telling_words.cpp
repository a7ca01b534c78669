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

/// Further types and units of columns.
constexpr std::array kTypes{
    "id"sv,      "ids"sv,     "name"sv, "class"sv, "category"sv, "unit"sv,     "units"sv,    "enum"sv,
    "nominal"sv, "ordinal"sv, "chr"sv,  "fct"sv,   "dbl"sv,      "lgl"sv,      "char"sv,     "bool"sv,
    "boolean"sv, "date"sv,    "key"sv,  "uuid"sv,  "nvarchar"sv, "clob"sv,     "smallint"sv, "float"sv,
    "double"sv,  "decimal"sv, "real"sv, "index"sv, "utf8"sv,     "required"sv, "optional"sv};
constexpr std::array kUnnamed{"anonymous"sv,      "anonym"sv,        "anon"sv,
                              "anonymous user"sv, "unknown"sv,       "unknown user"sv,
                              "not-logged-in"sv,  "not logged in"sv, "not_logged_in"sv,
                              "nobody"sv,         "guest"sv,         "unbekannt"sv,
                              "anonyme"sv,        "inconnu"sv,       "anónimo"sv,
                              "desconocido"sv,    "gast"sv,          "invité"sv,
                              "unnamed"sv,        "no name"sv,       "-1"sv};
constexpr std::array kAboutFiles{
    "version"sv,    "info"sv,         "meta"sv,       "metadata"sv,    "comment"sv,  "comments"sv,
    "schema"sv,     "config"sv,       "settings"sv,   "description"sv, "license"sv,  "licence"sv,
    "source"sv,     "generated"sv,    "created"sv,    "created_at"sv,  "readme"sv,   "about"sv,
    "header"sv,     "dataset"sv,      "categories"sv, "classes"sv,     "labels"sv,   "label_names"sv,
    "label_map"sv,  "id2label"sv,     "label2id"sv,   "users"sv,       "workers"sv,  "annotators"sv,
    "guidelines"sv, "instructions"sv, "statistics"sv, "stats"sv,       "summary"sv,  "type"sv,
    "name"sv,       "title"sv,        "author"sv,     "date"sv,        "citation"sv, "format"sv,
    "options"sv,    "params"sv,       "parameters"sv, "properties"sv,  "notes"sv,    "note"sv};
constexpr std::array kBesideUsers{
    "n_votes"sv,   "num_votes"sv, "nvotes"sv,     "n_annotators"sv, "num_annotators"sv, "votes"sv,
    "count"sv,     "agreement"sv, "confidence"sv, "entropy"sv,      "kappa"sv,          "label"sv,
    "labels"sv,    "answer"sv,    "prediction"sv, "predicted"sv,    "result"sv,         "final"sv,
    "aggregate"sv, "score"sv,     "timestamp"sv,  "time"sv,         "date"sv,           "created_at"sv,
    "url"sv,       "id"sv,        "index"sv,      "meta"sv,         "metadata"sv,       "info"sv,
    "comment"sv,   "comments"sv,  "_comment"sv,   "notes"sv,        "version"sv,        "difficulty"sv};

/// The words in their usual letter cases, without duplicates.
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
std::vector<std::string> spellings_of_unnamed() { return spellings_of(kUnnamed); }
std::vector<std::string> words_beside_users() { return {kBesideUsers.begin(), kBesideUsers.end()}; }

std::vector<std::string> words_about_files() {
  std::vector<std::string> words;
  for (const std::string_view word : kAboutFiles) {
    for (const std::string_view before : {"", "_", "__", "$", "@", "#"})
      words.push_back(std::string(before) + std::string(word));
    words.push_back("__" + std::string(word) + "__");
  }
  words.insert(words.end(), {"//", "#", "_", "$id", "@context"});
  return words;
}

bool is_type_of_column(const Name& name) {
  if (name.is_integer() || name.text().size() < 2) return false;
  std::string text(name.text());
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const std::string_view pair : {"()", "[]", "<>", "{}"}) {
    if (text.front() == pair.front() && text.back() == pair.back()) return true;
  }
  text.resize(std::min(text.find_first_of("(["), text.size()));
  const auto is_among = [&](const auto& words) {
    return std::find(words.begin(), words.end(), text) != words.end();
  };
  return is_among(kTypes) || is_among(kBelowHeaders);
}

std::vector<std::string> words_below_headers() { return {kBelowHeaders.begin(), kBelowHeaders.end()}; }

}  // namespace crowdvote
