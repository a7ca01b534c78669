#pragma once

/// Shapes of JSON that hold a table and are no {observation: {user: label}}: what DataFrame.to_json writes,
/// and records under their ids.

#include <crowdvote/errors.hpp>
#include <crowdvote/name_table.hpp>

#include <string>
#include <string_view>

namespace crowdvote {

/// The shape of a file that begins like this, as "an array of records"; empty if it is none of those that
/// show at once. \param head from the first character that is no white space
[[nodiscard]] std::string table_shape_of(std::string_view head);

/// What to write instead.
[[nodiscard]] std::string_view instead_of_table();

/// Throws InputError if the outer or the inner keys of what was read are the columns of a table.
void refuse_table(const NameTable& observations, const NameTable& users, const std::string& file);

}  // namespace crowdvote
