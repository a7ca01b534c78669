#pragma once

/// The manual page of a command for man(1), made from what the command declares.

#include "cli/command_description.hpp"

#include <string>
#include <vector>

namespace crowdvote::cli {

/// \param all all commands, the main command first
[[nodiscard]] std::string manual_page(const DescribedCommand& command,
                                      const std::vector<DescribedCommand>& all);

}  // namespace crowdvote::cli
