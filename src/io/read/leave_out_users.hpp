#pragma once

/// Users whose votes take no part.

#include <crowdvote/crowd_data.hpp>

#include <span>
#include <string>

namespace crowdvote {

/// Takes the votes of these users out of the data, and their names and those of labels that only they gave, as if
/// the users had never voted; observations stay. Counts them. To be called before files beside the votes are
/// put on the ids. \param files of the votes, for messages
/// Throws OptionError for a name that no user has, with the nearest one.
void leave_out_users(CrowdData& data, std::span<const std::string> names, const std::string& files);

}  // namespace crowdvote
