#pragma once

/// Writes a consensus to files, completely or not at all, by the rules of OutputFile. Doubles are written
/// with the fewest digits that read back as the same number. Rows are formatted on control.threads() threads;
/// the bytes do not depend on their number. If the run is cancelled, Cancelled is thrown and nothing is
/// published.

#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace crowdvote {

/// The format of labels, of probabilities and, except for npy, of users and explanations.
enum class LabelsFormat { csv, tsv, json, jsonl, parquet, npy };

/// Throws OptionError for Parquet, which DuckDB writes, if the library of DuckDB is missing. To be called
/// before long work, as the functions below do that find a format.
void check_can_write(LabelsFormat format);

/// The format for the ending of a path, ignoring a final .gz or .zst; csv for "-" and for a device or pipe
/// without such an ending. Throws OptionError, which lists the endings, for any other.
[[nodiscard]] LabelsFormat labels_format_of(const std::string& path);
/// The same for probabilities, whose format follows from the path alone.
[[nodiscard]] LabelsFormat probabilities_format_of(const std::string& path);
/// The same for users and explanations, which cannot be written as npy.
[[nodiscard]] LabelsFormat users_format_of(const std::string& path);
/// For an output that has only one format: throws OptionError if the path of a file has another ending than
/// this one (such as ".json"), ignoring a final .gz or .zst.
void check_ending(const std::string& path, std::string_view ending);

struct WriteLabelsOptions {
  LabelsFormat format = LabelsFormat::csv;
  bool only_valid = false;  ///< leave out observations that are not valid
  std::size_t most_rows = std::numeric_limits<std::size_t>::max();  ///< only the first; ignored by npy
};

/// Writes the columns `observation,label,valid,conf,acc,votes`, those of Consensus::observations, and
/// `tie,runner_up` as in Standing; one row per observation in the order of the input.
///   csv, tsv   a header; fields with a separator, a quote or a line break are quoted (RFC 4180)
///   json       an object {observation: {"label": …, "valid": true, "conf": …, "acc": …, "votes": …,
///                                       "tie": false, "runner_up": …}}
///   jsonl      an object per line, with the key "observation" too
///   npy        int64 labels in the order of the input, -1 where not valid; needs integer labels
///   parquet    the columns of csv: observation and labels as BIGINT if all names are integers, otherwise as
///              VARCHAR; flags such as valid as BOOLEAN, conf and acc as DOUBLE; null if empty in csv
/// An undefined label and a missing runner-up are empty (csv, tsv) or null. In JSON a name that is an integer
/// is a number, except as a key of the object.
/// \param input as the strategy was given it
/// Throws IoError; and OptionError for npy if the label of a valid observation is not an integer, or with
/// only_valid (positions stand for observations, so none can be left out).
void write_labels(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                  const Consensus& consensus, const WriteLabelsOptions& options,
                  const RunControl& control = {});

/// Writes the columns
/// `user,votes,species_authored,species_voted,n_species,weight,self_validating,agreement,skill` and the other
/// columns of Consensus::users; one row per user in the order of first appearance, and the AI as the last if
/// it is a user. Columns that the strategy does not have are empty, or null; `agreement` is computed from the
/// labels of any strategy.
///   csv, tsv   a header and a row per user
///   jsonl      an object per user
///   json       an object {user: {"votes": …, "species_authored": …, ...}}
///   parquet    the columns of csv
/// \param votes the votes that took part
/// \param ai_user the name under which the AI is written
/// REQUIRES: format is not npy. Throws IoError.
void write_users(OutputFile& file, const CrowdData& data, const VotesView& votes, const Consensus& consensus,
                 const std::string& ai_user, LabelsFormat format, const RunControl& control = {});

/// Writes how close each observation is to another outcome, and on whom it depends (see Influences): columns
///
///   observation,margin_conf,margin_acc,runner_up,runner_up_conf,decisive_user,flip_weight,last_changed_round
///
/// where the last is from the Diagnostics. The formats are those of write_users(). Margins and flip weights
/// have 9 decimals. A missing value and an infinite flip weight are empty, or null.
/// \param input as the strategy was given it
/// \param ai_user the name under which the AI is written
/// \param strategy the one that made the consensus; needed, in addition to the model, for `decisive_user` if
///        probabilities decided (see find_decisive_votes_by_model())
/// REQUIRES: format is not npy. Throws IoError.
void write_explanations(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                        const Consensus& consensus, const std::string& ai_user, LabelsFormat format,
                        const RunControl& control = {}, const StrategyOptions* strategy = nullptr);

struct WriteProbabilitiesOptions {
  LabelsFormat format = LabelsFormat::csv;
  double least = 1e-6;  ///< smaller probabilities are left out, except in npy
};

/// Writes Consensus::probabilities. Those of an observation sum to 1 before small ones are left out.
/// Observations are in the order of the input, and the labels of each in descending order of probability.
///   csv, tsv   a header and a row `observation,label,probability` for each
///   jsonl      an object for each, with these keys
///   parquet    the same rows, the probability as DOUBLE
///   json       an object {observation: {label: probability}}
///   npy        float64, observations x labels: the labels that occur in the votes, in gold or in a
///              probability, by rank (see write_probability_labels()); 0 where an observation has none
/// \param input as the strategy was given it
/// REQUIRES: consensus.probabilities is set. Throws IoError.
void write_probabilities(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                         const Consensus& consensus, const WriteProbabilitiesOptions& options,
                         const RunControl& control = {});

/// Writes the labels of the columns of the npy array: a JSON array with one label per line. Throws IoError.
void write_probability_labels(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                              const Consensus& consensus, const RunControl& control = {});

/// To be called before the strategy runs. Throws OptionError if an npy array would take more than 16 GB, and
/// MemoryError if it would take more than the memory limit (programs that read it hold all of it in memory,
/// although the writer does not).
void check_probabilities_fit(const AggregationInput& input, LabelsFormat format, const RunControl& control);

/// Writes Consensus::confusion as CSV `user,truth,label,probability,count`: users in the order of first
/// appearance, then truths and labels by rank. REQUIRES: consensus.confusion is set. Throws IoError.
void write_confusion(OutputFile& file, const CrowdData& data, const Consensus& consensus,
                     const RunControl& control = {});

/// These write a separate file and publish it; the format of users follows from the ending of the path.
void write_labels(const std::string& path, const CrowdData& data, const AggregationInput& input,
                  const Consensus& consensus, const WriteLabelsOptions& options,
                  const RunControl& control = {});
void write_users(const std::string& path, const CrowdData& data, const VotesView& votes,
                 const Consensus& consensus, const std::string& ai_user, const RunControl& control = {});
void write_text(const std::string& path, std::string_view text);

}  // namespace crowdvote
