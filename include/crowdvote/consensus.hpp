#pragma once

/// The input and the result of a strategy. Nothing here is specific to one strategy.

#include <crowdvote/ids.hpp>
#include <crowdvote/learnt_model.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/validity.hpp>
#include <crowdvote/votes_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace crowdvote {

/// How an observation whose best labels are tied is decided.
enum class TieRule {
  lowest,    ///< the tied label with the lowest rank
  random,    ///< uniform among the tied, by the observation's hash
  undefined  ///< no label in the result; during the rounds the lowest rank decides, as under `lowest`
};
template <>
struct Choices<TieRule> {
  static constexpr std::array values{Choice<TieRule>{"lowest", TieRule::lowest},
                                     Choice<TieRule>{"random", TieRule::random},
                                     Choice<TieRule>{"undefined", TieRule::undefined}};
};

/// The keys of random draws: hashes of names, so that draws depend neither on the order of the input nor on
/// threads.
struct DrawKeys {
  std::uint64_t seed = 0;
  std::span<const std::uint64_t> of_observation = {};  ///< hashes of the names; empty: of the ids
  std::span<const std::uint64_t> of_user = {};
  std::span<const std::uint64_t> of_label = {};
};

/// The scores that an AI gives to labels on each observation, in CSR form: observation i has the entries
/// begin[i] to begin[i + 1] - 1, each label at most once, with scores in [0, 1].
struct LabelScores {
  std::span<const std::size_t> begin = {};  ///< n_observations + 1; empty: nothing is known
  std::span<const LabelId> label = {};
  std::span<const double> score = {};

  [[nodiscard]] bool empty() const { return begin.empty(); }
  [[nodiscard]] std::span<const LabelId> labels_of(ObservationId i) const {
    return label.subspan(begin[i], begin[i + 1] - begin[i]);
  }
  [[nodiscard]] std::span<const double> scores_of(ObservationId i) const {
    return score.subspan(begin[i], begin[i + 1] - begin[i]);
  }
};

class SharedUsers;

/// Views of data that must outlive the call. Spans are empty where nothing is known; otherwise they have one
/// entry per observation, or per user.
struct AggregationInput {
  VotesView votes;
  std::span<const UserId> author_of_observation = {};     ///< kNoUser: unknown
  std::span<const LabelId> ai_label_of_observation = {};  ///< kNoLabel: the AI did not vote
  std::span<const double> ai_score_of_observation = {};   ///< in [0, 1]; NaN: none
  LabelScores ai_scores_of_labels = {};                   ///< for strategies that use more than the AI's vote
  std::span<const double> weight_of_user = {};            ///< NaN: none
  std::span<const LabelId> gold_of_observation = {};      ///< labels known with certainty; kNoLabel: none
  TieRule ties = TieRule::lowest;
  std::span<const std::uint64_t> tie_hash_of_observation = {};  ///< REQUIRED for TieRule::random
  DrawKeys draws = {};                                          ///< for strategies that start at random
  bool wants_probabilities = false;                             ///< fill Consensus::probabilities
  bool wants_confusion = false;        ///< fill Consensus::confusion, where the strategy has one
  bool wants_model = false;            ///< fill Consensus::model
  bool wants_last_changes = false;     ///< fill Diagnostics::last_changed_round, if the strategy can
  const SharedUsers* users = nullptr;  ///< null: a single process. Otherwise users are those of this process
  KnownModel known = {};               ///< if given, it determines the labels, and nothing is learnt
};

/// A named column of values: one per user, or one per observation.
struct NamedColumn {
  std::string name;  ///< "weight"
  std::string help;  ///< one line
  std::variant<std::vector<double>, std::vector<std::uint32_t>, std::vector<std::uint8_t>>
      values;  ///< bytes are flags, 0 or 1
};

/// Names that are used by more than one strategy, writer or chart.
inline constexpr std::string_view kWeightColumn = "weight";
inline constexpr std::string_view kAgreementColumn = "agreement";  ///< computed by the writer of the users
inline constexpr std::string_view kSkillColumn = "skill";
inline constexpr std::string_view kSelfValidatingColumn = "self_validating";
inline constexpr std::string_view kDifficultyColumn = "difficulty";

struct Table {
  std::vector<NamedColumn> columns;

  void add(std::string_view name, std::string_view help, decltype(NamedColumn::values) values) {
    columns.push_back({std::string(name), std::string(help), std::move(values)});
  }
  /// Null if there is no column of that name.
  [[nodiscard]] const NamedColumn* find(std::string_view name) const;
  /// The values of a column; empty if there is none of that name and type.
  template <class Value>
  [[nodiscard]] std::span<const Value> values(std::string_view name) const {
    const NamedColumn* const column = find(name);
    const auto* const values = column == nullptr ? nullptr : std::get_if<std::vector<Value>>(&column->values);
    return values == nullptr ? std::span<const Value>{} : std::span<const Value>(*values);
  }
};

/// P(label) for each observation, over the labels that can be true on it, in CSR form (never observations x
/// labels): observation i has the entries begin[i] to begin[i + 1] - 1, ordered by label rank. The values of
/// an observation with a vote sum to 1.
struct Probabilities {
  std::vector<std::size_t> begin;
  std::vector<LabelId> label;
  std::vector<double> value;

  [[nodiscard]] std::span<const LabelId> labels_of(ObservationId i) const {
    return std::span(label).subspan(begin[i], begin[i + 1] - begin[i]);
  }
  [[nodiscard]] std::span<const double> values_of(ObservationId i) const {
    return std::span(value).subspan(begin[i], begin[i + 1] - begin[i]);
  }
};

/// P(user votes for `label` where `truth` is true). Only entries other than zero are stored, ordered by user,
/// truth and label.
struct Confusion {
  struct Entry {
    LabelId truth;
    LabelId label;
    double probability;
    double count;  ///< expected number of such votes
  };
  std::vector<std::size_t> begin;  ///< n_users + 1
  std::vector<Entry> entries;
};

/// The AI's part in the ballots that decided the labels.
struct AiPart {
  enum class Role {
    none,
    votes,   ///< it is one more voter, where its score is at least lowest_score
    objects  ///< its weight is added to the total of a ballot whose winner is not its label
  };
  Role role = Role::none;
  double weight = 0;
  double lowest_score = -std::numeric_limits<double>::infinity();
};

/// What decided the labels, and the meaning of the weights of a ballot.
enum class DecidedBy {
  votes,         ///< each vote has the weight of its user (column "weight"), or 1 if users have no weight
  probabilities  ///< Consensus::probabilities; acc is that of the label, conf may be a weight behind it
};

/// One round of a strategy that works in rounds.
struct RoundRecord {
  /// Users whose parameters differ from those of the previous round, if the strategy counts them.
  std::optional<std::size_t> users_changed = std::nullopt;
  std::size_t labels_changed = 0;                  ///< observations whose label differs
  std::size_t valid = 0;                           ///< valid observations after the round
  std::optional<double> objective = std::nullopt;  ///< if the strategy maximises one
  /// The largest change of a probability, or of another quantity of the strategy, if the stop depends on it.
  std::optional<double> largest_change = std::nullopt;
};

/// A point of a function that maps a count kept for each user to the user's weight.
struct WeightPoint {
  std::uint32_t n = 0;    ///< the count
  double weight = 0;      ///< of a user with that count
  std::size_t users = 0;  ///< number of users with that count
};

enum class StopReason {
  one_pass,     ///< there are no rounds
  fixed_point,  ///< another round would change nothing
  tolerance,    ///< the objective or the probabilities changed by less than the tolerance
  round_limit,  ///< the largest allowed number of rounds was reached
  cycle         ///< a state recurred: see cycle_length
};
/// "one_pass", "fixed_point", ...
[[nodiscard]] std::string_view word_of(StopReason reason);

struct Diagnostics {
  std::vector<RoundRecord> rounds;
  StopReason stop = StopReason::one_pass;
  bool is_tested = true;         ///< false: the number of rounds is fixed, and convergence is not tested
  std::size_t cycle_length = 0;  ///< of a cycle, otherwise 0
  std::size_t n_ties = 0;        ///< observations whose label was chosen, or left undefined, by the tie rule
  /// By observation: the round in which its label changed for the last time, where 0 is the start; empty if
  /// it was not requested or is not known.
  std::vector<std::uint32_t> last_changed_round = {};
  std::size_t n_ai_votes_without_score = 0;  ///< votes of the AI that took no part because they have no score

  [[nodiscard]] std::size_t iterations() const { return rounds.size(); }
  /// Empty if convergence was not tested.
  [[nodiscard]] std::optional<bool> converged() const;
};

/// The labels of a strategy and what it learnt; conf, acc and valid belong to these labels and weights. One
/// entry per observation in label, conf, acc and valid.
struct Consensus {
  std::vector<LabelId> label;       ///< kNoLabel: undefined
  std::vector<double> conf;         ///< weight of the label; 0 where there is none
  std::vector<double> acc;          ///< its share of all weights on the observation; 0 where there is none
  std::vector<std::uint8_t> valid;  ///< 0 or 1, by `validity`

  ValidityRule validity;
  bool undefined_unless_valid = false;  ///< the strategy gives no label that is not valid
  DecidedBy decided_by = DecidedBy::votes;
  AiPart ai;

  std::optional<Probabilities> probabilities;
  Table users;              ///< a row per user and, if ai_is_user, the AI's as the last
  bool ai_is_user = false;  ///< the AI's weight was learnt as if it were a user
  Table observations;       ///< a row per observation
  std::vector<WeightPoint>
      weight_function;  ///< from n = 0 on; empty unless a user's weight is a function of one count
  std::optional<Confusion> confusion;
  std::optional<LearntModel> model;  ///< if AggregationInput::wants_model
  Diagnostics diagnostics;

  [[nodiscard]] std::size_t n_valid() const;
  /// Column "weight" of the users, including the AI's row; empty if all votes count equally.
  [[nodiscard]] std::span<const double> weights() const { return users.values<double>(kWeightColumn); }
};

}  // namespace crowdvote
