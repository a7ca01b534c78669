#pragma once

/// JSON lines as Prodigy's `db-out` writes them.

#include <crowdvote/read_inputs.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace crowdvote {

/// How to read them, in the words of the other options.
struct ProdigyReading {
  ColumnNames columns;
  std::vector<RowCondition> where;
};

/// By the keys of the first line: `_input_hash`, `answer`, and
///
///     accept (a list)    a choice: its one element is the label, in lines with the answer "accept"
///     label              yes or no to one label: the observation is the text and the label together, the vote is
///                        the answer, and lines with the answer "ignore" are none
///
/// What the user has chosen stays. Nothing if it is no such file, or a column was chosen for the label.
[[nodiscard]] std::optional<ProdigyReading> recognise_prodigy(std::string_view first_line,
                                                              const ReadOptions& options);

}  // namespace crowdvote
