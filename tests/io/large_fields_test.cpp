#include "io/packed_text.hpp"
#include "io/temporary_file.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/memory.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kMegabyte = std::size_t{1} << 20;

struct LargeField {
  std::string name;
  std::string before;  ///< text before the field
  std::string piece;   ///< which the field repeats
  std::string behind;  ///< text after the field
  std::string place;   ///< of the problem
};

/// The field has several megabytes, but the file only a few hundred bytes.
std::string small_file_of(const LargeField& field, std::size_t n_bytes) {
  std::string text = field.before;
  while (text.size() < n_bytes) text += field.piece;
  return zstd_text(text + field.behind);
}

std::string thousandfold(std::string_view piece) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += piece;
  return text;
}

class LargeFields : public ::testing::TestWithParam<LargeField> {};

TEST_P(LargeFields, are_refused_where_they_begin) {
  const std::string packed = small_file_of(GetParam(), 6 * kMegabyte);
  EXPECT_LT(packed.size(), 20'000U);
  const TemporaryFile file(packed);
  const ReadOptions options{.max_field_bytes = 2 * kMegabyte};
  try {
    (void)read_votes(file.path(), options);
    FAIL() << "no error";
  } catch (const InputError& error) {
    ASSERT_EQ(error.problems().size(), 1U) << error.what();
    EXPECT_EQ(error.problems().front().place(), file.path() + GetParam().place);
    EXPECT_THAT(error.what(), HasSubstr("of more than 2097152 bytes"));
    EXPECT_EQ(error.problems().front().remedy.way, WayOut::field_limit);
  }
}

TEST_P(LargeFields, are_read_up_to_the_limit_of_memory) {
  const TemporaryFile file(small_file_of(GetParam(), 64 * kMegabyte));
  const ReadOptions options{.max_field_bytes = std::size_t{1} << 40};
  constexpr std::size_t kRoom = 32 * kMegabyte;
  const RunControl control{.n_threads = 2, .memory_limit = resident_memory() + kRoom};
  EXPECT_THROW((void)read_votes(file.path(), options, control), MemoryError);
}

INSTANTIATE_TEST_SUITE_P(
    InEveryFormat, LargeFields,
    ::testing::Values(
        LargeField{"json_string", R"({"1": {"a": ")", thousandfold("x"), R"("}})", ": byte 12"},
        LargeField{"json_key", R"({"1": {")", thousandfold("x"), R"(": 4}})", ": byte 7"},
        LargeField{"json_number", R"({"1": {"a": )", thousandfold("1"), "}}", ": byte 12"},
        LargeField{"json_array", R"({"1": {"a": [4)", thousandfold(R"(, "x")"), "]}}", ": byte 12"},
        LargeField{"csv_cell", "task,worker,label\n1,a,", thousandfold("x"), "\n", ":2:1"},
        LargeField{"csv_quote", "task,worker,label\n1,a,\"", thousandfold("xxxxxxxxx\n"), "\"\n", ":2:5"},
        LargeField{"json_line", R"({"task": 1, "worker": "a", "label": ")", thousandfold("x"), "\"}\n",
                   ":1:1"}),
    [](const auto& suite) { return suite.param.name; });

TEST(MemoryLimit, is_asked_while_one_observation_with_many_votes_is_read) {
  std::string text = R"({"1": {"a": 4)";
  while (text.size() < 64 * kMegabyte)
    text += R"(, "a": 4, "a": 4, "a": 4, "a": 4, "a": 4, "a": 4, "a": 4, "a": 4)";
  const TemporaryFile file(zstd_text(text + "}}"));
  const RunControl control{.n_threads = 2, .memory_limit = resident_memory() + 32 * kMegabyte};
  EXPECT_THROW((void)read_votes(file.path(), {}, control), MemoryError);
}

}  // namespace
}  // namespace crowdvote
