#include <crowdvote/errors.hpp>
#include <crowdvote/memory.hpp>
#include <crowdvote/run_control.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kMeg = 1'000'000;

/// A folder with those files of /proc and /sys that show how much memory there is.
class Machine : public testing::Test {
 protected:
  ~Machine() override { std::filesystem::remove_all(root_); }

  void write(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  void give_meminfo() const {
    write("proc/meminfo", "MemFree:  5 kB\nMemTotal:       4000 kB\nCached: 1 kB\n");
  }
  [[nodiscard]] std::uint64_t memory() const { return machine_memory(root_); }

 private:
  std::filesystem::path root_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("machine_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Machine, has_the_memory_of_proc_meminfo) {
  give_meminfo();
  EXPECT_EQ(memory(), 4000 * 1024U);
}

TEST_F(Machine, that_tells_nothing_has_no_known_memory) { EXPECT_EQ(memory(), 0U); }

TEST_F(Machine, is_as_small_as_the_control_group_of_version_2_says) {
  give_meminfo();
  write("proc/self/cgroup", "0::/jobs/mine\n");
  write("sys/fs/cgroup/jobs/mine/memory.max", "max\n");
  EXPECT_EQ(memory(), 4000 * 1024U);
  write("sys/fs/cgroup/jobs/memory.max", "2000000\n");
  EXPECT_EQ(memory(), 2 * kMeg);
  write("sys/fs/cgroup/jobs/mine/memory.max", "1000000\n");
  EXPECT_EQ(memory(), kMeg);
}

TEST_F(Machine, is_as_small_as_the_control_group_of_version_1_says) {
  give_meminfo();
  write("proc/self/cgroup", "5:cpu:/other\n4:cpuset,memory:/mine\n0::/\n");
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  write("sys/fs/cgroup/memory/mine/memory.limit_in_bytes", "3000000\n");
  EXPECT_EQ(memory(), 3 * kMeg);
}

TEST_F(Machine, in_a_container_that_sees_its_group_as_the_root_is_as_small_as_the_root_says) {
  give_meminfo();
  write("proc/self/cgroup", "0::/not/mounted/here\n");
  write("sys/fs/cgroup/memory.max", "1000000\n");
  EXPECT_EQ(memory(), kMeg);
}

TEST_F(Machine, is_not_made_larger_by_a_control_group) {
  give_meminfo();
  write("proc/self/cgroup", "0::/\n");
  write("sys/fs/cgroup/memory.max", "99999999999\n");
  EXPECT_EQ(memory(), 4000 * 1024U);
}

TEST(ResidentMemory, grows_by_what_is_touched) {
  const std::uint64_t before = resident_memory();
  std::vector<char> much(64 * kMeg, 'x');
  const std::uint64_t after = resident_memory();
  EXPECT_GT(before, 0U);
  EXPECT_GE(after, before + 60 * kMeg);
  EXPECT_GE(peak_resident_memory(), before + 60 * kMeg);
  EXPECT_EQ(much.back(), 'x');
}

TEST(MemoryLimit, of_none_allows_anything) {
  EXPECT_NO_THROW(RunControl{}.check_memory("work", std::numeric_limits<std::uint64_t>::max() / 2));
}

TEST(MemoryLimit, counts_what_the_process_holds_and_what_is_to_come) {
  const RunControl control{.memory_limit = resident_memory() + 100 * kMeg};
  EXPECT_NO_THROW(control.check_memory("little work", 10 * kMeg));
  try {
    control.check_memory("much work", 200 * kMeg);
    FAIL() << "too much was allowed";
  } catch (const MemoryError& error) {
    EXPECT_GT(error.needed(), 200 * kMeg);
    EXPECT_EQ(error.limit(), control.memory_limit);
    EXPECT_THAT(error.what(), HasSubstr("much work"));
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("--"))) << "flags are the program's";
  }
}

}  // namespace
}  // namespace crowdvote
