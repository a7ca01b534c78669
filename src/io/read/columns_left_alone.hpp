#pragma once

/// Notices about columns of a votes file that are not read.

#include "io/read/record_reader.hpp"

namespace crowdvote {

/// Adds notices about columns that may be the real column of labels: their names say that they hold the
/// answers of users, or are a word for a label with a number or a word such as "new".
void note_other_labels(ReadNotes& notes);
/// For rows without users, adds notices about columns that may hold counts or shares of votes.
void note_counts(ReadNotes& notes);

}  // namespace crowdvote
