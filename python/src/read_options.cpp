#include "figures.hpp"
#include "options.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/option_texts.hpp>

#include <algorithm>
#include <functional>
#include <map>

#include <fmt/format.h>
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

template <class Enum>
Enum chosen(const std::string& keyword, const py::handle& value) {
  return value_of_word<Enum>(keyword, value.cast<std::string>());
}

NameFold fold_of(const Texts& words) {
  NameFold fold;
  for (const std::string& word : words) {
    if (!add_to_fold(word, fold)) {
      throw OptionError(fmt::format("fold='{}': expected case, space, unicode, number or all", word));
    }
  }
  return fold;
}

ColumnNames columns_of(const py::handle& value) {
  static const std::map<std::string, std::optional<std::string> ColumnNames::*> kRoles{
      {"observation", &ColumnNames::observation},
      {"user", &ColumnNames::user},
      {"label", &ColumnNames::label},
      {"count", &ColumnNames::count},
      {"time", &ColumnNames::time},
      {"score", &ColumnNames::score},
      {"weight", &ColumnNames::weight}};
  ColumnNames names;
  for (const auto& [role, name] : value.cast<std::map<std::string, py::object>>()) {
    if (name.is_none()) continue;
    const auto known = kRoles.find(role);
    if (known == kRoles.end()) {
      throw OptionError(
          fmt::format("columns='{}': expected observation, user, label, count, time, score or weight", role));
    }
    names.*(known->second) = py::str(name).cast<std::string>();
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
    auto condition = parse_condition(text);
    if (!condition) {
      throw OptionError(fmt::format("where='{}': expected COLUMN=VALUE or COLUMN!=VALUE", text));
    }
    conditions.push_back(*std::move(condition));
  }
  return conditions;
}

void set_format(ReadOptions& read, const std::string& word) {
  const Texts exports = known_export_names();
  if (std::find(exports.begin(), exports.end(), word) != exports.end()) {
    read.known_export = word;
    return;
  }
  read.votes_format = value_of_word<VotesFormat>("input_format", word);
}

char separator_of(const std::string& text) {
  if (const auto separator = parse_separator(text)) return *separator;
  throw OptionError(
      fmt::format("separator='{}': expected one character, or tab, comma, semicolon, space or pipe", text));
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
      {"json_order", [](Read& r, Handle v) { r.json_order = chosen<JsonOrder>("json_order", v); }},
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
      {"repeats", [](Read& r, Handle v) { r.repeats = chosen<Repeats>("repeats", v); }},
      {"anonymous", [](Read& r, Handle v) { r.allows_no_user = v.cast<bool>(); }},
      {"as_of", [](Read& r, Handle v) { r.as_of = py::str(v).cast<std::string>(); }},
      {"multi_label",
       [](Read& r, Handle v) {
         const auto separator = v.cast<std::string>();
         multi_label(r).separator = separator == "json" ? "" : separator;
       }},
      {"multi_label_as",
       [](Read& r, Handle v) { multi_label(r).reading = chosen<MultiLabel::Reading>("multi_label_as", v); }},
      {"layout", [](Read& r, Handle v) { r.table.layout = chosen<TableFormat::Layout>("layout", v); }},
      {"no_header", [](Read& r, Handle v) { r.table.has_no_header = v.cast<bool>(); }},
      {"separator", [](Read& r, Handle v) { r.table.separator = separator_of(v.cast<std::string>()); }},
      {"quote", [](Read& r, Handle v) { r.table.quote = chosen<TableFormat::Quote>("quote", v); }},
      {"comment", [](Read& r, Handle v) { r.table.comment = v.cast<std::string>(); }},
      {"skip_lines", [](Read& r, Handle v) { r.table.skip_lines = v.cast<std::size_t>(); }},
      {"decimal_comma", [](Read& r, Handle v) { r.decimal_comma = v.cast<bool>(); }},
      {"abstain", [](Read& r, Handle v) { r.abstain = texts_of(v); }},
      {"missing",
       [](Read& r, Handle v) {
         for (const std::string& word : texts_of(v)) add_missing_word(word, r.missing);
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
