#include "options.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/missing_words.hpp>
#include <crowdvote/nearest_word.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pybind11/stl.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

using Texts = std::vector<std::string>;

/// One text, or several.
Texts texts_of(const py::handle& value) {
  if (py::isinstance<py::str>(value)) return {value.cast<std::string>()};
  Texts texts;
  for (const py::handle& item : value) texts.push_back(py::str(item).cast<std::string>());
  return texts;
}

template <class Value>
Value chosen(std::string_view keyword, const std::string& word,
             std::initializer_list<std::pair<std::string_view, Value>> choices) {
  Texts words;
  for (const auto& [name, value] : choices) {
    if (name == word) return value;
    words.emplace_back(name);
  }
  throw OptionError(fmt::format("{}='{}': expected {}", keyword, word, fmt::join(words, ", ")));
}

NameFold fold_of(const Texts& words) {
  NameFold fold;
  for (const std::string& word : words) {
    if (word == "all") {
      fold = NameFold::all();
    } else {
      fold.*chosen<bool NameFold::*>("fold", word,
                                     {{"case", &NameFold::letter_case},
                                      {"space", &NameFold::space},
                                      {"unicode", &NameFold::unicode},
                                      {"number", &NameFold::number}}) = true;
    }
  }
  return fold;
}

ColumnNames columns_of(const py::handle& value) {
  ColumnNames names;
  for (const auto& [role, name] : value.cast<std::map<std::string, py::object>>()) {
    if (name.is_none()) continue;
    names.*chosen<std::optional<std::string> ColumnNames::*>("columns", role,
                                                             {{"observation", &ColumnNames::observation},
                                                              {"user", &ColumnNames::user},
                                                              {"label", &ColumnNames::label},
                                                              {"count", &ColumnNames::count},
                                                              {"time", &ColumnNames::time},
                                                              {"score", &ColumnNames::score},
                                                              {"weight", &ColumnNames::weight}}) =
        py::str(name).cast<std::string>();
  }
  return names;
}

/// {column: value}, {column: [values]}, or texts "column=value" and "column!=value".
std::vector<RowCondition> conditions_of(const py::handle& value) {
  std::vector<RowCondition> conditions;
  if (py::isinstance<py::dict>(value)) {
    for (const auto& [column, wanted] : value.cast<std::map<std::string, py::object>>()) {
      const bool is_list = py::isinstance<py::list>(wanted) || py::isinstance<py::tuple>(wanted);
      for (const std::string& text :
           is_list ? texts_of(wanted) : Texts{py::str(wanted).cast<std::string>()}) {
        conditions.push_back({.column = column, .value = text});
      }
    }
    return conditions;
  }
  for (const std::string& text : texts_of(value)) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw OptionError(fmt::format("where='{}': expected COLUMN=VALUE or COLUMN!=VALUE", text));
    }
    const bool is_equal = text[equals - 1] != '!';
    conditions.push_back({.column = text.substr(0, is_equal ? equals : equals - 1),
                          .value = text.substr(equals + 1),
                          .is_equal = is_equal});
  }
  return conditions;
}

void set_format(ReadOptions& read, const std::string& word) {
  const Texts exports = known_export_names();
  if (std::find(exports.begin(), exports.end(), word) != exports.end()) {
    read.known_export = word;
    return;
  }
  read.votes_format = chosen<VotesFormat>("input_format", word,
                                          {{"auto", VotesFormat::automatic},
                                           {"json", VotesFormat::json},
                                           {"csv", VotesFormat::csv},
                                           {"tsv", VotesFormat::tsv},
                                           {"jsonl", VotesFormat::jsonl}});
}

char separator_of(const std::string& text) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kNames{
      {{"tab", '\t'}, {"comma", ','}, {"semicolon", ';'}, {"space", ' '}, {"pipe", '|'}}};
  for (const auto& [name, character] : kNames) {
    if (text == name) return character;
  }
  if (text.size() != 1) {
    throw OptionError(
        fmt::format("separator='{}': expected one character, or tab, comma, semicolon, space or pipe", text));
  }
  return text.front();
}

MultiLabel& multi_label(ReadOptions& read) {
  if (!read.multi_label) read.multi_label.emplace();
  return *read.multi_label;
}

using Set = std::function<void(ReadOptions&, const py::handle&)>;

/// In the order in which they are applied.
const std::vector<std::pair<std::string, Set>>& keywords() {
  using Read = ReadOptions;
  using Handle = const py::handle&;
  static const std::vector<std::pair<std::string, Set>> all{
      {"input_format", [](Read& r, Handle v) { set_format(r, v.cast<std::string>()); }},
      {"json_order",
       [](Read& r, Handle v) {
         r.json_order =
             chosen<JsonOrder>("json_order", v.cast<std::string>(),
                               {{"observation", JsonOrder::observation}, {"user", JsonOrder::user}});
       }},
      {"columns", [](Read& r, Handle v) { r.columns = columns_of(v); }},
      {"side_columns",
       [](Read& r, Handle v) {
         for (const auto& [role, names] : v.cast<std::map<std::string, py::object>>()) {
           r.columns_of_files[role] = columns_of(names);
         }
       }},
      {"records", [](Read& r, Handle v) { r.records = v.cast<std::string>(); }},
      {"question", [](Read& r, Handle v) { r.question = v.cast<std::string>(); }},
      {"where", [](Read& r, Handle v) { r.where = conditions_of(v); }},
      {"without", [](Read& r, Handle v) { r.without = texts_of(v); }},
      {"repeats",
       [](Read& r, Handle v) {
         r.repeats = chosen<Repeats>("repeats", v.cast<std::string>(),
                                     {{"last", Repeats::last},
                                      {"first", Repeats::first},
                                      {"all", Repeats::all},
                                      {"error", Repeats::error}});
       }},
      {"anonymous", [](Read& r, Handle v) { r.allows_no_user = v.cast<bool>(); }},
      {"as_of", [](Read& r, Handle v) { r.as_of = py::str(v).cast<std::string>(); }},
      {"multi_label",
       [](Read& r, Handle v) {
         const auto separator = v.cast<std::string>();
         multi_label(r).separator = separator == "json" ? "" : separator;
       }},
      {"multi_label_as",
       [](Read& r, Handle v) {
         multi_label(r).reading = chosen<MultiLabel::Reading>(
             "multi_label_as", v.cast<std::string>(),
             {{"questions", MultiLabel::Reading::questions}, {"set", MultiLabel::Reading::set}});
       }},
      {"layout",
       [](Read& r, Handle v) {
         using Layout = TableFormat::Layout;
         r.table.layout = chosen<Layout>("layout", v.cast<std::string>(),
                                         {{"rows", Layout::rows}, {"wide", Layout::wide}});
       }},
      {"no_header", [](Read& r, Handle v) { r.table.has_no_header = v.cast<bool>(); }},
      {"separator", [](Read& r, Handle v) { r.table.separator = separator_of(v.cast<std::string>()); }},
      {"quote",
       [](Read& r, Handle v) {
         using Quote = TableFormat::Quote;
         r.table.quote = chosen<Quote>(
             "quote", v.cast<std::string>(),
             {{"none", Quote::none}, {"double", Quote::double_quotes}, {"single", Quote::single_quotes}});
       }},
      {"comment", [](Read& r, Handle v) { r.table.comment = v.cast<std::string>(); }},
      {"skip_lines", [](Read& r, Handle v) { r.table.skip_lines = v.cast<std::size_t>(); }},
      {"decimal_comma", [](Read& r, Handle v) { r.decimal_comma = v.cast<bool>(); }},
      {"abstain", [](Read& r, Handle v) { r.abstain = texts_of(v); }},
      {"missing",
       [](Read& r, Handle v) {
         for (const std::string& word : texts_of(v)) {
           if (word == "common") {
             r.missing.insert(r.missing.end(), common_missing_words().begin(), common_missing_words().end());
           } else {
             r.missing.push_back(word);
           }
         }
       }},
      {"no_missing", [](Read& r, Handle v) { r.missing_words_are_labels = v.cast<bool>(); }},
      {"keep_minus_one", [](Read& r, Handle v) { r.minus_one_is_a_label = v.cast<bool>(); }},
      {"fold", [](Read& r, Handle v) { r.fold = fold_of(texts_of(v)); }},
      {"ai_user", [](Read& r, Handle v) { r.ai_user = py::str(v).cast<std::string>(); }},
      {"strict", [](Read& r, Handle v) { r.strict = v.cast<bool>(); }},
      {"max_field", [](Read& r, Handle v) { r.max_field_bytes = v.cast<std::size_t>(); }},
      {"max_errors", [](Read& r, Handle v) { r.max_errors = v.cast<std::size_t>(); }},
  };
  return all;
}

}  // namespace

std::vector<std::string> reading_keywords() {
  Texts names;
  for (const auto& [name, set] : keywords()) names.push_back(name);
  return names;
}

ReadOptions read_options(const py::dict& given) {
  ReadOptions read;
  for (const auto& [name, set] : keywords()) {
    if (!given.contains(name.c_str())) continue;
    const py::object value = given[name.c_str()];
    if (value.is_none()) continue;
    try {
      set(read, value);
    } catch (const py::cast_error&) {
      throw py::type_error(fmt::format("{}= does not take {}", name, py::repr(value).cast<std::string>()));
    }
  }
  return read;
}

InputPaths input_paths(const py::dict& paths) {
  InputPaths inputs;
  if (paths.contains("votes")) inputs.votes = paths["votes"].cast<Texts>();
  const auto take = [&paths](const char* role, std::optional<std::string>& path) {
    if (paths.contains(role)) path = paths[role].cast<std::string>();
  };
  take("authors", inputs.authors);
  take("ai_votes", inputs.ai_votes);
  take("ai_scores", inputs.ai_scores);
  take("truth", inputs.truth);
  take("gold", inputs.gold);
  take("experts", inputs.experts);
  take("weights", inputs.weights);
  return inputs;
}

}  // namespace crowdvote::python
