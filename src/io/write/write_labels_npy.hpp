#pragma once

/// Labels as numpy.save writes an int64 array (format version 1.0).

#include <crowdvote/consensus.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/run_control.hpp>

namespace crowdvote {

/// See write_labels. Throws OptionError, with the first of them, for a label that is no integer.
void write_labels_npy(OutputFile& file, const NameTable& labels, const Consensus& consensus,
                      const RunControl& control);

}  // namespace crowdvote
