#include "cli/hints.hpp"

#include <array>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

struct Hint {
  WayOut way;
  std::string_view text;  ///< {} stands for the value of the remedy
};

constexpr std::array kHints{
    Hint{WayOut::none, ""},
    Hint{WayOut::name_column, "--columns {}=NAME names another"},
    Hint{WayOut::number_columns, "as in --columns observation=1,user=2,label=3"},
    Hint{WayOut::choose_format, "--input-format says what format it has"},
    Hint{WayOut::json_order, "--json-order user reads it so"},
    Hint{WayOut::allow_repairs, "without --strict {}"},
    Hint{WayOut::name_ai_user, "--ai-user says what the AI is called"},
    Hint{WayOut::give_ai_votes, "give --ai-votes"},
    Hint{WayOut::give_ai_scores, "give --ai-scores"},
    Hint{WayOut::give_authors, "give --authors"},
    Hint{WayOut::give_weights, "give --weights"},
    Hint{WayOut::give_gold, "give --gold"},
    Hint{WayOut::ai_strategy, "--ai-strategy {} says how"},
    Hint{WayOut::output_format, "--output-format names it"},
    Hint{WayOut::leave_out, "leave {} out"},
    Hint{WayOut::make_baseline, "make one with --summary, or with compare -o FILE.json"},
    Hint{WayOut::more_memory, "--memory-limit raises the limit"},
    Hint{WayOut::field_limit, "--max-field allows more, if that is what it is meant to be"},
    Hint{WayOut::more_problems, "--max-errors {} shows all"},
};

}  // namespace

std::string way_out_text(const Remedy& remedy) {
  for (const Hint& hint : kHints) {
    if (hint.way == remedy.way) return fmt::format(fmt::runtime(hint.text), remedy.value);
  }
  return {};
}

std::string with_way_out(const std::string& text, const Remedy& remedy) {
  const std::string way_out = way_out_text(remedy);
  return way_out.empty() ? text : fmt::format("{}; {}", text, way_out);
}

}  // namespace crowdvote::cli
