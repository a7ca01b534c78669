#pragma once

/// The list of strategies. The only header that names them all.

#include <crowdvote/consensus.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategies/mv.hpp>
#include <crowdvote/strategies/plantnet.hpp>
#include <crowdvote/strategies/twothird.hpp>
#include <crowdvote/strategies/wawa.hpp>
#include <crowdvote/strategies/wmv.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace crowdvote {

using StrategyOptions = std::variant<MvOptions, WmvOptions, WawaOptions, TwothirdOptions, PlantnetOptions>;

struct StrategyInfo {
  std::string_view name;  ///< as on the command line; also the stem of its header, source, test and doc page
  std::string_view summary;  ///< one line
  std::string_view source;   ///< authors and year
  StrategyOptions defaults;
};

inline const std::array<StrategyInfo, std::variant_size_v<StrategyOptions>> kStrategies{
    StrategyInfo{"mv", "Majority vote: the label with the most votes", "", MvOptions{}},
    StrategyInfo{"wmv", "Weighted majority vote, with weights from a file", "", WmvOptions{}},
    StrategyInfo{"wawa", "Users weigh by their agreement with the majority",
                 "Appen (WAWA); Li & Yu 2014 (more rounds)", WawaOptions{}},
    StrategyInfo{"twothird", "At least two votes, two thirds of them equal",
                 "iNaturalist; Lefort et al. 2025", TwothirdOptions{}},
    StrategyInfo{"plantnet", "Users weigh by the number of species they have shown to know",
                 "Lefort et al. 2025", PlantnetOptions{}},
};

/// Throws OptionError, with the nearest name, if there is no such strategy.
[[nodiscard]] const StrategyInfo& find_strategy(std::string_view name);

/// The strategy's row for options that were made from it.
[[nodiscard]] const StrategyInfo& strategy_of(const StrategyOptions& options);

/// One option of a strategy as its declaration has it.
struct OptionDescription {
  std::string name;           ///< "theta-conf"
  std::string type;           ///< "NUM", "INT", "FLAG" or "CHOICE"
  std::string default_value;  ///< as a user would write it; empty where nothing is set
  std::string allowed;        ///< "0 to 1", "at least 0", "ignore, user, fixed, invalidate, confident"
  std::string help;
};

[[nodiscard]] std::vector<OptionDescription> describe_options(const StrategyOptions& options);

/// Sets one option from text. A number is read whole; a flag is true, 1, false or 0, and true if the text is
/// empty; a choice is one of its words. Throws OptionError that names the option, the value and what is
/// allowed; for a name that the strategy does not have, the names it has and the nearest.
void set_option(StrategyOptions& options, std::string_view name, std::string_view value);

/// Options as (name, text) in the order of declaration, those without a value left out: for summaries.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> option_values(const StrategyOptions& options);

/// SPEC: a name, or `name:option=value,option=value`; a flag may stand without `=value`. Throws OptionError.
[[nodiscard]] StrategyOptions parse_strategy(std::string_view spec);

/// Runs the strategy that the options belong to. Throws what that throws, MemoryError before it begins if it
/// would not fit (RunControl::memory_limit), and Cancelled.
[[nodiscard]] Consensus aggregate(const AggregationInput& input, const StrategyOptions& options,
                                  const RunControl& control = {});

/// The word among `words` that is nearest to `word` by edits, if it is near enough to be meant.
[[nodiscard]] std::optional<std::string> nearest_word(std::string_view word,
                                                      const std::vector<std::string>& words);

}  // namespace crowdvote
