#pragma once

/// Rows of a file, made by several threads and written in order.

#include "io/bytes/field_text.hpp"
#include <crowdvote/output_file.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <functional>
#include <string>

namespace crowdvote {

/// Appends the text of the rows [begin, end); `doubles` caches the texts of numbers in earlier rows.
using AppendRows =
    std::function<void(std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles)>;

/// Returns the length of that text, if it can be computed faster than the text.
using MeasureRows = std::function<std::size_t(std::size_t begin, std::size_t end, DoubleText& doubles)>;

/// A few hundred kilobytes of text: large enough to outweigh the hand-over between threads, small enough for
/// the cache.
inline constexpr std::size_t kRowsInBlock = std::size_t{1} << 13;

/// If several processes share the run (RunControl::processes), each passes its own rows.
void write_rows(OutputFile& file, std::size_t n_rows, const RunControl& control,
                const AppendRows& append_rows, std::size_t rows_in_block = kRowsInBlock,
                const MeasureRows& measure_rows = {});

}  // namespace crowdvote
