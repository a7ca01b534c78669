#include <crowdvote/strategies/plantnet.hpp>

#include <array>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

/// n^0.5 - n^0.2 + log(2.1) for n = 0, 1, ..., 100, computed in Python; f(0) = log(2.1).
constexpr std::array<double, 101> kWeightAt{
    0.741937344729, 0.741937344729, 1.007452552105, 1.228257212683, 1.422429433956, 1.598275660768,
    1.760458006407, 1.911915494199, 2.054647902965, 2.190091770814, 2.319321812437, 2.443167868883,
    2.562287130350, 2.677210967859, 2.788376528431, 2.896148763349, 3.000836218137, 3.102702622515,
    3.201975573883, 3.298853160953, 3.393509096703, 3.486096752433, 3.576752368295, 3.665597637487,
    3.752741807706, 3.838283406013, 3.922311666697, 4.004907722504, 4.086145605628, 4.166093094409,
    4.244812433946, 4.322360952895, 4.398791594222, 4.474153374182, 4.548491781075, 4.621849123189,
    4.694264833650, 4.765775738549, 4.836416293617, 4.906218793866, 4.975213559884, 5.043429103886,
    5.110892278170, 5.177628408189, 5.243661412169, 5.309013908890, 5.373707315044, 5.437761933366,
    5.501197032609, 5.564030920247, 5.626281008708, 5.687963875845, 5.749095320214, 5.809690411734,
    5.869763538156, 5.929328447792, 5.988398288837, 6.046985645636, 6.105102572161, 6.162760622971,
    6.219970881878, 6.276743988522, 6.333090163040, 6.389019229000, 6.444540634735, 6.499663473226,
    6.554396500635, 6.608748153624, 6.662726565526, 6.716339581487, 6.769594772642, 6.822499449401,
    6.875060673919, 6.927285271806, 6.979179843135, 7.030750772794, 7.082004240236, 7.132946228667,
    7.183582533705, 7.233918771563, 7.283960386766, 7.333712659449, 7.383180712263, 7.432369516908,
    7.481283900318, 7.529928550528, 7.578308022237, 7.626426742081, 7.674289013648, 7.721899022237,
    7.769260839385, 7.816378427172, 7.863255642316, 7.909896240078, 7.956303877975, 8.002482119326,
    8.048434436631, 8.094164214793, 8.139674754200, 8.184969273661, 8.230050913220};

TEST(PlantnetWeight, is_the_published_function_of_the_number_of_species) {
  for (std::size_t n = 0; n < kWeightAt.size(); ++n) {
    EXPECT_NEAR(plantnet_weight(static_cast<double>(n), PlantnetOptions{}), kWeightAt[n], 1e-11) << n;
  }
}

TEST(PlantnetWeight, lets_users_validate_alone_from_eight_species_on) {
  EXPECT_LT(plantnet_weight(7, PlantnetOptions{}), effective_theta_conf(PlantnetOptions{}));
  EXPECT_GT(plantnet_weight(8, PlantnetOptions{}), effective_theta_conf(PlantnetOptions{}));
}

TEST(PlantnetWeight, follows_alpha_beta_and_gamma) {
  const PlantnetOptions options{.alpha = 2, .beta = 1, .gamma = 0.25};
  EXPECT_EQ(plantnet_weight(0, options), 0.25);
  EXPECT_DOUBLE_EQ(plantnet_weight(1, options), 0.25);
  EXPECT_DOUBLE_EQ(plantnet_weight(3, options), 6.25);
  // 0^0 counts as 0, not as 1: without species, only gamma is left
  EXPECT_EQ(plantnet_weight(0, PlantnetOptions{.alpha = 0, .beta = 1, .gamma = 0.25}), 0.25);
}

struct WeightCase {
  WeightFunction function;
  double theta_conf;
  std::array<double, 4> at;  ///< 0, 1, 2 and 9 species
};

TEST(PlantnetWeight, each_function_has_its_formula_and_its_threshold) {
  constexpr std::array<double, 4> kSpecies{0, 1, 2, 9};
  constexpr std::array kCases{
      WeightCase{
          WeightFunction::current, 2, {0.741937344729, 0.741937344729, 1.007452552105, 2.190091770814}},
      WeightCase{
          WeightFunction::linear, 8.75, {0.741937344729, 1.741937344729, 2.741937344729, 9.741937344729}},
      WeightCase{WeightFunction::sqrt, 3.6, {0.741937344729, 1.741937344729, 2.156150907102, 3.741937344729}},
      WeightCase{
          WeightFunction::power075, 5.5, {0.741937344729, 1.741937344729, 2.423730175237, 5.938089767436}},
      WeightCase{
          WeightFunction::square, 64.75, {0.741937344729, 1.741937344729, 4.741937344729, 81.741937344729}},
      WeightCase{
          WeightFunction::log, 2.82, {0.741937344729, 0.741937344729, 1.435084525289, 2.939161922066}}};
  for (const WeightCase& expected : kCases) {
    const PlantnetOptions options{.weight_function = expected.function};
    EXPECT_EQ(effective_theta_conf(options), expected.theta_conf);
    for (std::size_t j = 0; j < kSpecies.size(); ++j) {
      EXPECT_NEAR(plantnet_weight(kSpecies[j], options), expected.at[j], 1e-11)
          << "function " << static_cast<int>(expected.function) << " at " << kSpecies[j];
    }
  }
}

TEST(PlantnetWeight, a_given_threshold_takes_the_place_of_the_functions) {
  EXPECT_EQ(effective_theta_conf(PlantnetOptions{.theta_conf = 3, .weight_function = WeightFunction::log}),
            3);
}

TEST(PlantnetWeight, the_bounds_of_the_ai_follow_the_thresholds) {
  const Range bounds = ai_weight_bounds(PlantnetOptions{});
  EXPECT_DOUBLE_EQ(bounds.lowest, 6.0 / 7);  // 2 * 0.3 / 0.7
  EXPECT_DOUBLE_EQ(bounds.highest, 2);
  EXPECT_DOUBLE_EQ(ai_weight_bounds(PlantnetOptions{.theta_conf = 3, .theta_acc = 0.5}).lowest, 3);
}

TEST(PlantnetWeight, a_weight_of_the_ai_that_is_not_inside_its_bounds_calls_for_advice) {
  const auto n_advice = [](AiStrategy strategy, double ai_weight) {
    return advice_on(PlantnetOptions{.ai_strategy = strategy, .ai_weight = ai_weight}).size();
  };
  EXPECT_EQ(n_advice(AiStrategy::fixed, 1.7), 0U);
  for (const double outside : {0.5, 6.0 / 7, 2.0, 2.5}) {
    EXPECT_EQ(n_advice(AiStrategy::fixed, outside), 1U) << outside;
    EXPECT_EQ(n_advice(AiStrategy::user, outside), 0U) << "weighs as a user does";
    EXPECT_EQ(n_advice(AiStrategy::ignore, outside), 0U);
  }
}

}  // namespace
}  // namespace crowdvote
