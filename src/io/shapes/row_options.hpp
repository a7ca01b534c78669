#pragma once

/// Options about rows that contradict each other or do not fit a file.

#include "io/records/schema.hpp"
#include "io/shapes/file_format.hpp"
#include <crowdvote/read_inputs.hpp>

#include <string>

namespace crowdvote {

/// The schema of the votes, which depends on whether a row needs a user.
[[nodiscard]] const Schema& votes_schema(const ReadOptions& options);

/// Throws OptionError if options contradict each other regardless of the file.
void check_row_options(const ReadOptions& options);
/// Throws OptionError if options do not fit the format. \param file the name in messages
void check_row_options(const FileFormat& format, const std::string& file, const ReadOptions& options);

}  // namespace crowdvote
