#pragma once

/// Shapes of JSON that are no {observation: {user: label}}: lists of records, and what DataFrame.to_json writes.

#include <crowdvote/errors.hpp>
#include <crowdvote/name_table.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The shape of a file that begins like this, as "an array of rows", if it is one that cannot be read and shows at
/// once; else empty. \param head from the first character that is no white space
[[nodiscard]] std::string table_shape_of(std::string_view head);

/// Where an object that begins like this has lists of objects: paths of keys with dots between them. Lists inside
/// lists do not count.
[[nodiscard]] std::vector<std::string> lists_of_records(std::string_view head);

/// The texts of the first records under a path of keys, through objects and lists; the last may be cut off.
/// \param head of a file of one or several documents
[[nodiscard]] std::vector<std::string_view> first_records(std::string_view head,
                                                          std::span<const std::string> path,
                                                          std::size_t most);

/// The keys of a path with dots between them.
[[nodiscard]] std::vector<std::string> steps_to_records(std::string_view path);

/// What to write instead.
[[nodiscard]] std::string_view instead_of_table();

/// Throws InputError if the outer or the inner keys of what was read are the columns of a table.
void refuse_table(const NameTable& observations, const NameTable& users, const std::string& file);

}  // namespace crowdvote
