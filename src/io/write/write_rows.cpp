#include "io/write/write_rows.hpp"

#include "core/ordered_blocks.hpp"
#include "io/write/rows_of_processes.hpp"

namespace crowdvote {

void write_rows(OutputFile& file, std::size_t n_rows, const RunControl& control,
                const AppendRows& append_rows, std::size_t rows_in_block, const MeasureRows& measure_rows) {
  if (control.processes != nullptr) {
    return write_rows_of_processes(file, n_rows, control, append_rows, rows_in_block, measure_rows);
  }
  struct Text {
    OutputFile::Part part;
    DoubleText doubles;
  };
  PerSlot<Text> text(control);
  for_each_block_in_order(
      n_rows, rows_in_block, control,
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
