#pragma once

/// From a consensus to files. A regular file appears whole or not at all: it is written beside the target,
/// synced and renamed. A target that is no regular file (a device, a pipe, "-" for standard output) is
/// written straight. Doubles are written with the fewest digits that read back as the same number.

#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/run_control.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

enum class LabelsFormat { csv, tsv, json, jsonl, npy };

/// By the ending of the path, a .gz behind it left aside; csv for "-" and for a device.
/// Throws OptionError, with the endings there are, for any other.
[[nodiscard]] LabelsFormat labels_format_of(const std::string& path);

struct WriteLabelsOptions {
  LabelsFormat format = LabelsFormat::csv;
  bool only_valid = false;  ///< leave out observations that are not valid
};

/// Columns `observation,label,valid,conf,acc,votes`, a row an observation in the order of the input.
///   csv, tsv   a header; fields with a separator, a quote or a line break are quoted (RFC 4180)
///   json       an object {observation: {"label": …, "valid": true, "conf": …, "acc": …, "votes": …}}
///   jsonl      an object a line, with the key "observation" too
///   npy        int64 labels in the order of the input, -1 where not valid; needs integer labels
/// An undefined label is empty (csv, tsv) or null. A path that ends in .gz is packed.
/// Throws IoError; OptionError for npy where a label is no integer.
void write_labels(const std::string& path, const CrowdData& data, const VoteMatrix& votes,
                  const Consensus& consensus, const WriteLabelsOptions& options,
                  const RunControl& control = {});

/// CSV `user,votes,species_authored,species_voted,n_species,weight,self_validating`, a row a user in the
/// order of first appearance, and last the AI where it is a user. A figure that the strategy does not
/// estimate is empty. \param ai_user the name under which the AI is written
void write_users(const std::string& path, const CrowdData& data, const VoteMatrix& votes,
                 const Consensus& consensus, const std::string& ai_user, const RunControl& control = {});

/// Writes text to a path by the rules above.
void write_text(const std::string& path, std::string_view text);

}  // namespace crowdvote
