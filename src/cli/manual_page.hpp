#pragma once

/// A manual page of a command, for man(1), made of what the command declares.

#include "cli/command_description.hpp"

#include <string>
#include <vector>

namespace crowdvote::cli {

/// \param all the commands, the main job first
[[nodiscard]] std::string manual_page(const DescribedCommand& command,
                                      const std::vector<DescribedCommand>& all);

}  // namespace crowdvote::cli
