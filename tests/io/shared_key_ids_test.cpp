/// Values of files beside the votes in runs that several processes share.

#include "core/processes_in_threads.hpp"
#include "io/names/name_directory.hpp"
#include "io/names_of_one_hash.hpp"
#include "io/read/key_ids.hpp"
#include "io/records/schema.hpp"
#include "io/records/values.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/run_control.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(KeyIdsOfProcesses, a_value_comes_to_who_has_the_name_though_others_have_one_of_the_same_hash) {
  const std::string a = name_of_one_hash('a');
  const std::string b = name_of_one_hash('b');
  const std::string nobody = name_of_one_hash('n');
  ASSERT_EQ(directory_hash(Name(std::string_view(a))), directory_hash(Name(std::string_view(b))));
  const std::vector<std::vector<std::string>> observations{{a, "c"}, {b}, {}};
  const std::vector<std::vector<std::string>> keys{{b, nobody}, {}, {"c", a, "no one"}};
  std::vector<std::vector<std::string>> found(observations.size());
  std::vector<std::string> unknown(observations.size());
  run_processes(observations.size(), [&](Exchange& processes) {
    const std::size_t rank = processes.rank();
    RunControl control;
    control.processes = &processes;
    CrowdData data;
    for (const std::string& name : observations[rank]) data.observations.intern(Name(std::string_view(name)));
    data.shared = {.observations_before = rank == 0 ? 0U : rank == 1 ? 2U : 3U, .observations = 3};
    Values values;
    for (const std::string& key : keys[rank]) {
      values.keys.push_back(values.names.refer(Name(std::string_view(key))));
      values.name_of.push_back(values.names.refer(Name(std::string_view("label of " + key))));
      ++values.n_values;
    }
    const KeyIds ids(kTruth, values, data, control);
    for (std::size_t v = 0; v < ids.n_values(); ++v) {
      if (ids[v] == kNoId) continue;
      found[rank].push_back(values.names.name(values.name_of[v]).str() + " at " +
                            data.observations.str(ids[v]));
    }
    EXPECT_EQ(ids.n_known(), 3U);
    EXPECT_EQ(ids.n_unknown(), 2U);
    unknown[rank] = ids.describe_unknown();
  });
  EXPECT_THAT(found, ElementsAre(ElementsAre("label of c at c", "label of " + a + " at " + a),
                                 ElementsAre("label of " + b + " at " + b), IsEmpty()));
  for (const std::string& told : unknown) {
    EXPECT_THAT(told, testing::HasSubstr("'" + nobody + "', 'no one'"));
  }
}

}  // namespace
}  // namespace crowdvote
