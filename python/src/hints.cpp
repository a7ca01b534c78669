#include "hints.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote::python {

namespace {

std::string one_keyword_of(std::vector<std::string> words) {
  for (std::string& word : words) word = keyword(word) + "=";
  return one_of(words);
}

/// As Python writes lists of texts.
std::string list_of(const std::vector<std::string>& words) {
  return fmt::format("['{}']", fmt::join(words, "', '"));
}

}  // namespace

std::string keyword(std::string word) {
  std::replace(word.begin(), word.end(), '-', '_');
  return word;
}

std::string hint_for(const Remedy& remedy) {
  const std::string& value = remedy.value;
  switch (remedy.way) {
    case WayOut::none:
      return "";
    case WayOut::name_column:
      return fmt::format("columns={{'{}': NAME}} names the column", value);
    case WayOut::number_columns:
      return "columns={'observation': 1, 'user': 2, 'label': 3} numbers the columns of a file without a "
             "header";
    case WayOut::choose_format:
      return "input_format= says what format the votes have";
    case WayOut::choose_records:
      return "records= leads to the records, as in records='data.items'";
    case WayOut::json_order:
      return "json_order='user' reads {user: {observation: label}}";
    case WayOut::read_counts:
      return "json_order='count' reads {observation: {label: count}}";
    case WayOut::allow_repairs:
      return fmt::format("without strict=True, {}", value);
    case WayOut::name_ai_user:
      return "ai_user= names the user who is the AI";
    case WayOut::give_ai_votes:
      return "give them with ai_votes=";
    case WayOut::give_ai_scores:
      return "give them with ai_scores=";
    case WayOut::give_ai_label_scores:
      return "give them with ai_scores=, as {observation: {label: score}}";
    case WayOut::give_authors:
      return value.empty() ? "give them with authors="
                           : fmt::format("give them with authors=, or use strategy='{}'", value);
    case WayOut::choose_strategy:
      return fmt::format("strategy='{}' fits these votes better", value);
    case WayOut::give_weights:
      return "give them with weights=, or one weight for all with default_weight=";
    case WayOut::give_gold:
      return "give them with gold=";
    case WayOut::ai_strategy:
      return fmt::format("set it with {}=, or leave out {}", keyword(value), one_keyword_of(remedy.choices));
    case WayOut::output_format:
      return "format= names the format";
    case WayOut::leave_out:
      return remedy.choices.empty() ? fmt::format("otherwise leave out {}=", keyword(value))
                                    : fmt::format("leave out {}=, or choose strategy='{}'", keyword(value),
                                                  one_of(remedy.choices));
    case WayOut::make_baseline:
      return "make one with Result.write(summary=)";
    case WayOut::make_model:
      return "make one with Result.write(model=)";
    case WayOut::more_memory:
      return "give more with memory_limit= if the machine has it, or work on fewer observations at a time";
    case WayOut::field_limit:
      return "max_field= allows longer ones";
    case WayOut::settle_missing:
      return fmt::format("missing={} says that they mean no vote, no_missing=True that they are labels",
                         list_of(remedy.choices));
    case WayOut::fold_labels:
      return fmt::format("fold={} joins them", list_of(remedy.choices));
    case WayOut::keep_minus_one:
      return "keep_minus_one=True makes -1 a label, abstain=['-1'] says that it means no vote";
    case WayOut::choose_repeats:
      return fmt::format("repeats='{}' says which counts",
                         remedy.choices.empty() ? "last', 'first' or 'all" : one_of(remedy.choices));
    case WayOut::allow_no_user:
      return "columns={'user': NAME} names the column, anonymous=True takes votes without users";
    case WayOut::allow_several_labels:
      return fmt::format("multi_label='{}' says that a vote may hold several labels", value);
    case WayOut::no_header:
      return "no_header=True says that it holds votes, skip_lines=1 leaves it out";
    case WayOut::choose_separator:
      return fmt::format("separator='{}' says what separates the cells", value);
    case WayOut::wide_layout:
      return "columns={'label': NAME} names the column, layout='wide' reads a table with a column per user";
    case WayOut::choose_time:
      return fmt::format("columns={{'time': '{}'}} takes the latest", value);
    case WayOut::hold_out_experts:
      return "hold_out_experts=True leaves their votes out of the aggregation";
    case WayOut::give_truth:
      return "give it with truth=";
    case WayOut::choose_question:
      return "question= says which question's answers are the votes";
    case WayOut::choose_rows:
      return fmt::format("where={{'{}': VALUE}} chooses the rows", value);
    case WayOut::get_duckdb:
      return "the environment variable CROWDVOTE_DUCKDB names a libduckdb.so";
    case WayOut::give_query:
      return "votes='sql:QUERY' takes the query";
    case WayOut::more_problems:
      return fmt::format("max_errors={} shows all", value);
  }
  return "";
}

}  // namespace crowdvote::python
