#pragma once

/// Simulates a data set like that of a citizen-science platform, of any size and with known truth.
///
/// Every observation has a true species and an author who votes first. A quarter of them have further votes,
/// by experts or by helpers who tend to know the species. Those who do not know it guess or follow the
/// author. docs/simulation.md describes the process and its parameters step by step, and compares its figures
/// with those published for Pl@ntNet-CrowdSWE.
///
/// Observation i depends only on (options, i): the same options give the same bytes for any number of
/// threads, and memory grows with the users, not with the observations (except for simulate(), which returns
/// them).

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/run_control.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crowdvote {

/// How the people, the species and the AI behave. The defaults were fitted to the published figures; ln is
/// the natural logarithm, z a standard normal number, drawn separately for each user, species or observation.
struct SimulationShape {
  double species_exponent = 2.0;
  double species_offset = 0.013;
  double genus_size = 4.0;

  double once_share = 0.62;
  double activity_spread = 1.34;
  double repertoire_scale = 3.0;
  double repertoire_growth = 0.65;
  double repertoire_spread = 1.3;

  double skill_base = 2.9;
  double skill_growth = 1.75;
  double skill_spread = 6.5;
  double rarity_difficulty = 0.5;
  double species_difficulty = 0.45;
  double photo_difficulty = 1.2;
  double lucky_guess = 0.7;
  double slip = 0.0014;

  double solitude = 1.0847;
  double helping_growth = 1.13;
  double helping_spread = 1.2;
  std::uint64_t helper_candidates = 3;
  double herding = 0.9;

  double expert_spread = 1.4;
  double expert_own_share = 0.475;
  double expert_helping_growth = 0.7;
  double expert_correction = 1.7;
  double expert_slip = 0.15;
  double expert_slip_decline = 0.5;

  double ai_base = 1.4;
  double ai_rarity = 0.25;
  double ai_photo = 0.2;
  double ai_spread = 1.2;
};

/// Users whose votes do not follow what they see, as shares of all users in [0, 1]; experts are not among
/// them. Puppets and colluders act in groups of five.
struct AdversaryShares {
  double puppets = 0;
  double colluders = 0;
  double spammers = 0;

  [[nodiscard]] bool any() const { return puppets > 0 || colluders > 0 || spammers > 0; }
};

template <class Visitor>
void visit_options(Visitor&& visit, AdversaryShares& shares) {
  constexpr Range kShare{0, 1};
  visit("puppets", shares.puppets, kShare,
        "Four accounts repeat what a leader says wherever the leader votes; elsewhere they vote like others");
  visit("colluders", shares.colluders, kShare, "They agree on a wrong label wherever one of them votes");
  visit("spammers", shares.spammers, kShare, "Each gives one label whatever there is to see");
}

/// Options of a simulation. Sizes that are not given follow the proportions of CrowdSWE; see
/// simulation_sizes().
struct SimulationOptions {
  std::uint64_t observations = 100000;
  std::optional<std::uint64_t> users = std::nullopt;
  std::optional<std::uint64_t> species = std::nullopt;
  double votes_per_observation = 9005108.0 / 6699593.0;
  std::optional<std::uint64_t> experts = std::nullopt;
  std::optional<std::uint64_t> expert_observations = std::nullopt;
  double ai = 0.98;
  std::uint64_t seed = 1;
  SimulationShape shape = {};
  AdversaryShares adversaries = {};
};

template <class Visitor>
void visit_options(Visitor&& visit, SimulationShape& shape) {
  constexpr Range kShare{0, 1};
  constexpr Range kNotNegative{.lowest = 0};
  constexpr Range kAny{};
  visit("species-exponent", shape.species_exponent, Range{1.01, 10},
        "The probability of the species of popularity rank r is proportional to (r + offset)^-exponent");
  visit("species-offset", shape.species_offset, Range{1e-6, 10},
        "The offset of ranks, as a share of all species");
  visit("genus-size", shape.genus_size, Range{2, 1000}, "Species in a genus, on average");
  visit("once-share", shape.once_share, kShare, "Share of users who make one observation and never return");
  visit("activity-spread", shape.activity_spread, Range{0, 5},
        "The other users' numbers of observations are lognormal with this standard deviation of ln");
  visit("repertoire-scale", shape.repertoire_scale, Range{.lowest = 0.01},
        "A user with m observations sees about scale * m^growth species");
  visit("repertoire-growth", shape.repertoire_growth, kShare,
        "The growth of the number of species that a user sees");
  visit("repertoire-spread", shape.repertoire_spread, Range{0, 5},
        "That number is multiplied by e^(spread * z), z drawn from a standard normal distribution");
  visit("skill-base", shape.skill_base, kAny,
        "Skill of a user with m observations: base + growth * ln m + spread * z");
  visit("skill-growth", shape.skill_growth, kAny, "The growth of skill with ln m");
  visit("skill-spread", shape.skill_spread, kNotNegative, "The spread of skill among users");
  visit("rarity-difficulty", shape.rarity_difficulty, kAny,
        "Difficulty of a species per unit of rarity, which is ln((r + offset) / offset)");
  visit("species-difficulty", shape.species_difficulty, kNotNegative, "... plus this times z of the species");
  visit("photo-difficulty", shape.photo_difficulty, kNotNegative, "... plus this times z of the observation");
  visit("lucky-guess", shape.lucky_guess, kShare, "Probability of being right without knowing the species");
  visit("slip", shape.slip, kShare, "Probability that a vote is a slip");
  visit("solitude", shape.solitude, Range{.lowest = 0.01},
        "With x votes besides the author's on average, the probability of any is x / (x + solitude)");
  visit("helping-growth", shape.helping_growth, kNotNegative,
        "A user with m observations helps in proportion to (m - 1)^growth");
  visit("helping-spread", shape.helping_spread, Range{0, 5},
        "That proportion is multiplied by e^(spread * z)");
  visit("helper-candidates", shape.helper_candidates, Range{1, 1000},
        "Number of users who look at an observation before one of them votes without knowing its species");
  visit("herding", shape.herding, kShare,
        "Probability that a helper who does not know the species follows the author");
  visit("expert-spread", shape.expert_spread, Range{0, 5},
        "Experts' activities are log-logistic: the odds of their rank to this power");
  visit("expert-own-share", shape.expert_own_share, kShare,
        "Share of the observations with an expert's vote that experts made themselves");
  visit("expert-helping-growth", shape.expert_helping_growth, kNotNegative,
        "An expert with m observations votes on those of others in proportion to m^growth");
  visit("expert-correction", shape.expert_correction, kNotNegative,
        "How many times more often experts vote where the author is wrong");
  visit("expert-slip", shape.expert_slip, kShare,
        "Probability that a vote of an expert with m observations is a slip: slip * m^-decline");
  visit("expert-slip-decline", shape.expert_slip_decline, kNotNegative,
        "The exponent decline in the probability of a slip");
  visit("ai-base", shape.ai_base, kAny,
        "Log odds that the AI is right: base - rarity * (rarity of the species) - photo * z + spread * z'");
  visit("ai-rarity", shape.ai_rarity, kAny,
        "The factor rarity in these odds, which are also those of the score");
  visit("ai-photo", shape.ai_photo, kAny, "The factor photo in these odds, with the z of photo-difficulty");
  visit("ai-spread", shape.ai_spread, kNotNegative, "The factor spread in these odds, with a separate z'");
}

/// The options, except for the shape and the adversaries.
template <class Visitor>
void visit_options(Visitor&& visit, SimulationOptions& options) {
  constexpr Range kIds{1, 4294967294.0};
  visit("observations", options.observations, kIds, "How many observations");
  visit("users", options.users, kIds, "How many users; each makes at least one observation");
  visit("species", options.species, kIds, "How many species exist");
  visit("votes-per-observation", options.votes_per_observation, Range{1, 1000},
        "Votes on an observation, on average");
  visit("experts", options.experts, Range{0, 4294967294.0}, "How many of the users are experts");
  visit("expert-observations", options.expert_observations, Range{0, 4294967294.0},
        "Approximate number of observations with an expert's vote");
  visit("ai", options.ai, Range{0, 1},
        "Share of the observations that the AI votes on; 0: no files of an AI");
  visit("seed", options.seed, Range{.lowest = 0}, "Another seed makes another data set of the same shape");
}

/// The sizes of a simulation. The comments give the values of those that were not given.
struct SimulationSizes {
  std::uint64_t observations;
  std::uint64_t users;    ///< as many per observation as in CrowdSWE (0.123)
  std::uint64_t species;  ///< 11425, whatever the other sizes
  std::uint64_t experts;  ///< as in CrowdSWE (98 of 823251), but at least 4, at most users / 10
  /// As in CrowdSWE (0.4 % of the observations), but at least `experts` and at least 1200 or, if that is
  /// less, 40 %.
  std::uint64_t expert_observations;
};

/// Fills in the sizes. Throws OptionError if an option is out of its range or contradicts the others.
[[nodiscard]] SimulationSizes simulation_sizes(const SimulationOptions& options);

/// The data set in memory: votes, authors, AI votes and scores, truth (the experts') and experts.
/// \param what_really_was receives the true label of every observation, if it is not null
/// Throws OptionError, Cancelled.
[[nodiscard]] CrowdData simulate(const SimulationOptions& options, const RunControl& control = {},
                                 std::vector<LabelId>* what_really_was = nullptr);

/// A crowd without a platform: labels are equally frequent, and each observation has the same number of
/// votes, by different users drawn at random. User u recognises the truth k with the individual probability
///
///     logistic(ln(right / (1 - right)) + spread * z_u + row_spread * z_uk)
///
/// and votes for the other labels with probabilities that are drawn once for (u, k), uniformly among those
/// that sum to the remainder.
struct CrowdOptions {
  std::uint64_t observations = 1000000;
  std::uint64_t users = 10000;
  std::uint64_t labels = 10;
  std::uint64_t votes = 5;
  double right = 0.7;
  double spread = 1.0;
  double row_spread = 0.7;
  std::uint64_t seed = 1;
  AdversaryShares adversaries = {};
};

template <class Visitor>
void visit_options(Visitor&& visit, CrowdOptions& options) {
  constexpr Range kCount{1, 4294967294.0};
  visit("observations", options.observations, kCount, "How many observations");
  visit("users", options.users, kCount, "How many users");
  visit("labels", options.labels, Range{1, 1000000}, "How many labels");
  visit("votes", options.votes, Range{1, 1000}, "Votes on each observation");
  visit("right", options.right, Range{0.001, 0.999}, "Probability that a typical user is right");
  visit("spread", options.spread, Range{0, 10}, "How much users differ, on the scale of log odds");
  visit("row-spread", options.row_spread, Range{0, 10},
        "How much a user's probabilities differ by the true label");
  visit("seed", options.seed, Range{.lowest = 0}, "Another seed makes another data set of the same shape");
}

/// Counts over the simulated data.
struct SimulationCounts {
  std::uint64_t votes = 0;
  std::uint64_t several_votes = 0;        ///< observations with two or more votes
  std::uint64_t disagreements = 0;        ///< observations with votes for two or more labels
  std::uint64_t expert_observations = 0;  ///< observations with an expert's vote
};

/// Writes a simulated data set to a folder, which is created if it is missing. All files appear, or none
/// does:
///
///     votes.json         {observation: {user: label}}, the author first, on one line
///     authors.txt        one user per line
///     ai_votes.json      {observation: label}        neither if the AI's share is 0
///     ai_scores.json     {observation: score}
///     ground_truth.txt   one line per observation: the expert's label, or -1
///     truth_all.txt      one line per observation: the true label
///     experts.txt        one user per line
///     adversaries.csv    user, kind (leader, puppet, colluder, spammer), group; only if there are any
///     simulation.json    every parameter, the sizes and the counts
///
/// If several processes share the run (RunControl::processes), each simulates a part of the observations, and
/// the first one writes the same files as a single process; in the others, the counts are 0 and `also` is not
/// called.
///
/// \param also called when these files are complete and before they are published; the outputs that it
///        returns are published with them. No file appears if it throws
/// Throws OptionError, IoError, Cancelled.
SimulationCounts write_simulation(const std::string& folder, const SimulationOptions& options,
                                  const RunControl& control = {},
                                  const std::function<std::vector<OutputFile*>()>& also = {});

/// The same for a crowd without a platform: votes.json, ground_truth.txt (the true label of every
/// observation), simulation.json and, if there are any, adversaries.csv. Throws OptionError, IoError,
/// Cancelled.
SimulationCounts write_crowd(const std::string& folder, const CrowdOptions& options,
                             const RunControl& control = {});

}  // namespace crowdvote
