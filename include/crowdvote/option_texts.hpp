#pragma once

/// The texts of the options for reading and writing, which are the same in every front end.

#include <crowdvote/format_figures.hpp>
#include <crowdvote/name_fold.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/write_outputs.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

template <>
struct Choices<VotesFormat> {
  static constexpr std::array values{
      Choice<VotesFormat>{"auto", VotesFormat::automatic}, Choice<VotesFormat>{"json", VotesFormat::json},
      Choice<VotesFormat>{"csv", VotesFormat::csv}, Choice<VotesFormat>{"tsv", VotesFormat::tsv},
      Choice<VotesFormat>{"jsonl", VotesFormat::jsonl}};
};
template <>
struct Choices<JsonOrder> {
  static constexpr std::array values{Choice<JsonOrder>{"observation", JsonOrder::observation},
                                     Choice<JsonOrder>{"user", JsonOrder::user},
                                     Choice<JsonOrder>{"count", JsonOrder::count}};
};
template <>
struct Choices<Repeats> {
  static constexpr std::array values{
      Choice<Repeats>{"last", Repeats::last}, Choice<Repeats>{"first", Repeats::first},
      Choice<Repeats>{"all", Repeats::all}, Choice<Repeats>{"error", Repeats::error}};
};
template <>
struct Choices<TableFormat::Layout> {
  static constexpr std::array values{Choice<TableFormat::Layout>{"rows", TableFormat::Layout::rows},
                                     Choice<TableFormat::Layout>{"wide", TableFormat::Layout::wide}};
};
template <>
struct Choices<TableFormat::Quote> {
  static constexpr std::array values{Choice<TableFormat::Quote>{"none", TableFormat::Quote::none},
                                     Choice<TableFormat::Quote>{"double", TableFormat::Quote::double_quotes},
                                     Choice<TableFormat::Quote>{"single", TableFormat::Quote::single_quotes}};
};
template <>
struct Choices<MultiLabel::Reading> {
  static constexpr std::array values{Choice<MultiLabel::Reading>{"questions", MultiLabel::Reading::questions},
                                     Choice<MultiLabel::Reading>{"set", MultiLabel::Reading::set}};
};
template <>
struct Choices<LabelsFormat> {
  static constexpr std::array values{Choice<LabelsFormat>{"csv", LabelsFormat::csv},
                                     Choice<LabelsFormat>{"tsv", LabelsFormat::tsv},
                                     Choice<LabelsFormat>{"json", LabelsFormat::json},
                                     Choice<LabelsFormat>{"jsonl", LabelsFormat::jsonl},
                                     Choice<LabelsFormat>{"npy", LabelsFormat::npy},
                                     Choice<LabelsFormat>{"parquet", LabelsFormat::parquet}};
};
template <>
struct Choices<FiguresFormat> {
  static constexpr std::array values{
      Choice<FiguresFormat>{"text", FiguresFormat::text}, Choice<FiguresFormat>{"csv", FiguresFormat::csv},
      Choice<FiguresFormat>{"markdown", FiguresFormat::markdown},
      Choice<FiguresFormat>{"html", FiguresFormat::html}, Choice<FiguresFormat>{"json", FiguresFormat::json}};
};

/// Parses `COLUMN=VALUE` or `COLUMN!=VALUE`, where a column may be a path with `=` in its brackets. Empty for
/// any other text.
[[nodiscard]] std::optional<RowCondition> parse_condition(const std::string& text);
/// Parses one character, or its name: tab, comma, semicolon, space, pipe. Empty for any other text.
[[nodiscard]] std::optional<char> parse_separator(const std::string& text);
/// Adds a word that means "no vote"; `common` adds all of common_missing_words().
void add_missing_word(const std::string& word, std::vector<std::string>& words);
/// Sets the flag of one difference: case, space, unicode, number, or all of them with `all`. Returns false
/// for any other word.
[[nodiscard]] bool add_to_fold(std::string_view word, NameFold& fold);

}  // namespace crowdvote
