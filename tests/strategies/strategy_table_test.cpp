#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/strategy_table.hpp>

#include <map>
#include <set>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;
using testing::Pair;

template <class Action>
std::string message_of(const Action& action) {
  try {
    action();
  } catch (const OptionError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

std::string message_of_setting(std::string_view strategy, std::string_view name, std::string_view value) {
  StrategyOptions options = find_strategy(strategy).defaults;
  return message_of([&] { set_option(options, name, value); });
}

TEST(StrategyTable, every_row_stands_where_its_options_are_in_the_variant) {
  for (std::size_t row = 0; row < strategies().size(); ++row) {
    const StrategyInfo& strategy = strategies()[row];
    EXPECT_EQ(strategy.defaults.index(), row) << strategy.name();
    EXPECT_EQ(strategy_of(strategy.defaults).name(), strategy.name());
    EXPECT_FALSE(strategy.description.summary.empty()) << strategy.name();
  }
}

TEST(StrategyTable, an_unknown_strategy_is_answered_with_the_nearest_and_all_names) {
  EXPECT_THAT(message_of([] { (void)find_strategy("plantnett"); }),
              AllOf(HasSubstr("'plantnett'"), HasSubstr("Did you mean 'plantnet'?"),
                    HasSubstr("mv, wmv, wawa, twothird, plantnet")));
  EXPECT_THAT(message_of([] { (void)find_strategy("xyzzy"); }), testing::Not(HasSubstr("Did you mean")));
}

TEST(NearestWord, takes_typos_and_beginnings_and_leaves_strangers) {
  const std::vector<std::string> words{"mv", "wmv", "wawa", "twothird", "plantnet"};
  EXPECT_THAT(nearest_word("wava", words), Optional(std::string("wawa")));
  EXPECT_THAT(nearest_word("two-thirds", words), Optional(std::string("twothird")));
  EXPECT_THAT(nearest_word("pla", words), Optional(std::string("plantnet")));
  EXPECT_THAT(nearest_word("vm", words), Optional(std::string("mv")));
  EXPECT_EQ(nearest_word("dawid-skene", words), std::nullopt);
  EXPECT_EQ(nearest_word("", words), std::nullopt);
}

TEST(StrategyOptions, are_described_as_they_are_declared) {
  const auto options = describe_options(WmvOptions{.theta_acc = 0.7});
  ASSERT_EQ(options.size(), 4U);
  EXPECT_EQ(options[0].name, "default-weight");
  EXPECT_EQ(options[0].type, "NUM");
  EXPECT_EQ(options[0].default_value, "") << "it may be left out";
  EXPECT_EQ(options[0].allowed, "at least 0");
  EXPECT_EQ(options[1].default_value, "");
  EXPECT_EQ(options[2].default_value, "0.7");
  EXPECT_EQ(options[2].allowed, "0 to 1");
  EXPECT_EQ(options[3].type, "FLAG");
  EXPECT_EQ(options[3].default_value, "false");

  const auto wawa = describe_options(WawaOptions{});
  EXPECT_EQ(wawa.at(0).type, "INT");
  EXPECT_TRUE(describe_options(TwothirdOptions{}).empty());
}

TEST(StrategyOptions, choices_are_listed_by_their_words) {
  for (const auto& option : describe_options(PlantnetOptions{})) {
    if (option.name != "ai-strategy") continue;
    EXPECT_EQ(option.type, "CHOICE");
    EXPECT_EQ(option.allowed, "ignore, user, fixed, invalidate, confident");
    EXPECT_EQ(option.default_value, "") << "it may be left out";
    return;
  }
  FAIL() << "plantnet has no ai-strategy";
}

TEST(StrategyOptions, every_default_can_be_given_as_text) {
  for (const StrategyInfo& strategy : strategies()) {
    StrategyOptions options = strategy.defaults;
    for (const auto& option : describe_options(options)) {
      EXPECT_FALSE(option.help.empty()) << option.name;
      if (!option.default_value.empty()) set_option(options, option.name, option.default_value);
    }
    EXPECT_EQ(option_values(options), option_values(strategy.defaults)) << strategy.name();
  }
}

TEST(StrategyOptions, keep_their_value_when_written_and_read) {
  StrategyOptions options = parse_strategy("plantnet:theta-conf=0.30000000000000004,gamma=1e-300");
  StrategyOptions copy = PlantnetOptions{};
  for (const auto& [name, text] : option_values(options)) set_option(copy, name, text);
  EXPECT_EQ(std::get<PlantnetOptions>(copy).theta_conf, 0.30000000000000004);
  EXPECT_EQ(std::get<PlantnetOptions>(copy).gamma, 1e-300);
}

TEST(StrategyOptions, a_value_that_is_not_allowed_is_named_with_what_is) {
  for (const char* const value :
       {"abc", "-1", "nan", "inf", "-inf", "NAN", "", " 1", "1 ", "1x", "0x10", "+1", "1e999", "1,5"}) {
    EXPECT_THAT(message_of_setting("plantnet", "theta-conf", value),
                AllOf(HasSubstr("'theta-conf'"), HasSubstr(std::string("'") + value + "'"),
                      HasSubstr("a number, at least 0")));
  }
  EXPECT_THAT(message_of_setting("plantnet", "theta-acc", "1.01"), HasSubstr("0 to 1"));
  EXPECT_THAT(message_of_setting("wawa", "rounds", "0"), HasSubstr("a whole number, 1 to 100000"));
  EXPECT_THAT(message_of_setting("wawa", "rounds", "1.5"), HasSubstr("'1.5'"));
  EXPECT_THAT(message_of_setting("wawa", "rounds", "99999999999"), HasSubstr("'99999999999'"));
  EXPECT_THAT(message_of_setting("plantnet", "ai-strategy", "userr"),
              HasSubstr("ignore, user, fixed, invalidate, confident"));
  EXPECT_THAT(message_of_setting("plantnet", "inclusive", "yes"), HasSubstr("true or false"));
}

TEST(StrategyOptions, a_refused_value_changes_nothing) {
  StrategyOptions options = PlantnetOptions{.theta_acc = 0.6};
  EXPECT_THROW(set_option(options, "theta-acc", "2"), OptionError);
  EXPECT_EQ(std::get<PlantnetOptions>(options).theta_acc, 0.6);
}

TEST(StrategyOptions, an_unknown_option_is_answered_with_those_that_exist) {
  EXPECT_THAT(message_of_setting("plantnet", "theta_conf", "2"),
              AllOf(HasSubstr("plantnet has no option 'theta_conf'"), HasSubstr("Did you mean 'theta-conf'?"),
                    HasSubstr("theta-acc, alpha")));
  EXPECT_THAT(message_of_setting("mv", "rounds", "2"),
              AllOf(HasSubstr("mv has no option"), HasSubstr("wawa")));
}

TEST(ParseStrategy, reads_a_name_with_options) {
  const auto options = std::get<PlantnetOptions>(
      parse_strategy("plantnet:ai-strategy=confident,theta-score=0.6,inclusive,penalty=ratio"));
  EXPECT_EQ(options.ai_strategy, AiStrategy::confident);
  EXPECT_EQ(options.theta_score, 0.6);
  EXPECT_TRUE(options.inclusive);
  EXPECT_EQ(options.penalty, Penalty::ratio);
  EXPECT_TRUE(std::holds_alternative<MvOptions>(parse_strategy("mv")));
}

TEST(ParseStrategy, a_flag_takes_true_false_1_and_0) {
  for (const auto& [text, value] : {std::pair{"true", true}, {"1", true}, {"false", false}, {"0", false}}) {
    const auto options = parse_strategy(std::string("plantnet:inclusive=") + text);
    EXPECT_EQ(std::get<PlantnetOptions>(options).inclusive, value) << text;
  }
}

TEST(ParseStrategy, refuses_what_is_no_spec) {
  for (const char* const spec :
       {"", ":", "plantnet:", "plantnet:=1", "plantnet:theta-acc", "plantnet:,inclusive",
        "plantnet:inclusive,", "plantnet:inclusive,inclusive", "plantnet inclusive",
        "plantnet:theta-acc=0.7:theta-conf=2", "mv:rounds=2"}) {
    EXPECT_THROW((void)parse_strategy(spec), OptionError) << spec;
  }
}

TEST(OptionValues, leave_out_what_is_not_set) {
  EXPECT_THAT(option_values(WmvOptions{}), ElementsAre(Pair("inclusive", "false")));
  EXPECT_THAT(option_values(with_defaults_filled(WmvOptions{})),
              ElementsAre(Pair("default-weight", "0"), Pair("inclusive", "false")));
}

TEST(StrategyOptions, an_option_that_is_a_flag_in_one_strategy_takes_a_value_in_none) {
  std::map<std::string, bool> is_flag;
  for (const StrategyInfo& strategy : strategies()) {
    for (const auto& option : describe_options(strategy.defaults)) {
      const auto [known, is_new] = is_flag.emplace(option.name, option.type == "FLAG");
      EXPECT_EQ(known->second, option.type == "FLAG") << option.name;
    }
  }
}

TEST(CheckComparedInputs, want_each_input_used_and_an_ai_to_take_part_somewhere) {
  const std::vector<StrategyOptions> without_ai{MvOptions{}, PlantnetOptions{}};
  const std::vector<StrategyOptions> with_ai{MvOptions{},
                                             PlantnetOptions{.ai_strategy = AiStrategy::confident}};
  const auto message = [](const std::vector<StrategyOptions>& compared, const SideInputs& given) {
    return message_of([&] { check_compared_inputs(compared, given); });
  };
  EXPECT_THAT(message(without_ai, {.weights = true}), HasSubstr("none of the strategies uses weights"));
  EXPECT_THAT(message(without_ai, {.ai_votes = true}), HasSubstr("plantnet:ai-strategy=fixed"));
  EXPECT_EQ(message(without_ai, {}), "nothing was thrown");
  EXPECT_THAT(message(with_ai, {}), HasSubstr("with ai-strategy confident, needs scores"));
  EXPECT_EQ(message(with_ai, {.ai_scores = true}), "nothing was thrown") << "scores by label bring votes";
}

TEST(CheckSideInputs, names_the_strategies_that_would_use_what_is_given) {
  try {
    check_side_inputs(MvOptions{}, {.weights = true});
    FAIL() << "mv uses no weights";
  } catch (const OptionError& error) {
    EXPECT_EQ(error.remedy().way, WayOut::leave_out);
    EXPECT_EQ(error.remedy().value, "weights");
    EXPECT_THAT(error.remedy().choices, ElementsAre("wmv"));
  }
}

TEST(CheckGivesConfusion, names_the_strategies_that_do_where_this_one_does_not) {
  EXPECT_NO_THROW(check_gives_confusion(DawidSkeneOptions{}));
  EXPECT_NO_THROW(check_gives_confusion(IbccOptions{}));
  try {
    check_gives_confusion(MaceOptions{});
    FAIL() << "mace learns no confusion";
  } catch (const OptionError& error) {
    EXPECT_EQ(error.remedy().value, "confusion");
    EXPECT_THAT(error.remedy().choices, testing::IsSupersetOf({"dawid-skene", "ibcc"}));
  }
}

TEST(CheckSideInputs, refuses_what_the_strategy_does_not_use_and_asks_for_what_it_needs) {
  const auto message = [](const StrategyOptions& options, const SideInputs& given) {
    return message_of([&] { check_side_inputs(options, given); });
  };
  EXPECT_THAT(message(MvOptions{}, {.weights = true}), HasSubstr("mv does not use weights"));
  EXPECT_THAT(message(WmvOptions{}, {}), HasSubstr("wmv needs weights"));
  EXPECT_EQ(message(WmvOptions{.default_weight = 1}, {}), "nothing was thrown");
  EXPECT_EQ(message(MvOptions{}, {.authors = true}), "nothing was thrown");
  EXPECT_THAT(message(PlantnetOptions{}, {.ai_votes = true}), HasSubstr("ai-strategy"));
  EXPECT_EQ(message(PlantnetOptions{.ai_strategy = AiStrategy::ignore}, {.ai_votes = true}),
            "nothing was thrown");
}

}  // namespace
}  // namespace crowdvote
