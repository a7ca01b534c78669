#include "cli/hints.hpp"

#include "cli/command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote::cli {

namespace {

/// Quoted as needed for a shell.
std::string as_argument(const std::string& text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,./_-+";
  return text.find_first_not_of(kPlain) == std::string::npos ? text : fmt::format("'{}'", text);
}

}  // namespace

std::string hint_for(const Remedy& remedy) {
  const std::string& value = remedy.value;
  switch (remedy.way) {
    case WayOut::none:
      return "";
    case WayOut::name_column:
      return fmt::format("--columns {}=NAME names the column", value);
    case WayOut::number_columns:
      return "--columns observation=1,user=2,label=3 numbers the columns of a file without a header";
    case WayOut::choose_format:
      return "--input-format says what format the votes have";
    case WayOut::choose_records:
      return "--records PATH leads to the records, as in --records data.items";
    case WayOut::json_order:
      return "--json-order user reads {user: {observation: label}}";
    case WayOut::read_counts:
      return "--json-order count reads {observation: {label: count}}";
    case WayOut::allow_repairs:
      return fmt::format("without --strict, {}", value);
    case WayOut::name_ai_user:
      return "--ai-user names the user who is the AI";
    case WayOut::give_ai_votes:
      return "give them with --ai-votes FILE";
    case WayOut::give_ai_scores:
      return "give them with --ai-scores FILE, or as a column score of --ai-votes FILE";
    case WayOut::give_ai_label_scores:
      return "give them with --ai-scores FILE, as {observation: {label: score}}";
    case WayOut::give_authors:
      return value.empty() ? "give them with --authors FILE"
                           : fmt::format("give them with --authors FILE, or use --strategy {}", value);
    case WayOut::choose_strategy:
      return fmt::format("--strategy {} fits these votes better", value);
    case WayOut::give_weights:
      return "give them with --weights FILE, or one weight for all with --default-weight NUM";
    case WayOut::give_gold:
      return "give them with --gold FILE";
    case WayOut::ai_strategy:
      return fmt::format("set it with --{}, or leave out --{}", value, one_of(remedy.choices));
    case WayOut::output_format:
      return "--output-format names the format";
    case WayOut::leave_out:
      return remedy.choices.empty()
                 ? fmt::format("otherwise leave out --{}", value)
                 : fmt::format("leave out --{}, or choose --strategy {}", value, one_of(remedy.choices));
    case WayOut::make_baseline:
      return "make one with --summary FILE, or with compare -o FILE.json";
    case WayOut::make_model:
      return "make one with --save-model FILE";
    case WayOut::more_memory:
      return "give more with --memory-limit if the machine has it, or work on fewer observations at a time";
    case WayOut::field_limit:
      return "--max-field allows longer ones";
    case WayOut::settle_missing:
      return fmt::format("--missing {} says that they mean no vote, --no-missing that they are labels",
                         as_argument(fmt::format("{}", fmt::join(remedy.choices, ","))));
    case WayOut::fold_labels:
      return fmt::format("--fold {} joins them", fmt::join(remedy.choices, ","));
    case WayOut::keep_minus_one:
      return "--keep-minus-one makes -1 a label, --abstain=-1 says that it means no vote";
    case WayOut::choose_repeats:
      return fmt::format("--repeats {} says which counts",
                         remedy.choices.empty() ? "last, first or all" : one_of(remedy.choices));
    case WayOut::allow_no_user:
      return "--columns user=NAME names the column, --anonymous takes votes without users";
    case WayOut::allow_several_labels:
      return fmt::format("--multi-label {} says that a vote may hold several labels", as_argument(value));
    case WayOut::no_header:
      return "--no-header says that it holds votes, --skip-lines 1 leaves it out";
    case WayOut::choose_separator:
      return fmt::format("--separator {} says what separates the cells", value);
    case WayOut::wide_layout:
      return "--columns label=NAME names the column, --layout wide reads a table with a column per user";
    case WayOut::choose_time:
      return fmt::format("--columns time={} takes the latest", as_argument(value));
    case WayOut::hold_out_experts:
      return "--hold-out-experts leaves their votes out of the aggregation";
    case WayOut::give_truth:
      return "give it with --truth FILE";
    case WayOut::choose_question:
      return "--question NAME says which question's answers are the votes";
    case WayOut::choose_rows:
      return fmt::format("--where {}=VALUE chooses the rows", value);
    case WayOut::get_duckdb:
      return "scripts/install_packages --sql installs it, and the environment variable CROWDVOTE_DUCKDB "
             "names a libduckdb.so that is elsewhere";
    case WayOut::give_query:
      return "--sql takes the query";
    case WayOut::more_problems:
      return fmt::format("--max-errors {} shows all", value);
  }
  return "";
}

std::string with_hint(std::string_view text, const Remedy& remedy) {
  const std::string hint = hint_for(remedy);
  return hint.empty() ? std::string(text) : fmt::format("{}; {}", text, hint);
}

}  // namespace crowdvote::cli
