#include "io/write_rows.hpp"

#include "core/ordered_blocks.hpp"

namespace crowdvote {

namespace {

/// Some hundred kilobytes of text: enough to pay for the handing over, few enough to stay in the cache.
constexpr std::size_t kRowsInBlock = std::size_t{1} << 13;

}  // namespace

void write_rows(OutputFile& file, std::size_t n_rows, const RunControl& control,
                const AppendRows& append_rows) {
  struct Text {
    OutputFile::Part part;
    DoubleText doubles;
  };
  PerSlot<Text> text(control);
  for_each_block_in_order(
      n_rows, kRowsInBlock, control,
      [&](const Block& block, std::size_t slot) {
        auto& [part, doubles] = text[slot];
        part.bytes.clear();
        append_rows(block.begin, block.end, part.bytes, doubles);
        file.prepare(part);
      },
      [&](const Block& block, std::size_t slot) {
        file.append(text[slot].part);
        control.report({.stage = "write", .done = block.end, .total = n_rows, .detail = {}});
      });
}

}  // namespace crowdvote
