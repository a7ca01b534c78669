#pragma once

/// Rows of a file, made on several threads and written in order.

#include "io/bytes/field_text.hpp"
#include <crowdvote/output_file.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <functional>
#include <string>

namespace crowdvote {

/// Appends the text of the rows [begin, end); `doubles` remembers those of earlier rows.
using AppendRows =
    std::function<void(std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles)>;

/// The length of that text, where it is known in less time than the text.
using MeasureRows = std::function<std::size_t(std::size_t begin, std::size_t end, DoubleText& doubles)>;

/// Some hundred kilobytes of text: enough to pay for the handing over, few enough to stay in the cache.
inline constexpr std::size_t kRowsInBlock = std::size_t{1} << 13;

/// Where several processes share the run (RunControl::processes), each gives its own rows.
void write_rows(OutputFile& file, std::size_t n_rows, const RunControl& control,
                const AppendRows& append_rows, std::size_t rows_in_block = kRowsInBlock,
                const MeasureRows& measure_rows = {});

}  // namespace crowdvote
