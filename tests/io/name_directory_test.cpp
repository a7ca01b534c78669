#include "io/names/name_directory.hpp"

#include "core/processes_in_threads.hpp"
#include "io/names_of_one_hash.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

NameTable table_of(const std::vector<std::string>& names) {
  NameTable table;
  for (const std::string& name : names) table.intern(Name(std::string_view(name)));
  return table;
}

const std::vector<std::vector<std::string>> kNames{
    {"ann", "bob", "7"}, {"bob", "cy"}, {}, {"7", "dee", "ann", "bob"}};

TEST(NameDirectory, a_name_is_known_elsewhere_in_all_processes_but_the_first_that_has_it) {
  std::vector<std::vector<std::string>> found(kNames.size());
  run_processes(kNames.size(), [&](Exchange& processes) {
    const NameTable names = table_of(kNames[processes.rank()]);
    for (const NameElsewhere& name : find_names_elsewhere(names, processes)) {
      found[processes.rank()].push_back(names.str(name.id) + " in " + std::to_string(name.process) + " as " +
                                        std::to_string(name.id_there));
    }
  });
  EXPECT_THAT(found, ElementsAre(IsEmpty(), ElementsAre("bob in 0 as 1"), IsEmpty(),
                                 ElementsAre("7 in 0 as 2", "ann in 0 as 0", "bob in 0 as 1")));
}

TEST(NameDirectory, all_holders_of_a_name_are_found_by_its_hash) {
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> found(kNames.size());
  run_processes(kNames.size(), [&](Exchange& processes) {
    const std::size_t rank = processes.rank();
    std::vector<std::uint64_t> asked;
    if (rank == 2) {  // this process has none of them itself
      for (const char* name : {"nobody", "bob", "dee", "bob"})
        asked.push_back(directory_hash(Name(std::string_view(name))));
      asked[0] = 0;
    }
    for (const NameHolder& holder : find_holders(asked, table_of(kNames[rank]), processes)) {
      found[rank].emplace_back(holder.place, holder.process);
    }
  });
  using Pair = std::pair<std::uint32_t, std::uint32_t>;
  EXPECT_THAT(found, ElementsAre(IsEmpty(), IsEmpty(),
                                 ElementsAre(Pair{1, 0}, Pair{1, 1}, Pair{1, 3}, Pair{2, 3}, Pair{3, 0},
                                             Pair{3, 1}, Pair{3, 3}),
                                 IsEmpty()));
}

TEST(NameDirectory, names_of_one_hash_stay_apart) {
  const std::vector<std::vector<std::string>> names{
      {name_of_one_hash('a')}, {name_of_one_hash('b'), name_of_one_hash('c')}, {name_of_one_hash('c')}};
  ASSERT_EQ(directory_hash(Name(std::string_view(names[0][0]))),
            directory_hash(Name(std::string_view(names[1][0]))));
  std::vector<std::size_t> n_elsewhere(names.size());
  std::vector<std::vector<bool>> are_anywhere(names.size());
  run_processes(names.size(), [&](Exchange& processes) {
    const std::size_t rank = processes.rank();
    const NameTable table = table_of(names[rank]);
    n_elsewhere[rank] = find_names_elsewhere(table, processes).size();
    are_anywhere[rank] =
        are_names_anywhere(table_of({name_of_one_hash('b'), name_of_one_hash('d')}), table, processes);
  });
  EXPECT_THAT(n_elsewhere, ElementsAre(0, 0, 1));
  EXPECT_THAT(are_anywhere, testing::Each(ElementsAre(true, false)));
}

TEST(NameDirectory, a_whole_number_and_its_text_are_one_name) {
  EXPECT_EQ(directory_hash(Name(std::int64_t{7})), directory_hash(Name(std::string_view("7"))));
  EXPECT_NE(directory_hash(Name(std::int64_t{7})), directory_hash(Name(std::string_view("07"))));
}

TEST(NameDirectory, a_name_is_anywhere_where_any_process_has_it) {
  std::vector<std::vector<bool>> found(kNames.size());
  const std::vector<std::vector<std::string>> asked{{"dee", "eve"}, {}, {"cy", "7", "Ann"}, {"ann"}};
  run_processes(kNames.size(), [&](Exchange& processes) {
    const std::size_t rank = processes.rank();
    found[rank] = are_names_anywhere(table_of(asked[rank]), table_of(kNames[rank]), processes);
  });
  EXPECT_THAT(found, ElementsAre(ElementsAre(true, false), IsEmpty(), ElementsAre(true, true, false),
                                 ElementsAre(true)));
}

TEST(NameDirectory, finds_among_many_names_what_a_map_finds) {
  constexpr std::size_t kProcesses = 5;
  const auto names_of = [](std::size_t rank) {
    std::vector<std::string> names;
    // 13 and 7 have no common divisor, so some names are on one process and some on several.
    for (std::size_t k = 0; k < 3000; ++k)
      names.push_back("name " + std::to_string((rank * 1700 + k) * 13 % 7001));
    return names;
  };
  std::map<std::string, std::set<std::uint32_t>> expected;
  for (std::uint32_t rank = 0; rank < kProcesses; ++rank) {
    for (const std::string& name : names_of(rank)) expected[name].insert(rank);
  }
  run_processes(kProcesses, [&](Exchange& processes) {
    const NameTable names = table_of(names_of(processes.rank()));
    std::vector<std::uint64_t> hashes;
    for (std::uint32_t k = 0; k < 8000; ++k)
      hashes.push_back(directory_hash(Name(std::string_view("name " + std::to_string(k)))));
    std::vector<std::set<std::uint32_t>> found(hashes.size());
    for (const NameHolder& holder : find_holders(hashes, names, processes))
      found[holder.place].insert(holder.process);
    for (std::uint32_t k = 0; k < found.size(); ++k) {
      const auto known = expected.find("name " + std::to_string(k));
      EXPECT_EQ(found[k], known == expected.end() ? std::set<std::uint32_t>() : known->second) << k;
    }
  });
}

}  // namespace
}  // namespace crowdvote
