/// Arbitrary bytes as a file beside the votes: authors, an AI's votes and scores, truth, gold, experts,
/// weights.

#include "fuzz/checked_data.hpp"

#include <optional>

namespace {

constexpr std::string_view kVotes =
    R"({"0": {"ann": "oak", "bob": "ash"}, "1": {"ann": "ash", "7": "oak"}, "two": {"bob": "3"}, "3": {}})";

std::optional<std::string>& role(crowdvote::InputPaths& paths, std::uint32_t number) {
  switch (number) {
    case 0:
      return paths.authors;
    case 1:
      return paths.ai_votes;
    case 2:
      return paths.ai_scores;
    case 3:
      return paths.truth;
    case 4:
      return paths.gold;
    case 5:
      return paths.experts;
    default:
      return paths.weights;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crowdvote;
  fuzz::Choices choices(data, size);
  const std::uint32_t number = choices.below(7);
  const std::uint8_t flags = choices.byte();
  const bool may_start_threads = size % 8 == 0;  // starting threads takes longer than reading a small file
  const fuzz::FileInMemory votes(kVotes);
  const fuzz::FileInMemory file(choices.rest());
  InputPaths paths{.votes = {votes.path()}};
  role(paths, number) = file.path();
  ReadOptions options;
  options.strict = (flags & 1U) != 0;
  options.keeps_label_scores = (flags & 2U) != 0;
  options.decimal_comma = (flags & 4U) != 0;
  options.max_field_bytes = 4096;
  const std::string expected = fuzz::read_or_error(paths, options, 1);
  if (may_start_threads) {
    fuzz::expect_equal("data on three threads and on one", fuzz::read_or_error(paths, options, 3), expected);
  }
  return 0;
}
