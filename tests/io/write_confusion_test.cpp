#include "support/temporary_folder.hpp"
#include <crowdvote/write_outputs.hpp>

#include <string>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(WriteConfusion, has_a_row_for_each_entry_in_the_order_of_users) {
  CrowdData data;
  for (const char* user : {"ann", "bob, junior", "cem"}) data.users.intern(Name(user));
  data.labels.intern(Name("Rosa"));
  data.labels.intern(Name(std::int64_t{4}));
  Consensus consensus;
  consensus.confusion = {.begin = {0, 2, 3, 3},
                         .entries = {{1, 1, 0.9, 1.5}, {1, 0, 0.1, 0.25}, {0, 0, 1, 2}}};
  const test::TemporaryFolder folder;
  OutputFile file(folder.path("confusion.csv"));
  write_confusion(file, data, consensus);
  file.publish();
  EXPECT_EQ(test::read_file(folder.path("confusion.csv")),
            "user,truth,label,probability,count\n"
            "ann,4,4,0.9,1.5\n"
            "ann,4,Rosa,0.1,0.25\n"
            "\"bob, junior\",Rosa,Rosa,1,2\n");
}

}  // namespace
}  // namespace crowdvote
