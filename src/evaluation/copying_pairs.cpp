#include "evaluation/copying_pairs.hpp"

#include "core/parallel.hpp"
#include <crowdvote/evaluate.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace crowdvote {

namespace {

constexpr std::uint64_t kVisitsPerVote = 64;
constexpr std::uint64_t kVisitsInAnyCase = std::uint64_t{1} << 28;
constexpr double kMostOfOnePartner = 5;
constexpr double kAlmostNothing = 1e-9;
constexpr std::size_t kUsersLookedAtTogether = 256;

/// The votes of users who have enough of them, by observation and by user. A user has one vote on an
/// observation.
class RegularVotes {
 public:
  RegularVotes(const VotesView& votes, std::size_t least_votes) {
    const std::vector<std::uint32_t> n_votes = votes.votes_per_user();
    begin_of_user.assign(votes.n_users() + 1, 0);
    std::vector<std::size_t> place_of_user(votes.n_users(), kNone);
    begin.push_back(0);
    for (ObservationId i = 0; i < votes.n_observations(); ++i) {
      for (std::size_t v = 0; v < votes.n_votes_of(i); ++v) {
        const UserId user = votes.users_of(i)[v];
        if (n_votes[user] < least_votes) continue;
        std::size_t& place = place_of_user[user];
        if (place != kNone && place >= begin.back()) {
          labels[place] = votes.labels_of(i)[v];
          continue;
        }
        place = users.size();
        users.push_back(user);
        labels.push_back(votes.labels_of(i)[v]);
        ++begin_of_user[user + 1];
      }
      begin.push_back(users.size());
    }
    put_by_user();
  }

  std::vector<std::size_t> begin;
  std::vector<UserId> users;
  std::vector<LabelId> labels;
  std::vector<std::size_t> begin_of_user;
  std::vector<ObservationId> observation_of_user;  ///< ascending for each user
  std::vector<LabelId> label_of_user;

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  void put_by_user() {
    for (std::size_t u = 1; u < begin_of_user.size(); ++u) begin_of_user[u] += begin_of_user[u - 1];
    std::vector<std::size_t> next(begin_of_user.begin(), begin_of_user.end() - 1);
    observation_of_user.resize(users.size());
    label_of_user.resize(users.size());
    for (ObservationId i = 0; i + 1 < begin.size(); ++i) {
      for (std::size_t v = begin[i]; v < begin[i + 1]; ++v) {
        const std::size_t place = next[users[v]]++;
        observation_of_user[place] = i;
        label_of_user[place] = labels[v];
      }
    }
  }
};

/// How much the voters on each observation agree.
class Ease {
 public:
  explicit Ease(const VotesView& votes) : votes_(votes), agreeing_(votes.n_observations(), 0) {
    std::vector<std::uint32_t> n_for(votes.n_labels(), 0);
    double sum = 0;
    std::size_t n = 0;
    for (ObservationId i = 0; i < votes.n_observations(); ++i) {
      const auto labels = votes.labels_of(i);
      // Each vote agrees with the earlier votes for its label.
      for (const LabelId label : labels) agreeing_[i] += n_for[label]++;
      for (const LabelId label : labels) n_for[label] = 0;
      if (labels.size() < 2) continue;
      sum += share(agreeing_[i], pairs_of(labels.size()));
      ++n;
    }
    if (n > 0) mean_ = sum / static_cast<double>(n);
  }

  /// The agreement among the remaining votes if one vote, or two equal ones, are set aside.
  /// \param n_for number of votes for the label of these, including themselves
  [[nodiscard]] double without(ObservationId i, std::uint64_t n_set_aside, std::uint64_t n_for) const {
    const std::uint64_t others = votes_.n_votes_of(i) - n_set_aside;
    if (others < 2) return mean_;
    const std::uint64_t agreeing_aside = n_set_aside == 1 ? n_for - 1 : 1 + 2 * (n_for - 2);
    return share(agreeing_[i] - agreeing_aside, pairs_of(others));
  }
  [[nodiscard]] std::uint64_t n_for(ObservationId i, LabelId label) const {
    const auto labels = votes_.labels_of(i);
    return static_cast<std::uint64_t>(std::count(labels.begin(), labels.end(), label));
  }

 private:
  static double share(std::uint64_t part, std::uint64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  }

  static std::uint64_t pairs_of(std::uint64_t n) { return n * (n - 1) / 2; }

  VotesView votes_;
  std::vector<std::uint64_t> agreeing_;  ///< number of agreeing pairs of votes
  double mean_ = 1;
};

/// What one user shares with another.
struct InCommon {
  std::uint32_t n = 0;
  std::uint32_t agreeing = 0;
  std::uint32_t alone = 0;  ///< observations on which the two are the only voters
  double among_others = 0;  ///< sum of the agreement among all voters except the user
  double beside_pair = 0;   ///< sum of the agreement among all voters except the two, where these agree
  double due_to_partner =
      0;  ///< the other's contribution to the agreement among the voters whom the user meets elsewhere
};

/// What one user shares with all others: weighted sums over them.
struct Company {
  std::size_t n_votes = 0;  ///< on observations on which others voted as well
  double weight = 0;
  double agreement = 0;
  double among_others = 0;
};

/// Two users who agree on everything they share, from the perspective of the first one.
struct AgreeingPair {
  UserId user;
  UserId other;
  std::uint32_t common;
  double ease;
  double skill;  ///< r of the user, upper limit

  friend bool operator<(const AgreeingPair& a, const AgreeingPair& b) {
    return a.user != b.user ? a.user < b.user : a.other < b.other;
  }
};

double weight_in_company(std::uint32_t n_common) { return std::min<double>(n_common, kMostOfOnePartner); }
double weight_of_each_common(std::uint32_t n_common) { return weight_in_company(n_common) / n_common; }

class PairSearch {
 public:
  PairSearch(const VotesView& votes, const CopyingOptions& options, const RunControl& control)
      : options_(options),
        control_(control),
        least_(std::max<std::size_t>(options.least_common, 1)),
        regular_(votes, least_),
        ease_(votes),
        n_voters_searched_(most_voters()),
        n_users_(votes.n_users()) {}

  FoundPairs find() {
    std::vector<FoundInBlock> blocks(n_blocks(n_users_, kUsersLookedAtTogether));
    PerThread<Workplace> workplace(control_);
    for_each_block(n_users_, kUsersLookedAtTogether, control_, [&](const Block& block, unsigned thread) {
      workplace[thread].with.resize(n_users_);
      for (std::size_t u = block.begin; u < block.end; ++u)
        look_at(static_cast<UserId>(u), workplace[thread], blocks[block.index]);
    });
    FoundPairs found;
    found.observations_left_out = n_left_out_;
    std::vector<AgreeingPair> candidates;
    for (FoundInBlock& block : blocks) {
      found.n_tested += block.n_tested;
      candidates.insert(candidates.end(), block.candidates.begin(), block.candidates.end());
      block.candidates = {};
    }
    test(candidates, found);
    std::stable_sort(found.pairs.begin(), found.pairs.end(), [](const CopyingPair& a, const CopyingPair& b) {
      return a.p_value != b.p_value ? a.p_value < b.p_value : a.common > b.common;
    });
    return found;
  }

 private:
  struct FoundInBlock {
    std::vector<AgreeingPair> candidates;  ///< in ascending order
    std::size_t n_tested = 0;
  };
  struct Workplace {
    std::vector<InCommon> with;  ///< by user
    std::vector<UserId> met;
  };

  [[nodiscard]] std::size_t n_voters(ObservationId i) const {
    return regular_.begin[i + 1] - regular_.begin[i];
  }

  /// The largest number of voters on an observation that keeps the number of visits within its bound.
  std::size_t most_voters() {
    const auto n_observations = static_cast<ObservationId>(regular_.begin.size() - 1);
    std::size_t most = 0;
    for (ObservationId i = 0; i < n_observations; ++i) most = std::max(most, n_voters(i));
    std::vector<std::size_t> n_with(most + 1, 0);
    for (ObservationId i = 0; i < n_observations; ++i) ++n_with[n_voters(i)];
    const std::uint64_t bound =
        std::max<std::uint64_t>(kVisitsInAnyCase, kVisitsPerVote * regular_.users.size());
    std::uint64_t visits = 0;
    std::size_t m = 0;
    for (; m <= most; ++m) {
      visits += std::uint64_t{n_with[m]} * m * m;
      if (visits > bound) break;
    }
    for (std::size_t larger = m; larger <= most; ++larger) n_left_out_ += n_with[larger];
    return m == 0 ? 0 : m - 1;
  }

  /// Calls visit(observation, label, agreement among the others, agreement without an equal vote) for each
  /// vote of the user on an observation with other voters.
  template <class Visit>
  void for_each_vote_in_company(UserId user, const Visit& visit) const {
    for (std::size_t p = regular_.begin_of_user[user]; p < regular_.begin_of_user[user + 1]; ++p) {
      const ObservationId i = regular_.observation_of_user[p];
      if (n_voters(i) < 2 || n_voters(i) > n_voters_searched_) continue;
      const LabelId label = regular_.label_of_user[p];
      const std::uint64_t n_for = ease_.n_for(i, label);
      visit(i, label, ease_.without(i, 1, n_for), n_for < 2 ? 0 : ease_.without(i, 2, n_for));
    }
  }

  /// Calls visit(other, what the user shares with the other, whether they agree) for each other voter.
  template <class Visit>
  void for_each_other(UserId user, ObservationId i, LabelId label, std::vector<InCommon>& with,
                      const Visit& visit) const {
    for (std::size_t v = regular_.begin[i]; v < regular_.begin[i + 1]; ++v) {
      const UserId other = regular_.users[v];
      if (other != user) visit(other, with[other], regular_.labels[v] == label);
    }
  }

  /// Visits all users on the user's observations.
  Company meet(UserId user, std::vector<InCommon>& with, std::vector<UserId>& met) const {
    Company company;
    for_each_vote_in_company(
        user, [&](ObservationId i, LabelId label, double among_others, double beside_pair) {
          ++company.n_votes;
          for_each_other(user, i, label, with, [&](UserId other, InCommon& common, bool agrees) {
            if (common.n == 0) met.push_back(other);
            ++common.n;
            common.alone += n_voters(i) == 2 ? 1U : 0U;
            common.among_others += among_others;
            if (!agrees) return;
            ++common.agreeing;
            common.beside_pair += beside_pair;
          });
        });
    for (const UserId other : met) {
      const InCommon& common = with[other];
      company.weight += weight_in_company(common.n);
      company.agreement += weight_of_each_common(common.n) * common.agreeing;
      company.among_others += weight_of_each_common(common.n) * common.among_others;
    }
    // The agreement among others, to which a user is compared, must exclude the partner with whom the user is
    // tested.
    for_each_vote_in_company(user, [&](ObservationId i, LabelId label, double among_others,
                                       double beside_pair) {
      double weight = 0;
      for_each_other(user, i, label, with,
                     [&](UserId, InCommon& common, bool) { weight += weight_of_each_common(common.n); });
      for_each_other(user, i, label, with, [&](UserId, InCommon& common, bool agrees) {
        if (agrees)
          common.due_to_partner += (weight - weight_of_each_common(common.n)) * (among_others - beside_pair);
      });
    });
    return company;
  }

  void look_at(UserId user, Workplace& workplace, FoundInBlock& found) const {
    auto& [with, met] = workplace;
    const Company company = meet(user, with, met);
    std::sort(met.begin(), met.end());
    for (const UserId other : met) {
      const InCommon& common = with[other];
      if (common.n >= least_) {
        found.n_tested += other > user ? 1U : 0U;
        // One additional agreement keeps the chance above 0 if there are few observations.
        const double ease = (common.beside_pair + 1) / (common.n + 1.0);
        if (common.agreeing == common.n && ease < 1)
          found.candidates.push_back({user, other, common.n, ease, skill_beside(common, company)});
      }
      with[other] = {};
    }
    met.clear();
  }

  /// r of a user who agrees with the other on everything they share, upper limit.
  static double skill_beside(const InCommon& common, const Company& company) {
    const double weight = company.weight - weight_in_company(common.n);
    if (weight < 0.5) return 1;  // the user shares no observation with anyone else
    const double agreement = (company.agreement - weight_in_company(common.n)) / weight;
    const double among_others =
        (company.among_others - weight_of_each_common(common.n) * common.among_others -
         common.due_to_partner) /
        weight;
    if (among_others < kAlmostNothing) return std::numeric_limits<double>::infinity();
    const std::size_t n = company.n_votes - common.alone;
    const double agreeing = std::ceil(agreement * static_cast<double>(n) - kAlmostNothing);
    const auto n_agreeing = std::min(n, static_cast<std::size_t>(std::max(0.0, agreeing)));
    return wilson_interval(n_agreeing, n, 1).high / among_others;
  }

  /// Adds those pairs of candidates that chance does not explain. \param candidates in ascending order
  void test(const std::vector<AgreeingPair>& candidates, FoundPairs& found) const {
    for (const AgreeingPair& one : candidates) {
      if (one.other < one.user) continue;
      const auto other = std::lower_bound(candidates.begin(), candidates.end(),
                                          AgreeingPair{one.other, one.user, one.common, one.ease, 1});
      const double chance = one.skill * other->skill * one.ease;
      if (!(chance < 1)) continue;
      const double p_value = corrected_p_value(chance, one.common, found.n_tested);
      if (p_value > options_.level || contradict_each_other(one)) continue;
      found.pairs.push_back({one.user, one.other, one.common, chance, p_value});
    }
  }

  /// On any observation, including those left out of the search.
  [[nodiscard]] bool contradict_each_other(const AgreeingPair& pair) const {
    if (n_left_out_ == 0) return false;
    std::size_t a = regular_.begin_of_user[pair.user];
    std::size_t b = regular_.begin_of_user[pair.other];
    while (a < regular_.begin_of_user[pair.user + 1] && b < regular_.begin_of_user[pair.other + 1]) {
      const ObservationId of_a = regular_.observation_of_user[a];
      const ObservationId of_b = regular_.observation_of_user[b];
      if (of_a == of_b && regular_.label_of_user[a] != regular_.label_of_user[b]) return true;
      a += of_a <= of_b ? 1U : 0U;
      b += of_b <= of_a ? 1U : 0U;
    }
    return false;
  }

  CopyingOptions options_;
  const RunControl& control_;
  std::size_t least_;
  RegularVotes regular_;
  Ease ease_;
  std::size_t n_left_out_ = 0;
  std::size_t n_voters_searched_;
  std::size_t n_users_;
};

}  // namespace

FoundPairs find_copying_pairs(const VotesView& votes, const CopyingOptions& options,
                              const RunControl& control) {
  if (votes.n_users() == 0) return {};
  control.check_memory("looking for copied votes", 16 * votes.n_votes() + 8 * votes.n_observations());
  return PairSearch(votes, options, control).find();
}

}  // namespace crowdvote
