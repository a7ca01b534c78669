#pragma once

/// Files of models: what a run learnt about its users, with their names, for labelling other observations.
/// docs/models.md describes the format.

#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/learnt_model.hpp>
#include <crowdvote/name_fold.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The version of the format that is written, and the only one that is read.
inline constexpr std::size_t kModelFormatVersion = 1;

/// Writes the model of a run as JSON. Doubles are written with the fewest digits that read back as the same
/// number; the bytes do not depend on the number of threads. Users without votes are left out.
/// \param votes the votes that the model was learnt from
/// \param program_version stored in the file, for information
/// REQUIRES: consensus.model is set and belongs to the strategy. Throws IoError, Cancelled.
void write_model(OutputFile& file, const CrowdData& data, const VotesView& votes,
                 const StrategyOptions& strategy, const Consensus& consensus,
                 std::string_view program_version, const RunControl& control = {});

/// A model that was read from a file.
struct SavedModel {
  InputFile file;               ///< role "model"
  std::string program_version;  ///< version of the program that wrote the file
  StrategyOptions strategy;     ///< the strategy with all its options
  NameTable users;              ///< row u of the model is that of user u
  NameTable labels;             ///< by number
  LearntModel learnt;           ///< its labels are ids in `labels`
};

/// Reads a model. Throws IoError if the file cannot be read, and InputError, with the place in the file and
/// what was expected there, if it is not a model.
[[nodiscard]] SavedModel read_model(const std::string& path, const RunControl& control = {});

/// A model mapped to the ids of other data, and how much of the data it covers.
struct ModelMatch {
  KnownModel known;                        ///< the saved model; views the two vectors below
  std::vector<std::uint32_t> row_of_user;  ///< row of the model, by user of the data
  std::vector<LabelId> label_of_number;    ///< empty if labels do not matter to the model
  std::size_t n_users_unknown = 0;         ///< users of the data that the model does not know
  std::size_t n_votes_of_unknown_users = 0;
  std::size_t n_labels_unknown = 0;  ///< labels voted for that the model does not have
  std::size_t n_votes_left_out = 0;  ///< votes for these labels
};

/// Finds the users and labels of the data in the model. If the set of labels matters to the model, the labels
/// that the data lack are added to the data, and votes for labels that the model does not have are removed
/// from it.
/// \param fold the one with which the votes were read
/// Throws OptionError if `fold` makes labels of the model equal or changes their order.
/// The saved model must outlive the match, which may be moved but not copied.
[[nodiscard]] ModelMatch match_model(const SavedModel& saved, CrowdData& data, const NameFold& fold = {});

}  // namespace crowdvote
