#include <crowdvote/crowdswe.hpp>
#include <crowdvote/simulate.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

const ComparedFigure& find(const std::vector<ComparedFigure>& figures, const std::string& name) {
  const auto it = std::find_if(figures.begin(), figures.end(), [&](const auto& f) { return f.name == name; });
  if (it == figures.end()) throw std::out_of_range("no figure " + name);
  return *it;
}

TEST(CompareWithCrowdSwe, counts_a_small_data_set_by_hand) {
  CrowdData data;
  for (std::int64_t i = 0; i < 4; ++i) data.observations.intern(Name(i));
  for (std::int64_t u = 0; u < 2; ++u) data.users.intern(Name(u));
  for (std::int64_t l = 0; l < 2; ++l) data.labels.intern(Name(l));
  // Observation 0 has user 0 alone; on 1 both agree; on 2 they disagree; 3 has user 0 alone.
  data.votes = VoteMatrix({0, 1, 3, 5, 6}, {0, 0, 1, 0, 1, 0}, {0, 1, 1, 0, 1, 0}, 2, 2);
  const auto figures = compare_with_crowdswe(data);
  EXPECT_DOUBLE_EQ(find(figures, "votes an observation").found.value(), 1.5);
  EXPECT_DOUBLE_EQ(find(figures, "observations a user").found.value(), 2);
  EXPECT_DOUBLE_EQ(find(figures, "observations with two votes or more").found.value(), 0.5);
  EXPECT_DOUBLE_EQ(find(figures, "observations with a disagreement").found.value(), 0.25);
  EXPECT_DOUBLE_EQ(find(figures, "users who voted once").found.value(), 0);
  EXPECT_DOUBLE_EQ(find(figures, "twothird: valid observations").found.value(), 0.25);
  EXPECT_FALSE(find(figures, "mv: accuracy, disagreement").found.has_value()) << "there is no truth";
}

/// A twentieth of CrowdSWE's size, with enough experts to make accuracies meaningful.
TEST(CompareWithCrowdSwe, the_default_simulation_has_the_shape_of_crowdswe) {
  const CrowdData data = simulate({.observations = 300000, .experts = 35, .expert_observations = 10000});
  const auto figures = compare_with_crowdswe(data);
  const auto expect_near = [&](const std::string& name, double tolerance) {
    const ComparedFigure& figure = find(figures, name);
    EXPECT_NEAR(figure.found.value(), figure.published.value(), tolerance) << name;
  };
  expect_near("votes an observation", 0.01);
  expect_near("observations a user", 0.01);
  expect_near("observations with two votes or more", 0.01);
  expect_near("observations with a disagreement", 0.002);
  expect_near("users who voted once", 0.01);
  expect_near("plantnet: users who validate alone", 0.015);
  expect_near("plantnet: valid observations", 0.05);
  expect_near("twothird: valid observations", 0.01);
  expect_near("expert subset: with two votes or more", 0.05);
  expect_near("... of these, with a disagreement", 0.02);
  expect_near("mv: accuracy, disagreement", 0.06);
  expect_near("wawa: accuracy, disagreement", 0.06);
  expect_near("twothird: accuracy, disagreement", 0.06);
  expect_near("plantnet: accuracy, disagreement", 0.08);
  expect_near("plantnet:ai-strategy=fixed: valid observations", 0.03);
  expect_near("plantnet:ai-strategy=confident: valid observations", 0.04);
  for (const std::string mode : {"user", "fixed", "invalidate", "confident"}) {
    expect_near("plantnet:ai-strategy=" + mode + ": label accuracy, disagreement", 0.1);
  }
  const auto accuracy = [&](const std::string& strategy) {
    return find(figures, strategy + ": accuracy, disagreement").found.value();
  };
  EXPECT_LT(accuracy("twothird"), accuracy("mv"));
  EXPECT_LT(accuracy("mv"), accuracy("wawa"));
  EXPECT_LT(accuracy("wawa"), accuracy("plantnet"));
  const auto with_ai = [&](const std::string& mode, const std::string& figure) {
    return find(figures, "plantnet:ai-strategy=" + mode + ": " + figure).found.value();
  };
  EXPECT_LT(with_ai("user", "label accuracy, disagreement"),
            with_ai("fixed", "label accuracy, disagreement"));
  EXPECT_LT(with_ai("fixed", "valid observations"), with_ai("user", "valid observations"));
  EXPECT_LT(with_ai("invalidate", "valid observations"), find(figures, "plantnet: valid observations").found);
}

TEST(ComparisonText, has_a_line_a_figure_and_a_dash_for_what_is_unknown) {
  EXPECT_EQ(
      comparison_text({{"one", 0.5, 0.25}, {"another", 1, std::nullopt}, {"third", std::nullopt, 0.125}}),
      "figure   published  found\n"
      "one          0.500  0.250\n"
      "another      1.000      -\n"
      "third            -  0.125\n");
}

}  // namespace
}  // namespace crowdvote
