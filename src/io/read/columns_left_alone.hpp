#pragma once

/// What columns may hold that a file of votes has and that are not read.

#include "io/read/record_reader.hpp"

namespace crowdvote {

/// Adds notices of columns that may be those of the labels: they are called as the answers of users are, or as that of the
/// labels with a number or a word such as "new".
void note_other_labels(ReadNotes& notes);
/// Of rows without users, adds notices of columns that may hold counts or shares of votes.
void note_counts(ReadNotes& notes);

}  // namespace crowdvote
