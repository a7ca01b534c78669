#include "cli/commands.hpp"
#include "cli/messages.hpp"
#include "cli/program.hpp"
#include "cluster/mpi_exchange.hpp"

#include <exception>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

using namespace crowdvote;
using namespace crowdvote::cli;

namespace {

/// Only the first process prints help and labels.
void leave_standard_output_to_first(const Exchange& processes) {
  if (processes.rank() == 0) return;
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) dup2(nowhere, STDOUT_FILENO);
}

}  // namespace

int main(int argc, char** argv) {
  begin_process();
  MpiExchange processes(argc, argv);
  leave_standard_output_to_first(processes);
  std::optional<int> code;
  std::exception_ptr thrown;
  try {
    start_messages("aggregate-mpi");
    code = aggregate_with_others({argv + 1, argv + argc}, processes);
  } catch (const OtherProcessFailed&) {  // that process reports why
  } catch (...) {
    thrown = std::current_exception();
    code = exit_code_of(thrown);
  }
  const MpiExchange::End end = processes.end(code);
  if (thrown && end.is_mine) fail_by(thrown);
  return end.code;
}
