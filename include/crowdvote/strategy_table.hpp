#pragma once

/// The list of strategies: the only header that names them all.

#include <crowdvote/consensus.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategies/bwa.hpp>
#include <crowdvote/strategies/crowdlab.hpp>
#include <crowdvote/strategies/dawid_skene.hpp>
#include <crowdvote/strategies/ebcc.hpp>
#include <crowdvote/strategies/glad.hpp>
#include <crowdvote/strategies/gold_mv.hpp>
#include <crowdvote/strategies/ibcc.hpp>
#include <crowdvote/strategies/kos.hpp>
#include <crowdvote/strategies/m_msr.hpp>
#include <crowdvote/strategies/mace.hpp>
#include <crowdvote/strategies/mv.hpp>
#include <crowdvote/strategies/one_coin.hpp>
#include <crowdvote/strategies/plantnet.hpp>
#include <crowdvote/strategies/pool.hpp>
#include <crowdvote/strategies/twothird.hpp>
#include <crowdvote/strategies/wawa.hpp>
#include <crowdvote/strategies/wds.hpp>
#include <crowdvote/strategies/wmv.hpp>
#include <crowdvote/strategies/zero_based_skill.hpp>
#include <crowdvote/strategy.hpp>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace crowdvote {

/// One row per strategy, in the order of lists and help. Nothing else needs to know about a new one.
using StrategyOptions = std::variant<MvOptions,              //
                                     WmvOptions,             //
                                     WawaOptions,            //
                                     TwothirdOptions,        //
                                     PlantnetOptions,        //
                                     GoldMvOptions,          //
                                     ZeroBasedSkillOptions,  //
                                     DawidSkeneOptions,      //
                                     WdsOptions,             //
                                     OneCoinOptions,         //
                                     IbccOptions,            //
                                     MaceOptions,            //
                                     GladOptions,            //
                                     EbccOptions,            //
                                     BwaOptions,             //
                                     KosOptions,             //
                                     MMsrOptions,            //
                                     CrowdlabOptions,        //
                                     PoolOptions>;

struct StrategyInfo {
  StrategyDescription description;
  StrategyOptions defaults;

  [[nodiscard]] std::string_view name() const { return description.name; }
};

/// All strategies, in the order of the rows.
[[nodiscard]] std::span<const StrategyInfo> strategies();

/// Names of those that `hold` is true of, or of all, in the order of the rows.
[[nodiscard]] std::vector<std::string> strategies_that(
    const std::function<bool(const StrategyInfo&)>& hold = {});
/// Names of those that have an option of this name.
[[nodiscard]] std::vector<std::string> strategies_with_option(std::string_view option);

/// By its name or an alias (StrategyDescription::aliases), in any case and with _ or a space for -.
/// Throws OptionError, with the nearest name, if there is no such strategy.
[[nodiscard]] const StrategyInfo& find_strategy(std::string_view name);

/// The row of the strategy to which the options belong.
[[nodiscard]] const StrategyInfo& strategy_of(const StrategyOptions& options);

/// One option of a strategy, from its declaration.
struct OptionDescription {
  std::string name;           ///< "theta-conf"
  std::string type;           ///< "NUM", "INT", "FLAG", "CHOICE" or "TEXT"
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

/// The options as applied: those that were left out have the values that follow from the others.
[[nodiscard]] StrategyOptions with_defaults_filled(StrategyOptions options);

/// The same as texts to be shown: (name, value), "not set" where there is none.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> applied_options(
    const StrategyOptions& options);

/// SPEC: a name, or `name:option=value,option=value`; a flag may stand without `=value`. Throws OptionError.
[[nodiscard]] StrategyOptions parse_strategy(std::string_view spec);

/// The inputs that are given in addition to the votes.
[[nodiscard]] SideInputs side_inputs_of(const AggregationInput& input);

/// The inputs beside the votes that the strategy looks at under these options. Throws OptionError for options that the
/// strategy refuses.
[[nodiscard]] SideInputs inputs_taken_by(const StrategyOptions& options);

/// Whether the strategy can use all that is given and has all that it needs. Throws OptionError, with the way
/// out, otherwise.
void check_side_inputs(const StrategyOptions& options, const SideInputs& given);
/// Whether the strategy has all that it needs, and authors if it learns from who made an observation.
[[nodiscard]] bool has_what_it_needs(const StrategyOptions& options, const SideInputs& given);
/// The same as check_side_inputs for strategies that are compared on the same inputs: each input needs one strategy that uses it.
void check_compared_inputs(std::span<const StrategyOptions> compared, const SideInputs& given);

/// Throws OptionError, with the names of the strategies that do, if this one gives no Consensus::confusion.
void check_gives_confusion(const StrategyOptions& options);

/// Throws OptionError, with the names of the strategies that do, if this one gives no Consensus::model.
void check_gives_model(const StrategyOptions& options);
/// The same if it cannot use a model, or if other inputs are given that strategies learn from.
void check_uses_model(const StrategyOptions& options, const SideInputs& given);

/// Warnings about options that are allowed but unusual.
[[nodiscard]] std::vector<Advice> advice_on_strategy(const StrategyOptions& options);

/// Runs the strategy that the options belong to, and then judges which labels are valid and, where they are
/// wanted and the strategy has none of its own, makes probabilities of the ballots' shares:
///
///     q_i(k) = weight of k on i / weight of all votes on i      (shares of the votes where that is 0)
///
/// Where a model is given (AggregationInput::known), nothing is learnt: labels follow from the votes and the
/// model.
///
/// Throws what the strategy throws, MemoryError before it begins if it would not fit
/// (RunControl::memory_limit), and Cancelled.
[[nodiscard]] Consensus aggregate(const AggregationInput& input, const StrategyOptions& options,
                                  const RunControl& control = {});

}  // namespace crowdvote
