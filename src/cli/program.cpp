#include "cli/program.hpp"

#include "cli/exit_codes.hpp"
#include "cli/messages.hpp"
#include "cli/publication.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/output_file.hpp>

#include <cstdlib>
#include <new>
#include <optional>
#include <stdexcept>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace crowdvote::cli {

namespace {

/// Returns the memory of large arrays to the system once they are freed. By default, glibc begins to keep
/// such memory after the first large array.
void give_large_memory_back() {
#ifdef __GLIBC__
  constexpr int kLarge = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, kLarge);
#endif
}

/// Returns the exit code.
int end_without_memory() noexcept {
  const std::optional<int> code = settled_code();
  if (!code) return fail_without_memory();
  warn_without_memory();
  return *code;
}

/// Destructors of JSON values allocate memory, and an exception from a destructor ends the program.
[[noreturn]] void end_for_want_of_memory() {
  try {
    if (std::current_exception()) throw;
  } catch (const std::bad_alloc&) {
    remove_unfinished_outputs();
    std::_Exit(end_without_memory());
  } catch (...) {
    std::abort();
  }
  std::abort();
}

/// Calls end(code, what) for the exception.
template <class End>
int end_by(const std::exception_ptr& thrown, const End& end) {
  try {
    std::rethrow_exception(thrown);
  } catch (const OptionError& error) {
    return end(kExitUsage, error);
  } catch (const InputError& error) {
    return end(kExitBadData, error);
  } catch (const IoError& error) {
    return end(kExitFile, error);
  } catch (const MemoryError& error) {
    return end(kExitFile, error);
  } catch (const Cancelled&) {
    return end(kExitInterrupted, "interrupted; no file was written");
  } catch (const std::bad_alloc&) {
    return end(kExitFile, nullptr);
  } catch (const std::length_error& error) {  // a number exceeds 32 bits
    return end(kExitFile, error.what());
  } catch (const std::exception& error) {
    return end(kExitFault, error.what());
  }
}

}  // namespace

void begin_process() {
  std::set_terminate(end_for_want_of_memory);
  occupy_standard_descriptors();
  give_large_memory_back();
}

int exit_code_of(const std::exception_ptr& thrown) {
  return end_by(thrown, []<class What>(ExitCode code, const What& /*what*/) -> int {
    return std::is_same_v<What, std::nullptr_t> ? settled_code().value_or(code) : code;
  });
}

int fail_by(const std::exception_ptr& thrown) {
  try {
    return end_by(thrown, []<class What>(ExitCode code, const What& what) -> int {
      if constexpr (std::is_same_v<What, std::nullptr_t>) {
        return end_without_memory();
      } else {
        return fail(code, what);
      }
    });
  } catch (const std::bad_alloc&) {  // too little memory to report the error
    return end_without_memory();
  }
}

}  // namespace crowdvote::cli
