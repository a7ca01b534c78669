#pragma once

/// plantnet: the weight of users grows with the number of species that they have shown to know.
///
///     f(n) = n^alpha - n^beta + gamma,  f(0) = gamma          (weight functions: see below)
///
///     w_u = gamma for every user;  label = WMV(w);  conf, acc, valid from label and w
///     repeat
///         author_u = { k : there is i with author(i) = u,  y_i^u = k = label_i, i valid }
///         vote_u   = { k : there is i with author(i) != u, y_i^u = k = label_i } \ author_u
///         n_u      = floor(|author_u| + vote_credit * |vote_u| + 0.5)
///         w_u      = f(n_u);  label = WMV(w);  conf, acc, valid from label and w
///     until n, label and valid equal those of the previous round, or for max_iterations rounds
///
///     valid_i iff conf_i(label_i) above theta_conf and acc_i(label_i) above theta_acc
///
/// An observation whose author is unknown counts as another's for all its voters. Halves are rounded up,
/// exactly if vote_credit is a decimal with few digits. If a state (n, label, valid) occurred before, other
/// than in the previous round, it closes a cycle: this state is returned, with converged = false and the
/// length of the cycle. The result is self-consistent: weights = f(n), label = WMV(weights), and conf, acc,
/// valid belong to them. Observations without votes have no label, conf and acc 0, and are never valid.
///
/// Source: Lefort, Affouard, Charlier, Lombardo, Chouet, Goëau, Salmon, Bonnet, Joly (2025), "Cooperative
/// learning of Pl@ntNet's Artificial Intelligence algorithm: how does it work and how can we improve it?",
/// Methods in Ecology and Evolution (arXiv 2406.03356), Algorithm 1 and eq. for f; Lefort's thesis (2024) for
/// the other weight functions and the penalties. The strict thresholds are the talk's (Salmon 2024);
/// Algorithm 1's "at least" is `inclusive`.
///
/// The part of the AI's vote (AggregationInput::ai_label_of_observation), by `ai_strategy`:
///
///     ignore      none
///     user        the AI is an additional user, never an author, whose weight is learnt
///     fixed       it votes everywhere with ai_weight, in WMV, conf and acc; it has no n
///     invalidate  labels and conf come from the humans alone; where the AI's label differs from label_i,
///                 ai_weight is added to the denominator of acc_i, in every round: it can make an observation
///                 invalid but never valid, and author_u counts only what is valid after that
///     confident   as fixed, on observations whose score is at least theta_score
///
/// Columns of users: weight, species_authored, species_voted, n_species (n after rounding), self_validating;
/// the AI's row is the last if it is a user. Throws Cancelled, MemoryError.
/// Cost: O(n_votes) once, then a round visits the observations with a voter whose weight changed. Peak memory
/// in addition to the input: about 18 bytes per vote, including the result; about twice that if an
/// AI votes. Same result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

#include <optional>
#include <string>
#include <vector>

namespace crowdvote {

enum class AiStrategy { ignore, user, fixed, invalidate, confident };

/// The functions f of the thesis with their values of theta_conf, chosen such that the n from which a user is
/// self-validating is about the same under each.
enum class WeightFunction {
  current,   ///< n^alpha - n^beta + gamma      theta_conf 2
  linear,    ///< n + gamma                     8.75
  sqrt,      ///< n^0.5 + gamma                 3.6
  power075,  ///< n^0.75 + gamma                5.5
  square,    ///< n^2 + gamma                   64.75
  log        ///< log(max(n, 1)) + gamma        2.82
};

/// How wrong votes count against a user: w_u = f of
///
///     none        n
///     difference  max(n - n_wrong, 0)
///     ratio       n * n / n_proposed, 0 if n_proposed is 0
///     accuracy    n * (u's votes that equal the label) / (u's votes)
///
/// n_wrong and n_proposed are computed like n: from a set of species on u's own observations and, with the
/// factor vote_credit, the set on others' observations without those species:
///
///     n_wrong     { k : there is i with y_i^u = k, k differs from label_i, i valid }
///     n_proposed  { k : there is i with y_i^u = k }, right or wrong, valid or not
///
/// A species that is right on one observation and wrong on another counts in both n and n_wrong.
enum class Penalty { none, difference, ratio, accuracy };

template <>
struct Choices<AiStrategy> {
  static constexpr std::array values{Choice<AiStrategy>{"ignore", AiStrategy::ignore},
                                     Choice<AiStrategy>{"user", AiStrategy::user},
                                     Choice<AiStrategy>{"fixed", AiStrategy::fixed},
                                     Choice<AiStrategy>{"invalidate", AiStrategy::invalidate},
                                     Choice<AiStrategy>{"confident", AiStrategy::confident}};
};
template <>
struct Choices<WeightFunction> {
  static constexpr std::array values{Choice<WeightFunction>{"current", WeightFunction::current},
                                     Choice<WeightFunction>{"linear", WeightFunction::linear},
                                     Choice<WeightFunction>{"sqrt", WeightFunction::sqrt},
                                     Choice<WeightFunction>{"power075", WeightFunction::power075},
                                     Choice<WeightFunction>{"square", WeightFunction::square},
                                     Choice<WeightFunction>{"log", WeightFunction::log}};
};
template <>
struct Choices<Penalty> {
  static constexpr std::array values{
      Choice<Penalty>{"none", Penalty::none}, Choice<Penalty>{"difference", Penalty::difference},
      Choice<Penalty>{"ratio", Penalty::ratio}, Choice<Penalty>{"accuracy", Penalty::accuracy}};
};

struct PlantnetOptions {
  static constexpr StrategyDescription kDescription{
      .name = "plantnet",
      .summary = "Users are weighted by the number of species they have shown to know",
      .source = "Lefort et al. 2025",
      .takes = {.authors = true, .ai_votes = true, .ai_scores = true},
      .gives = {.weight = true},
      .ai_option = "ai-strategy",
      .ai_example = "fixed",
      .rounds_option = "max-iterations",
      .sharing = Sharing::by_observation,
      .aliases = {"pl@ntnet"}};

  std::optional<double> theta_conf = std::nullopt;           ///< not given: that of the weight function
  double theta_acc = 0.7;                                    ///< threshold for the share of the weights
  double alpha = 0.5;                                        ///< first exponent of f
  double beta = 0.2;                                         ///< second exponent of f
  double gamma = 0.7419373447293773;                         ///< f(0); the default is log(2.1)
  double vote_credit = 0.1;                                  ///< what a species counts that is only in vote_u
  std::optional<AiStrategy> ai_strategy = std::nullopt;      ///< not given: the AI is ignored
  double ai_weight = 1.7;                                    ///< under fixed, invalidate and confident
  double theta_score = 0.7;                                  ///< least score of the AI under confident
  bool inclusive = false;                                    ///< "at least" the thresholds instead of "above"
  WeightFunction weight_function = WeightFunction::current;  ///< f
  Penalty penalty = Penalty::none;                           ///< how wrong votes count
  int max_iterations = 100;                                  ///< largest number of rounds
};

template <class Visitor>
void visit_options(Visitor&& visit, PlantnetOptions& options) {
  visit("theta-conf", options.theta_conf, Range{.lowest = 0},
        "Valid only if the label's weight is above this; left out, it follows the weight function (2 for "
        "current)");
  visit("theta-acc", options.theta_acc, Range{0, 1},
        "Valid only if the label's share of the weights is above this");
  visit("alpha", options.alpha, Range{0, 10}, "First exponent of f(n) = n^alpha - n^beta + gamma");
  visit("beta", options.beta, Range{0, 10}, "Second exponent of f(n)");
  visit("gamma", options.gamma, Range{.lowest = 0},
        "Weight of a user who has shown no species; the default is log(2.1)");
  visit("vote-credit", options.vote_credit, Range{0, 1},
        "What a species recognised on others' observations counts");
  visit("ai-strategy", options.ai_strategy, AnyChoice{},
        "How the AI's votes are used; left out, they are not");
  visit("ai-weight", options.ai_weight, Range{.lowest = 0},
        "Weight of the AI's vote under fixed, invalidate and confident");
  visit("theta-score", options.theta_score, Range{0, 1},
        "Under confident the AI votes where its score is at least this");
  visit("inclusive", options.inclusive, AnyChoice{}, "A weight or share equal to its threshold is enough");
  visit("weight-function", options.weight_function, AnyChoice{},
        "f, from the number of species to the weight");
  visit("penalty", options.penalty, AnyChoice{}, "How wrong votes count against a user");
  visit("max-iterations", options.max_iterations, Range{1, 1000000}, "Stop after this many rounds");
}

/// The theta_conf that applies: the given one or that of the weight function.
[[nodiscard]] double effective_theta_conf(const PlantnetOptions& options);

/// f(n) for n >= 0, by the formula of options.weight_function.
[[nodiscard]] double plantnet_weight(double n, const PlantnetOptions& options);

/// The bounds lowest = theta_conf * (1 - theta_acc) / theta_acc and highest = theta_conf. If ai_weight is
/// between them, the AI can overrule a newcomer and never validates alone.
[[nodiscard]] Range ai_weight_bounds(const PlantnetOptions& options);

/// The AI's votes if the AI takes part, and its scores under confident.
[[nodiscard]] SideInputs needed_inputs(const PlantnetOptions& options);
void fill_defaults(PlantnetOptions& options);
/// A warning if the weight of the AI is outside its bounds.
[[nodiscard]] std::vector<Advice> advice_on(const PlantnetOptions& options);

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const PlantnetOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
