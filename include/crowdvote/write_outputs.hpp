#pragma once

/// From a consensus to files, by the rules of OutputFile: completely or not at all. Doubles are written with the
/// fewest digits that read back as the same number. Rows are made on control.threads() threads; the bytes do
/// not depend on how many. Cancelled is thrown, and nothing published, if the run is cancelled.

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

/// Of labels, of their probabilities and, except for npy, of users and explanations.
enum class LabelsFormat { csv, tsv, json, jsonl, parquet, npy };

/// Throws OptionError for Parquet, which DuckDB writes, where its library is not there. To be called before long
/// work; the functions below that find a format do.
void check_can_write(LabelsFormat format);

/// By the ending of the path, a .gz or .zst behind it left aside; csv for "-" and for a device or pipe
/// without such an ending. Throws OptionError, with the endings there are, for any other.
[[nodiscard]] LabelsFormat labels_format_of(const std::string& path);
/// The same for probabilities, whose format follows from the path alone.
[[nodiscard]] LabelsFormat probabilities_format_of(const std::string& path);
/// The same for users and explanations; npy is no format of theirs.
[[nodiscard]] LabelsFormat users_format_of(const std::string& path);
/// For an output that has one format: throws OptionError if the path of a file has an ending other than this one,
/// as in ".json", a .gz or .zst behind it left aside.
void check_ending(const std::string& path, std::string_view ending);

struct WriteLabelsOptions {
  LabelsFormat format = LabelsFormat::csv;
  bool only_valid = false;  ///< leave out observations that are not valid
  std::size_t most_rows = std::numeric_limits<std::size_t>::max();  ///< the first ones; of npy always all
};

/// Columns `observation,label,valid,conf,acc,votes`, those of Consensus::observations, and `tie,runner_up` as in
/// Standing; a row per observation in the order of the input.
///   csv, tsv   a header; fields with a separator, a quote or a line break are quoted (RFC 4180)
///   json       an object {observation: {"label": …, "valid": true, "conf": …, "acc": …, "votes": …,
///                                       "tie": false, "runner_up": …}}
///   jsonl      an object per line, with the key "observation" too
///   npy        int64 labels in the order of the input, -1 where not valid; needs integer labels
///   parquet    the columns of csv: observation and labels as BIGINT where all names are integers, else as
///              VARCHAR; valid and other flags as BOOLEAN, conf and acc as DOUBLE; null for what is empty in csv
/// An undefined label and a runner-up that there is not are empty (csv, tsv) or null. In JSON a name that is an
/// integer is a number, except as a key of the object.
/// \param input as the strategy was given it
/// Throws IoError; OptionError for npy where the label of a valid observation is no integer, or with
/// only_valid (where a place stands for an observation, none can be left out).
void write_labels(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                  const Consensus& consensus, const WriteLabelsOptions& options,
                  const RunControl& control = {});

/// Columns `user,votes,species_authored,species_voted,n_species,weight,self_validating,agreement,skill` and the
/// other columns of Consensus::users, a row per user in the order of first appearance, and the AI as the last
/// where it is a user. A column that the strategy does not have is empty, or null; `agreement` is made of the
/// labels of any strategy.
///   csv, tsv   a header and a row per user
///   jsonl      an object per user
///   json       an object {user: {"votes": …, "species_authored": …, ...}}
///   parquet    the columns of csv
/// \param votes that the labels were made of
/// \param ai_user the name under which the AI is written
/// REQUIRES: format is not npy
void write_users(OutputFile& file, const CrowdData& data, const VotesView& votes, const Consensus& consensus,
                 const std::string& ai_user, LabelsFormat format, const RunControl& control = {});

/// How near each observation is to another outcome, and on whom it depends (see Influences): columns
///
///     observation,margin_conf,margin_acc,runner_up,runner_up_conf,decisive_user,flip_weight,last_changed_round
///
/// the last from the Diagnostics. The formats are those of write_users. Margins and flip weights have 9
/// decimals. What there is not, and a flip weight without end, is empty, or null.
/// \param input as the strategy was given it
/// \param ai_user the name under which the AI is written
/// \param strategy that made the consensus: needed for `decisive_user` where probabilities decided, beside the
///        model (see find_decisive_votes_by_model)
/// REQUIRES: format is not npy
void write_explanations(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                        const Consensus& consensus, const std::string& ai_user, LabelsFormat format,
                        const RunControl& control = {}, const StrategyOptions* strategy = nullptr);

struct WriteProbabilitiesOptions {
  LabelsFormat format = LabelsFormat::csv;
  double least = 1e-6;  ///< smaller probabilities are left out, except in npy
};

/// Consensus::probabilities: of each label that can be true on an observation, which sum to 1 before small
/// ones are left out. Observations stand in the order of the input, the labels of each by falling probability.
///   csv, tsv   a header and a row `observation,label,probability` for each
///   jsonl      an object for each, with these keys
///   parquet    the same rows, the probability as DOUBLE
///   json       an object {observation: {label: probability}}
///   npy        float64, observations x labels: the labels that occur in the votes, in gold or in a
///              probability, in their order (write_probability_labels); 0 where an observation has none
/// \param input as the strategy was given it
/// REQUIRES: consensus.probabilities. Throws IoError.
void write_probabilities(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                         const Consensus& consensus, const WriteProbabilitiesOptions& options,
                         const RunControl& control = {});

/// The labels of the columns of the npy array: a JSON array with one label per line.
void write_probability_labels(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                              const Consensus& consensus, const RunControl& control = {});

/// To be called before the strategy runs. Throws OptionError if an npy array would take more than 16 GB, and
/// MemoryError if it would take more than the process may hold: its readers hold all of it, its writer does not.
void check_probabilities_fit(const AggregationInput& input, LabelsFormat format, const RunControl& control);

/// CSV `user,truth,label,probability,count` of Consensus::confusion: users in the order of first appearance,
/// then truths and labels in their order. REQUIRES: consensus.confusion
void write_confusion(OutputFile& file, const CrowdData& data, const Consensus& consensus,
                     const RunControl& control = {});

/// The same to a file of their own, published at once; the format of users is that of the path's ending.
void write_labels(const std::string& path, const CrowdData& data, const AggregationInput& input,
                  const Consensus& consensus, const WriteLabelsOptions& options,
                  const RunControl& control = {});
void write_users(const std::string& path, const CrowdData& data, const VotesView& votes,
                 const Consensus& consensus, const std::string& ai_user, const RunControl& control = {});
void write_text(const std::string& path, std::string_view text);

}  // namespace crowdvote
