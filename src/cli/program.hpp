#pragma once

/// What all programs share: how a process begins, and how it ends after an exception.

#include <exception>

namespace crowdvote::cli {

/// Must be called first: sets up descriptors, memory, and what ends a process that cannot continue.
void begin_process();

/// The exit code.
[[nodiscard]] int exit_code_of(const std::exception_ptr& thrown);
/// Reports the error and returns the exit code.
int fail_by(const std::exception_ptr& thrown);

}  // namespace crowdvote::cli
