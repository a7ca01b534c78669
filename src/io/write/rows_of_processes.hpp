#pragma once

/// One file with the rows of several processes, in the order of the processes. Blocks are counted over all
/// rows, so that a packed file is the same for any number of processes; if a process begins inside a block,
/// several processes contribute rows to that block.

#include "io/write/write_rows.hpp"

#include <cstddef>

namespace crowdvote {

/// Every process writes its rows at their positions in the file. If that is impossible, because the bytes
/// have to be written in order or because some processes cannot open the file, all rows are sent to the first
/// process, which writes them.
/// REQUIRES: control.processes; all processes call it.
void write_rows_of_processes(OutputFile& file, std::size_t n_rows, const RunControl& control,
                             const AppendRows& append_rows, std::size_t rows_in_block,
                             const MeasureRows& measure_rows);

}  // namespace crowdvote
