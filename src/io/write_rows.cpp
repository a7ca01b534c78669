#include "io/write_rows.hpp"

#include "core/ordered_blocks.hpp"

namespace crowdvote {

namespace {

/// Some hundred kilobytes of text: enough to pay for the handing over, few enough to stay in the cache.
constexpr std::size_t kRowsInBlock = std::size_t{1} << 13;

}  // namespace

void write_rows(OutputFile& file, std::size_t n_rows, const RunControl& control,
                const AppendRows& append_rows) {
  PerThread<OutputFile::Part> part_of_thread(control);
  PerThread<DoubleText> doubles_of_thread(control);
  for_each_block_in_order(
      n_rows, kRowsInBlock, control,
      [&](const Block& block, unsigned thread) {
        OutputFile::Part& part = part_of_thread[thread];
        part.bytes.clear();
        append_rows(block.begin, block.end, part.bytes, doubles_of_thread[thread]);
        file.prepare(part);
      },
      [&](const Block& block, unsigned thread) {
        file.append(part_of_thread[thread]);
        control.report({.stage = "write", .done = block.end, .total = n_rows, .detail = {}});
      });
}

}  // namespace crowdvote
