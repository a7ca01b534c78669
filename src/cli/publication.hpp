#pragma once

/// The moment at which the outputs of a run are published. Later messages need memory, and lack of memory
/// must not make the run end as if its outputs did not exist.

#include "cli/exit_codes.hpp"
#include <crowdvote/output_file.hpp>

#include <optional>
#include <span>

namespace crowdvote::cli {

/// Calls OutputFile::publish_together, then settle().
void publish(std::span<OutputFile* const> files, int code = kExitDone,
             const OutputFile::WithOthers& others = {});
/// The same for one file.
void publish(OutputFile& file);

/// All outputs are in place: from now on, the run ends with this code.
void settle(int code) noexcept;
/// The code that was settled, if any.
[[nodiscard]] std::optional<int> settled_code() noexcept;

}  // namespace crowdvote::cli
