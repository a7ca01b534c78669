#include "io/json/json_object.hpp"

#include "io/temporary_file.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

constexpr std::int64_t kMembers = 200;
constexpr std::size_t kWindowSize = 64;  // about seven members
constexpr unsigned kThreads = 4;

std::string object_of_numbers() {
  std::string text = "{";
  for (std::int64_t number = 0; number < kMembers; ++number) {
    text += fmt::format("{}\"k{}\":{}", number == 0 ? "" : ",", number, number);
  }
  return text + "}";
}

/// The numbers in a window. Some take so long that other threads have read several windows in the meantime.
class Numbers final : public RecordBatch {
 public:
  void clear() override { values.clear(); }
  void on_value(const JsonKey&, const Value& value, std::string&) override {
    values.push_back(value.name.value());
    if (values.back() % 25 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(3));
  }
  void on_object_begin(const JsonKey&, std::string& fault) override { fault = "unexpected"; }
  void on_object_value(const JsonKey&, const Value&, std::string& fault) override { fault = "unexpected"; }

  std::vector<std::int64_t> values;
};

class NumbersConsumer final : public RecordSink {
 public:
  explicit NumbersConsumer(std::int64_t fails_at = kMembers) : fails_at_(fails_at) {}

  std::unique_ptr<RecordBatch> make_batch() override {
    ++n_members;
    return std::make_unique<Numbers>();
  }
  void take(const Record&) override {}
  void commit(RecordBatch& members, const BatchCommit&) override {
    ++n_commits;
    for (const std::int64_t value : static_cast<Numbers&>(members).values) {
      if (value == fails_at_) throw std::runtime_error("no room");
      committed.push_back(value);
    }
  }

  std::vector<std::int64_t> committed;
  std::size_t n_commits = 0;
  std::size_t n_members = 0;

 private:
  std::int64_t fails_at_;
};

void read(const std::string& text, RecordSink& consumer, std::size_t window_size = kWindowSize) {
  const TemporaryFile file(text);
  ByteSource source(file.path());
  ProblemList problems(1);
  read_json_object(source, {.shape = "{key: number}", .window_size = window_size}, consumer, problems,
                   RunControl{.n_threads = kThreads});
  problems.throw_if_any();
}

std::vector<std::int64_t> numbers_below(std::int64_t end) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t number = 0; number < end; ++number) numbers.push_back(number);
  return numbers;
}

TEST(JsonWindowsOnThreads, are_committed_in_the_order_of_the_file_however_slow_one_of_them_is) {
  NumbersConsumer consumer;
  read(object_of_numbers(), consumer);
  EXPECT_EQ(consumer.committed, numbers_below(kMembers));
  EXPECT_GT(consumer.n_commits, 10U);
}

TEST(JsonWindowsOnThreads, take_room_for_one_window_more_than_there_are_threads) {
  NumbersConsumer consumer;
  read(object_of_numbers(), consumer);
  EXPECT_LE(consumer.n_members, kThreads + 1U);
}

TEST(JsonWindowsOnThreads, take_room_for_one_where_the_file_is_one) {
  NumbersConsumer consumer;
  const std::string text = object_of_numbers();
  read(text, consumer, text.size());
  EXPECT_EQ(consumer.committed, numbers_below(kMembers));
  EXPECT_EQ(consumer.n_members, 1U);
}

TEST(JsonWindowsOnThreads, stop_at_a_commit_that_fails_and_throw_what_it_threw) {
  NumbersConsumer consumer(77);
  EXPECT_THROW(read(object_of_numbers(), consumer), std::runtime_error);
  EXPECT_EQ(consumer.committed, numbers_below(77));
}

TEST(JsonWindowsOnThreads, before_a_fault_are_all_committed) {
  std::string text = object_of_numbers();
  text.replace(text.find("\"k100\":100"), 6, "\"k100'");
  NumbersConsumer consumer;
  EXPECT_THROW(read(text, consumer), InputError);
  ASSERT_GE(consumer.committed.size(), 90U);
  EXPECT_EQ(consumer.committed, numbers_below(static_cast<std::int64_t>(consumer.committed.size())));
}

}  // namespace
}  // namespace crowdvote
