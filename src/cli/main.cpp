#include "cli/command_table.hpp"
#include "cli/exit_codes.hpp"
#include "cli/messages.hpp"
#include "cli/publication.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/output_file.hpp>

#include <cstdlib>
#include <exception>
#include <new>
#include <optional>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace crowdvote;
using namespace crowdvote::cli;

namespace {

/// Memory of large arrays goes back to the system once they are gone. Left to itself, the heap of glibc
/// begins to keep it after the first such array.
void give_large_memory_back() {
#ifdef __GLIBC__
  constexpr int kLarge = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, kLarge);
#endif
}

/// Returns the code to end with.
int end_without_memory() noexcept {
  const std::optional<int> code = settled_code();
  if (!code) return fail_without_memory();
  warn_without_memory();
  return *code;
}

/// Destructors of JSON values need memory, and the standard ends a program whose destructor throws.
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

/// Where there is too little memory to say what went wrong, that is thrown.
int run(int argc, char** argv) {
  try {
    start_messages();
    return run_command_line({argv + 1, argv + argc});
  } catch (const OptionError& error) {
    return fail(kExitUsage, error);
  } catch (const InputError& error) {
    return fail(kExitBadData, error);
  } catch (const IoError& error) {
    return fail(kExitFile, error);
  } catch (const MemoryError& error) {
    return fail(kExitFile, error);
  } catch (const Cancelled&) {
    return fail(kExitInterrupted, "interrupted; no file was written");
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return fail(kExitFault, error.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::set_terminate(end_for_want_of_memory);
    occupy_standard_descriptors();
    give_large_memory_back();
    return run(argc, argv);
  } catch (const std::bad_alloc&) {
    return end_without_memory();
  }
}
