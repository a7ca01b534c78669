#include <crowdvote/missing_words.hpp>
#include <crowdvote/option_texts.hpp>

#include <utility>

namespace crowdvote {

namespace {

/// Finds the first "=" that is not inside brackets, as it is in a path such as a[key=value].
std::size_t place_of_equals(const std::string& text) {
  bool is_in_brackets = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '[' || text[at] == ']') is_in_brackets = text[at] == '[';
    if (text[at] == '=' && !is_in_brackets) return at;
  }
  return std::string::npos;
}

}  // namespace

std::optional<RowCondition> parse_condition(const std::string& text) {
  const std::size_t equals = place_of_equals(text);
  const bool is_equal = equals == 0 || equals == std::string::npos || text[equals - 1] != '!';
  const std::size_t end = is_equal ? equals : equals - 1;
  if (equals == std::string::npos || end == 0) return std::nullopt;
  return RowCondition{.column = text.substr(0, end), .value = text.substr(equals + 1), .is_equal = is_equal};
}

std::optional<char> parse_separator(const std::string& text) {
  constexpr std::array kNames{std::pair{"tab", '\t'},  std::pair{"comma", ','}, std::pair{"semicolon", ';'},
                              std::pair{"space", ' '}, std::pair{"pipe", '|'},  std::pair{"\\t", '\t'}};
  for (const auto& [name, separator] : kNames) {
    if (text == name) return separator;
  }
  const bool is_one = text.size() == 1 && text != "\n" && text != "\r" && text != "\"";
  return is_one ? std::optional(text.front()) : std::nullopt;
}

void add_missing_word(const std::string& word, std::vector<std::string>& words) {
  if (word != "common") return words.push_back(word);
  words.insert(words.end(), common_missing_words().begin(), common_missing_words().end());
}

bool add_to_fold(std::string_view word, NameFold& fold) {
  constexpr std::array kDifferences{
      std::pair{"case", &NameFold::letter_case}, std::pair{"space", &NameFold::space},
      std::pair{"unicode", &NameFold::unicode}, std::pair{"number", &NameFold::number}};
  if (word == "all") fold = NameFold::all();
  for (const auto& [name, difference] : kDifferences) {
    if (word != name) continue;
    fold.*difference = true;
    return true;
  }
  return word == "all";
}

}  // namespace crowdvote
