#pragma once

/// The description of a strategy, from which everything else follows: checks of the inputs, flags, help,
/// `aggregate strategies`, and the tables of the docs.
///
///     struct ExampleOptions {
///       static constexpr StrategyDescription kDescription{
///           .name = "example", .summary = "One line", .source = "Author (year)", .takes = {.gold = true}};
///       int rounds = 3;  ///< how often weights are learnt
///     };

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Inputs other than the votes.
struct SideInputs {
  bool authors = false;
  bool ai_votes = false;
  bool ai_scores = false;        ///< scores of the AI's votes
  bool ai_label_scores = false;  ///< scores of labels, whatever the AI votes for
  bool weights = false;
  bool gold = false;
};

/// The inputs in a, in b, or in both.
[[nodiscard]] SideInputs operator|(const SideInputs& a, const SideInputs& b);

/// What a consensus contains in addition to label, conf, acc and valid.
struct StrategyOutputs {
  bool weight = false;         ///< column "weight" of the users, learnt or given
  bool skill = false;          ///< column "skill" of the users
  bool probabilities = false;  ///< those of a model; other strategies give the shares of the ballots
  bool confusion = false;      ///< Consensus::confusion
  bool objective = false;      ///< RoundRecord::objective
};

/// The names, for people, of the members that are true: "AI votes", "skill".
[[nodiscard]] std::vector<std::string_view> names_of(const SideInputs& inputs);
[[nodiscard]] std::vector<std::string_view> names_of(const StrategyOutputs& outputs);

/// The parts of LearntModel that a strategy fills and uses.
struct ModelContent {
  enum class Cells { none, by_truth, by_truth_and_habit };

  std::string_view value =
      {};               ///< name of the number for each user: "weight", "skill"; empty: there is no model
  Range range = {};     ///< range of that number
  bool labels = false;  ///< the set of labels matters: votes for other labels have no effect
  bool prior = false;   ///< labels have individual frequencies
  Cells cells = Cells::none;  ///< habit: votes that do not depend on the truth

  [[nodiscard]] constexpr bool exists() const { return !value.empty(); }
};

/// Whether several processes can share a run, and where the observations may be divided among them.
enum class Sharing {
  none,
  by_observation,  ///< anywhere, because processes exchange only integer counts
  by_block         ///< between blocks, because sums of reals are taken block by block
};
/// The length of the longest of these blocks, which is a multiple of all block lengths.
inline constexpr std::size_t kObservationsTogether = 65536;

struct StrategyDescription {
  std::string_view name;         ///< as on the command line; its source files have it too, with _ for -
  std::string_view summary;      ///< one line
  std::string_view source = {};  ///< authors and year
  SideInputs takes = {};         ///< inputs that it can use
  StrategyOutputs gives = {};
  ModelContent model = {};              ///< what can be saved and used later
  std::string_view ai_option = {};      ///< the option for the part of the AI; empty: none
  std::string_view ai_example = {};     ///< a value of that option with which the AI votes, for messages
  std::string_view rounds_option = {};  ///< the option that limits the rounds
  bool draws = false;                   ///< may draw at random, by AggregationInput::draws
  std::size_t most_labels = 0;          ///< largest supported number of labels; 0: any
  bool learns_from_agreement = false;   ///< judges users by how they vote on the same observations
  Sharing sharing = Sharing::none;
  /// Other names, in any case and with - between words; unused entries are empty.
  std::array<std::string_view, 4> aliases = {};
};

/// A warning as data.
struct Advice {
  std::string text;              ///< a clause
  std::string_view option = {};  ///< the option of the strategy that it concerns
};

// A strategy may replace these by overloads for its own options.

/// The inputs that the strategy uses under these options.
template <class Options>
[[nodiscard]] SideInputs taken_inputs(const Options& /*options*/) {
  return Options::kDescription.takes;
}
/// The inputs that the strategy requires under these options.
template <class Options>
[[nodiscard]] SideInputs needed_inputs(const Options& /*options*/) {
  return {};
}
/// Sets options that were left out to the values that apply by default.
template <class Options>
void fill_defaults(Options& /*options*/) {}
/// Warnings about options that are allowed but unusual.
template <class Options>
[[nodiscard]] std::vector<Advice> advice_on(const Options& /*options*/) {
  return {};
}

}  // namespace crowdvote
