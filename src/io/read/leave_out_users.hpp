#pragma once

/// Removes the votes of chosen users.

#include <crowdvote/crowd_data.hpp>

#include <span>
#include <string>

namespace crowdvote {

/// Removes the votes of these users from the data, together with the names of the users and of labels that
/// nobody else chose, as if the users had never voted; observations stay. Counts what it removes. Must be
/// called before the values of other files are assigned to ids. \param files the names of the votes files,
/// for messages
/// Throws OptionError for a name that no user has and suggests the nearest one.
void leave_out_users(CrowdData& data, std::span<const std::string> names, const std::string& files);

}  // namespace crowdvote
