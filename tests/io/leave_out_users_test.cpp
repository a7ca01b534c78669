#include "support/temporary_folder.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LeaveOutUsers : public testing::Test {
 protected:
  [[nodiscard]] CrowdData read(const std::string& votes, const std::vector<std::string>& without) const {
    ReadOptions options;
    options.without = without;
    test::write_file(folder_.path("votes.csv"), votes);
    return read_inputs({.votes = {folder_.path("votes.csv")}}, options);
  }
  test::TemporaryFolder folder_;
};

constexpr const char* kVotes =
    "observation,user,label,author\n1,ann,rose,1\n1,bob,fern,0\n2,bob,moss,1\n3,cem,fern,1\n3,ann,rose,0\n";

TEST_F(LeaveOutUsers, is_as_if_they_had_never_voted_but_for_the_observations) {
  const CrowdData data = read(kVotes, {"bob"});
  EXPECT_EQ(data.observations.size(), 3U);
  EXPECT_EQ(data.votes.n_votes_of(1), 0U);
  EXPECT_EQ(data.counts.users_left_out, 1U);
  EXPECT_EQ(data.counts.votes_of_users_left_out, 2U);
  EXPECT_THAT(data.author_of_observation, ElementsAre(0, kNoUser, 1));

  const CrowdData rest =
      read("observation,user,label,author\n1,ann,rose,1\n3,cem,fern,1\n3,ann,rose,0\n", {});
  ASSERT_EQ(data.users.size(), rest.users.size());
  for (UserId user = 0; user < data.users.size(); ++user) EXPECT_EQ(data.users[user], rest.users[user]);
  ASSERT_EQ(data.labels.size(), rest.labels.size());
  for (LabelId label = 0; label < data.labels.size(); ++label)
    EXPECT_EQ(data.labels[label], rest.labels[label]);
  const auto all_of = [](const auto& span) { return std::vector<std::uint32_t>(span.begin(), span.end()); };
  EXPECT_EQ(all_of(data.votes.view().user_of_vote()), all_of(rest.votes.view().user_of_vote()));
  EXPECT_EQ(all_of(data.votes.view().label_of_vote()), all_of(rest.votes.view().label_of_vote()));
}

TEST_F(LeaveOutUsers, all_of_them_leave_no_vote) {
  const CrowdData data = read(kVotes, {"ann", "bob", "cem", "ann"});
  EXPECT_EQ(data.votes.n_votes(), 0U);
  EXPECT_EQ(data.votes.n_observations(), 3U);
  EXPECT_EQ(data.counts.users_left_out, 3U);
  EXPECT_TRUE(data.labels.empty());
}

TEST_F(LeaveOutUsers, a_name_that_nobody_has_is_refused_with_the_nearest) {
  try {
    (void)read(kVotes, {"bob", "amn", "zzzzzz"});
    FAIL() << "an unknown user was left out";
  } catch (const OptionError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'amn' (did you mean 'ann'?), 'zzzzzz'"));
  }
}

TEST_F(LeaveOutUsers, leaves_the_labels_of_the_ai) {
  const CrowdData data =
      read("observation,user,label\n1,ann,rose\n1,bob,oak\n1,AI,oak\n2,bob,elm\n", {"bob"});
  EXPECT_THAT(data.labels.strings(), ElementsAre("rose", "oak"));
  ASSERT_EQ(data.ai_label_of_observation.size(), 2U);
  EXPECT_EQ(data.labels.str(data.ai_label_of_observation[0]), "oak");
}

}  // namespace
}  // namespace crowdvote
