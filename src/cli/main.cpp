#include "cli/command_table.hpp"
#include "cli/messages.hpp"
#include "cli/program.hpp"

#include <exception>

using namespace crowdvote::cli;

int main(int argc, char** argv) {
  try {
    begin_process();
    start_messages();
    return run_command_line({argv + 1, argv + argc});
  } catch (...) {
    return fail_by(std::current_exception());
  }
}
