#pragma once

/// Turns votes for several labels into votes on yes/no questions (binary relevance).

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

namespace crowdvote {

/// Labels of the data are sets, as LabelSets writes them. Afterwards, the observations are pairs
/// (observation, label), named observation+label as composed columns are (append_part), and the labels are
/// "no" and "yes". There is a pair for each label that a user or the AI chose on the observation, ordered by
/// observation and then by the name of the label. On each pair of an observation, everyone who voted on the
/// observation says yes if the label is in their set and no if it is not; so do truth and gold. The author of
/// an observation is the author of its pairs.
///
/// Warns of observations without pairs, because nobody chose a label, and of true labels that nobody chose:
/// no pair asks for them. Scores of the AI belong to sets and are left out, with a warning.
/// To be called before the experts are attached: they may agree on one label and differ on another.
///
/// Cost: 8 bytes per vote on a pair; an observation has as many of these as its number of voters times the
/// number of labels chosen there. Throws OptionError at 2^32 - 1 such votes, MemoryError, Cancelled.
void ask_for_each_label(CrowdData& data, const ReadOptions& options, const RunControl& control);

}  // namespace crowdvote
