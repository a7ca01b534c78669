#pragma once

/// ebcc: ibcc with subtypes of each label, so that the errors of users can be correlated; by variational
/// Bayes.
///
/// An observation of label k has one of M = 10 subtypes m, and a user has a row of a table of errors for each
/// subtype of each label:
///
///     tau ~ Dirichlet(nu0),  pi_k ~ Dirichlet(0.1 / M, ...),
///     theta_u(k, m, .) ~ Dirichlet(4 at l = k, 1 elsewhere)
///
/// nu0(k) is the sum over the observations of the share of their votes for k, or 1 with `class-prior`
/// uniform. With z_i(k, m) the probability that i has label k and subtype m, and q_i(k) = sum_m z_i(k, m), a
/// round computes
///
///     nu_k         = nu0(k) + sum_i q_i(k)
///     eta_km       = 0.1 / M + sum_i z_i(k, m)
///     mu_u(k,m,l)  = prior + sum of z_i(k, m) over the observations on which u voted l
///     ln z_i(k, m) = psi(nu_k) - psi(sum nu) + psi(eta_km) - psi(sum_m eta_km)
///                    + sum over the votes (u, l) on i of [psi(mu_u(k,m,l)) - psi(sum_l' mu_u(k,m,l'))]
///                    + const
///
/// psi is the digamma function. Start: z_i(k, .) = share of the votes on i for k, times Dirichlet(1, ..., 1)
/// drawn by hashes of (seed, restart, names of observation and label, m), so neither the order of the file
/// nor threads matter. A round is the last if every q_i(k) changed by less than `tolerance`, or after
/// `max-iterations` rounds. There are `restarts` such starts, and the one with the largest lower bound of the
/// evidence is kept:
///
///     ELBO = ln B(nu) + sum ln B(eta_k) + sum ln B(mu_u(k,m)) - sum z ln z
///
/// with the multivariate beta function B and the parameters from which the last z was computed. (These sums
/// are the expected logarithms of the priors' densities with the expected counts, plus the entropies of the
/// Dirichlet distributions.) On observations with a gold label, z is 0 for all other labels from the start
/// on. K = 1: q = 1 without rounds.
///
/// Source: Li, Rubinstein & Cohn (2019), "Exploiting worker correlation for label aggregation in
/// crowdsourcing", ICML (EBCC); nu0, M and 40 restarts are those of their published runs.
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Observation with neither vote nor
/// gold: no label, no probabilities. Users: skill = sum_k p_k theta_u(k, k) of the posterior means, where
/// theta_u(k, l) is the mean over the subtypes, weighted by pi_k; NaN without votes. Confusion: theta, and
/// the expected counts. Ties: AggregationInput::ties. Cost of a round: votes x labels x 10. Memory: 96 bytes
/// for each observation and label, and 168 for each (user, label voted, label). Throws MemoryError if that
/// does not fit. Same result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

#include <array>

namespace crowdvote {

enum class ClassPrior {
  votes,   ///< labels are as frequent as in the votes
  uniform  ///< all labels are equally frequent
};

template <>
struct Choices<ClassPrior> {
  static constexpr std::array values{Choice<ClassPrior>{"votes", ClassPrior::votes},
                                     Choice<ClassPrior>{"uniform", ClassPrior::uniform}};
};

struct EbccOptions {
  static constexpr StrategyDescription kDescription{
      .name = "ebcc",
      .summary = "Tables of errors with subtypes of labels, for users who err alike, by variational Bayes",
      .source = "Li et al. 2019",
      .takes = {.gold = true},
      .gives = {.skill = true, .probabilities = true, .confusion = true},
      .rounds_option = "max-iterations",
      .draws = true,
      .learns_from_agreement = true};
  int max_iterations = 500;  ///< largest number of rounds
  double tolerance = 1e-3;   ///< smaller changes of all probabilities end the rounds; 0: none
  int restarts = 40;         ///< number of random starts
  ClassPrior class_prior = ClassPrior::votes;  ///< prior frequencies of the labels
  double theta_acc = 0;                        ///< threshold for the probability of the label
};

template <class Visitor>
void visit_options(Visitor&& visit, EbccOptions& options) {
  visit("max-iterations", options.max_iterations, Range{1, 1000000}, "Stop after this many rounds");
  visit("tolerance", options.tolerance, Range{0, 1},
        "Stop when no probability changes by as much as this; 0: never");
  visit("restarts", options.restarts, Range{1, 10000},
        "Start at random this many times, and keep the result with the largest evidence");
  visit("class-prior", options.class_prior, AnyChoice{},
        "How frequent labels are before the votes: as in the votes, or all alike");
  visit("theta-acc", options.theta_acc, Range{0, 1}, "Valid only if the label's probability is above this");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const EbccOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
