#include "io/side_file_helpers.hpp"

#include <array>
#include <functional>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

/// Cuts, overwrites and duplicates bytes in random places.
std::string damaged(std::string text, std::mt19937& random) {
  using namespace std::string_view_literals;
  constexpr std::string_view kBytes = "\0\"\n\r,;\t{}[]:\\1-.e\xFF\xC3 "sv;
  for (std::size_t n = 1 + random() % 3; n > 0 && !text.empty(); --n) {
    const std::size_t at = random() % text.size();
    switch (random() % 4) {
      case 0:
        text.resize(at);
        break;
      case 1:
        text[at] = kBytes[random() % kBytes.size()];
        break;
      case 2:
        text.insert(at, 1, kBytes[random() % kBytes.size()]);
        break;
      default:
        text.insert(at, text.substr(at, 1 + random() % 8));
    }
  }
  return text;
}

/// The first problem must have a text and a plausible place; any exception other than InputError fails the
/// test.
void expect_a_result_or_an_input_error(const std::function<void()>& read, const std::string& content) {
  try {
    read();
  } catch (const InputError& error) {
    EXPECT_FALSE(error.problems().front().what.empty()) << testing::PrintToString(content);
    EXPECT_LE(error.problems().front().line, content.size() + 1) << testing::PrintToString(content);
  }
}

TEST(DamagedFiles, of_votes_are_read_or_refused) {
  std::mt19937 random(3);
  const std::string content =
      "task,worker,label,author\n17,u1,4,1\n\"18\",\"ñ, x\",\"Rosa \"\"P\"\"\",no\n19,,,\n";
  for (int round = 0; round < 2000; ++round) {
    const std::string text = damaged(content, random);
    expect_a_result_or_an_input_error(
        [&] {
          const TemporaryFile file(text, ".csv");
          ByteSource source(file.path());
          const ReadOptions options;
          VoteCollector collector("votes", options);
          read_votes_rows(source, options, {.kind = FileFormat::Kind::table}, collector);
          const CrowdData data = collector.finish();
          EXPECT_EQ(data.votes.n_observations(), data.observations.size());
        },
        text);
  }
}

TEST(DamagedFiles, beside_the_votes_are_read_or_refused) {
  struct Example {
    const Schema& kind;
    std::string content;
  };
  const std::array examples{
      Example{kAuthors, "ann\nben\n-1\n"},
      Example{kAiVotes, "observation,label,score\n2,\"Rosa, x\",0.5\n0,5,1\n"},
      Example{kAiScores, R"({"2": {"Rosa": 0.5, "\u00f1": 1e-3}, "0": 0.25, "1": null})"},
      Example{kTruth, R"({"2": "431", "0": -1, "1": 5})"},
      Example{kTruth, "{\"task\": 2, \"label\": 4}\n{\"task\": 1, \"label\": \"x\"}\n"},
      Example{kExperts, "user\nann\ncem\n"},
      Example{kWeights, "user\tweight\nann\t2.5\n"},
  };
  const CrowdData crowd = crowd_of("2,ann,4\n0,ben,5\n1,ann,4\n1,cem,5\n");
  std::mt19937 random(4);
  for (const Example& example : examples) {
    for (int round = 0; round < 500; ++round) {
      const std::string text = damaged(example.content, random);
      CrowdData data = crowd;
      expect_a_result_or_an_input_error([&] { attach(example.kind, text, data); }, text);
    }
  }
}

}  // namespace
}  // namespace crowdvote
