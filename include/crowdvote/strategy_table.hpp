#pragma once

/// The table of strategies. This is the only header that names them all.

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

/// One entry per strategy, in the order of lists and help. Nothing else needs to be changed for a new one.
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

/// All strategies, in the order of StrategyOptions.
[[nodiscard]] std::span<const StrategyInfo> strategies();

/// The names of the strategies for which `hold` returns true (all if it is empty), in the same order.
[[nodiscard]] std::vector<std::string> strategies_that(
    const std::function<bool(const StrategyInfo&)>& hold = {});
/// The names of the strategies that have an option of this name.
[[nodiscard]] std::vector<std::string> strategies_with_option(std::string_view option);

/// The strategy with this name or alias (StrategyDescription::aliases), in any case and with _ or a space for
/// -.
/// Throws OptionError, which suggests the nearest name, if there is none.
[[nodiscard]] const StrategyInfo& find_strategy(std::string_view name);

/// The strategy to which the options belong.
[[nodiscard]] const StrategyInfo& strategy_of(const StrategyOptions& options);

/// One option of a strategy, from its declaration.
struct OptionDescription {
  std::string name;           ///< "theta-conf"
  std::string type;           ///< "NUM", "INT", "FLAG", "CHOICE" or "TEXT"
  std::string default_value;  ///< as a user would write it; empty if there is none
  std::string allowed;        ///< "0 to 1", "at least 0", "ignore, user, fixed, invalidate, confident"
  std::string help;
};

/// The options of the strategy, in the order of declaration.
[[nodiscard]] std::vector<OptionDescription> describe_options(const StrategyOptions& options);

/// Sets one option from text. The whole text of a number must be valid; a flag is true, 1, false or 0, and an
/// empty text means true; a choice is one of its words. Throws an OptionError that names the option, the
/// value and what is allowed; if the strategy has no such option, the error lists its options and suggests
/// the nearest.
void set_option(StrategyOptions& options, std::string_view name, std::string_view value);

/// Options as (name, text) in the order of declaration, for summaries; options without a value are left out.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> option_values(const StrategyOptions& options);

/// The options as they apply: options that were left out get the values that follow from the others.
[[nodiscard]] StrategyOptions with_defaults_filled(StrategyOptions options);

/// The same as (name, text) to be shown; the text is "not set" if there is no value.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> applied_options(
    const StrategyOptions& options);

/// Parses a SPEC: a name, or `name:option=value,option=value`, where `=value` may be omitted for a flag.
/// Throws what find_strategy() and set_option() throw, and OptionError for any other text.
[[nodiscard]] StrategyOptions parse_strategy(std::string_view spec);

/// The inputs that are given in addition to the votes.
[[nodiscard]] SideInputs side_inputs_of(const AggregationInput& input);

/// The inputs other than the votes that the strategy uses under these options. Throws OptionError for options
/// that the strategy rejects.
[[nodiscard]] SideInputs inputs_taken_by(const StrategyOptions& options);

/// Throws OptionError, with a remedy, unless the strategy can use all given inputs and has all that it needs.
void check_side_inputs(const StrategyOptions& options, const SideInputs& given);
/// Whether the strategy has all the inputs that it needs, including authors if it learns from authorship.
[[nodiscard]] bool has_what_it_needs(const StrategyOptions& options, const SideInputs& given);
/// The same as check_side_inputs() for strategies that are compared on the same inputs, where each input must
/// be used by at least one strategy.
void check_compared_inputs(std::span<const StrategyOptions> compared, const SideInputs& given);

/// Throws OptionError, which lists the strategies that do, if the strategy does not give
/// Consensus::confusion.
void check_gives_confusion(const StrategyOptions& options);

/// Throws OptionError, which lists the strategies that do, if the strategy does not give Consensus::model.
void check_gives_model(const StrategyOptions& options);
/// Throws OptionError if the strategy cannot use a model, or if other inputs are given from which strategies
/// learn.
void check_uses_model(const StrategyOptions& options, const SideInputs& given);

/// Warnings about options that are allowed but unusual.
[[nodiscard]] std::vector<Advice> advice_on_strategy(const StrategyOptions& options);

/// Runs the strategy to which the options belong, and then judges which labels are valid. If probabilities
/// are wanted and the strategy has none of its own, they are the shares of the ballots:
///
///     q_i(k) = weight of k on i / weight of all votes on i      (the shares of the votes if that is 0)
///
/// If a model is given (AggregationInput::known), nothing is learnt: labels follow from the votes and the
/// model.
///
/// Throws what the strategy throws, MemoryError before it starts if it would not fit
/// (RunControl::memory_limit), and Cancelled.
[[nodiscard]] Consensus aggregate(const AggregationInput& input, const StrategyOptions& options,
                                  const RunControl& control = {});

}  // namespace crowdvote
