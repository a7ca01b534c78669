/// Arbitrary bytes as a file of votes, with options chosen by the first bytes, on one thread and on three.

#include "fuzz/checked_data.hpp"

#include <array>

namespace crowdvote::fuzz {
namespace {

ReadOptions options_from(Choices& choices) {
  using Layout = TableFormat::Layout;
  using Quote = TableFormat::Quote;
  ReadOptions options;
  options.votes_format = std::array{VotesFormat::automatic, VotesFormat::json, VotesFormat::csv,
                                    VotesFormat::tsv, VotesFormat::jsonl}[choices.below(5)];
  options.json_order = choices.yes_or_no()   ? JsonOrder::user
                       : choices.yes_or_no() ? JsonOrder::count
                                             : JsonOrder::observation;
  options.repeats = std::array{Repeats::last, Repeats::first, Repeats::all, Repeats::error}[choices.below(4)];
  const std::uint8_t flags = choices.byte();
  options.strict = (flags & 1U) != 0;
  options.allows_no_user = (flags & 2U) != 0;
  options.minus_one_is_a_label = (flags & 4U) != 0;
  if ((flags & 8U) != 0) options.missing = {"NA", "0"};
  if ((flags & 16U) != 0)
    options.fold = {.letter_case = true, .space = true, .unicode = true, .number = true};
  if ((flags & 32U) != 0) options.multi_label = MultiLabel{.separator = (flags & 64U) != 0 ? "|" : ""};
  if ((flags & 128U) != 0) {
    options.table.layout = choices.yes_or_no() ? Layout::wide : Layout::rows;
    options.table.quote =
        std::array{Quote::none, Quote::double_quotes, Quote::single_quotes}[choices.below(3)];
    options.table.comment = choices.yes_or_no() ? "#" : "";
    options.table.skip_lines = choices.below(3);
    options.decimal_comma = choices.yes_or_no();
    if (choices.yes_or_no()) options.columns.time = "time";
    if (choices.yes_or_no()) options.columns.count = "count";
  }
  options.max_field_bytes = 4096;
  return options;
}

}  // namespace
}  // namespace crowdvote::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crowdvote;
  fuzz::Choices choices(data, size);
  const ReadOptions options = fuzz::options_from(choices);
  const bool may_start_threads = size % 8 == 0;  // starting threads takes longer than reading a small file
  const fuzz::FileInMemory file(choices.rest());
  const InputPaths paths{.votes = {file.path()}};
  const std::string expected = fuzz::read_or_error(paths, options, 1);
  if (may_start_threads) {
    fuzz::expect_equal("data on three threads and on one", fuzz::read_or_error(paths, options, 3), expected);
  }
  return 0;
}
