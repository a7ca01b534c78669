#pragma once

/// Shapes of JSON other than {observation: {user: label}}: lists of records, and the output of
/// DataFrame.to_json.

#include <crowdvote/errors.hpp>
#include <crowdvote/name_table.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The shape of a file with this beginning, such as "an array of rows", if it is one that cannot be read and
/// can be told at once; otherwise empty. \param head from the first character that is not white space
[[nodiscard]] std::string table_shape_of(std::string_view head);

/// The paths to lists of objects in an object with this beginning: keys joined by dots. Lists inside lists
/// are ignored.
[[nodiscard]] std::vector<std::string> lists_of_records(std::string_view head);

/// The texts of the first records under a path of keys, through objects and lists; the last may be truncated.
/// \param head of a file of one or more documents
[[nodiscard]] std::vector<std::string_view> first_records(std::string_view head,
                                                          std::span<const std::string> path,
                                                          std::size_t most);

/// Splits a path into keys at its dots.
[[nodiscard]] std::vector<std::string> steps_to_records(std::string_view path);

/// Advice on what to write instead of a table.
[[nodiscard]] std::string_view instead_of_table();

/// Throws InputError if the outer or the inner keys are the columns of a table.
void refuse_table(const NameTable& observations, const NameTable& users, const std::string& file);

}  // namespace crowdvote
