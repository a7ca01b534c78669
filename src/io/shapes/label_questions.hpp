#pragma once

/// Votes for several labels as votes on yes/no questions (binary relevance).

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

namespace crowdvote {

/// Labels of the data are sets, as LabelSets writes them. Afterwards the observations are pairs (observation, label),
/// named observation+label as composed columns are (append_part); the labels are "no" and "yes". There is a pair for
/// each label that a user or the AI chose on the observation: pairs stand in the order of the observations, and then of
/// the names of the labels. On each pair of an observation whoever voted there says yes where the label is in the
/// set, and no where it is not; truth and gold do the same. The author of an observation is that of its pairs.
///
/// Warns of observations that have no pair, because nobody chose a label, and of true labels that nobody chose: no
/// pair asks for them. Scores of the AI belong to sets and are left out, with a warning.
/// To be called before the experts are attached: they may agree on one label and differ on another.
///
/// Cost: 8 bytes per vote on a pair, that is, of an observation, its voters times the labels chosen there. Throws
/// OptionError at 2^32 - 1 such votes, MemoryError, Cancelled.
void ask_for_each_label(CrowdData& data, const ReadOptions& options, const RunControl& control);

}  // namespace crowdvote
