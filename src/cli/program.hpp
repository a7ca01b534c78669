#pragma once

/// What the programs share: how a process begins, and how it ends by what was thrown.

#include <exception>

namespace crowdvote::cli {

/// To be called first: descriptors, memory, and what ends a process that cannot go on.
void begin_process();

/// The code to end with.
[[nodiscard]] int exit_code_of(const std::exception_ptr& thrown);
/// Says what went wrong and returns the code to end with.
int fail_by(const std::exception_ptr& thrown);

}  // namespace crowdvote::cli
