#pragma once

/// The moment when the outputs of a run take their places. What a run has to say afterwards needs memory, and for
/// want of that no run may end as if its outputs were not there.

#include "cli/exit_codes.hpp"
#include <crowdvote/output_file.hpp>

#include <optional>
#include <span>

namespace crowdvote::cli {

/// OutputFile::publish_together, and settle().
void publish(std::span<OutputFile* const> files, int code = kExitDone,
             const OutputFile::WithOthers& others = {});
/// The same for one file.
void publish(OutputFile& file);

/// All outputs have their places: the run ends with this code.
void settle(int code) noexcept;
/// What it was settled to, if it was.
[[nodiscard]] std::optional<int> settled_code() noexcept;

}  // namespace crowdvote::cli
