#pragma once

/// One file with the rows of several processes, those of each behind those of the processes before it. Blocks are those
/// of all rows, so that a packed file is the same for any number of processes; where a process begins within a block,
/// the rows of the block come from several.

#include "io/write/write_rows.hpp"

#include <cstddef>

namespace crowdvote {

/// Every process writes its rows where they stand in the file. Where that cannot be, as the bytes have to come in their
/// order or not all processes can open the file, the first process is sent all rows and writes them.
/// REQUIRES: control.processes; all of them call it.
void write_rows_of_processes(OutputFile& file, std::size_t n_rows, const RunControl& control,
                             const AppendRows& append_rows, std::size_t rows_in_block,
                             const MeasureRows& measure_rows);

}  // namespace crowdvote
