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
constexpr std::size_t kUsersInBlock = 256;

/// The votes of users with enough of them, by observation and by user. A user has one vote on an observation.
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

/// How far the voters of each observation agree.
class Ease {
 public:
  explicit Ease(const VotesView& votes) : votes_(votes), agreeing_(votes.n_observations(), 0) {
    std::vector<std::uint32_t> n_for(votes.n_labels(), 0);
    double sum = 0;
    std::size_t n = 0;
    for (ObservationId i = 0; i < votes.n_observations(); ++i) {
      const auto labels = votes.labels_of(i);
      // Each vote agrees with those for its label that stand before it.
      for (const LabelId label : labels) agreeing_[i] += n_for[label]++;
      for (const LabelId label : labels) n_for[label] = 0;
      if (labels.size() < 2) continue;
      sum += share(agreeing_[i], pairs_of(labels.size()));
      ++n;
    }
    if (n > 0) mean_ = sum / static_cast<double>(n);
  }

  /// Agreement among the other votes, where one vote or two equal ones are set aside.
  /// \param n_for votes for the label of these, themselves included
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
  std::vector<std::uint64_t> agreeing_;  ///< pairs of votes
  double mean_ = 1;
};

/// What one user has in common with another.
struct InCommon {
  std::uint32_t n = 0;
  std::uint32_t agreeing = 0;
  double among_others = 0;  ///< sum of the agreement among all voters but the one
  double beside_pair = 0;   ///< sum of the agreement among all voters but the two, where these agree
};

struct Candidate {
  UserId first;
  UserId second;
  std::uint32_t common;
  double ease;
};

class PairSearch {
 public:
  PairSearch(const VotesView& votes, const CopyingOptions& options, const RunControl& control)
      : options_(options),
        control_(control),
        least_(std::max<std::size_t>(options.least_common, 1)),
        regular_(votes, least_),
        ease_(votes),
        n_voters_searched_(most_voters()),
        skill_(votes.n_users(), 1) {}

  FoundPairs find() {
    struct FoundInBlock {
      std::vector<Candidate> candidates;
      std::size_t n_tested = 0;
    };
    const std::size_t n_users = skill_.size();
    std::vector<FoundInBlock> blocks(n_blocks(n_users, kUsersInBlock));
    struct Workplace {
      std::vector<InCommon> with;
      std::vector<UserId> met;
    };
    PerThread<Workplace> workplace(control_);
    for_each_block(n_users, kUsersInBlock, control_, [&](const Block& block, unsigned thread) {
      auto& [with, met] = workplace[thread];
      with.resize(n_users);
      FoundInBlock& found = blocks[block.index];
      for (std::size_t u = block.begin; u < block.end; ++u) {
        const auto user = static_cast<UserId>(u);
        const std::size_t n_votes = meet(user, with, met);
        skill_[user] = skill_of(n_votes, with, met);
        for (const UserId other : met) {
          const InCommon& common = with[other];
          if (other > user && common.n >= least_) {
            ++found.n_tested;
            // One more sure agreement keeps a few observations from making the chance 0.
            const double ease = (common.beside_pair + 1) / (common.n + 1.0);
            if (common.agreeing == common.n && ease < 1)
              found.candidates.push_back({user, other, common.n, ease});
          }
          with[other] = {};
        }
        met.clear();
      }
    });
    FoundPairs found;
    found.observations_left_out = n_left_out_;
    for (const FoundInBlock& block : blocks) found.n_tested += block.n_tested;
    for (const FoundInBlock& block : blocks) test(block.candidates, found);
    std::stable_sort(found.pairs.begin(), found.pairs.end(), [](const CopyingPair& a, const CopyingPair& b) {
      return a.p_value != b.p_value ? a.p_value < b.p_value : a.common > b.common;
    });
    return found;
  }

 private:
  [[nodiscard]] std::size_t n_voters(ObservationId i) const {
    return regular_.begin[i + 1] - regular_.begin[i];
  }
  [[nodiscard]] bool is_searched(ObservationId i) const { return n_voters(i) <= n_voters_searched_; }

  /// How many voters an observation may have, so that the visits stay within their bound.
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

  /// Meets all users on the user's observations. Returns on how many of these there was anybody.
  std::size_t meet(UserId user, std::vector<InCommon>& with, std::vector<UserId>& met) const {
    std::size_t n_met = 0;
    for (std::size_t p = regular_.begin_of_user[user]; p < regular_.begin_of_user[user + 1]; ++p) {
      const ObservationId i = regular_.observation_of_user[p];
      if (n_voters(i) < 2 || !is_searched(i)) continue;
      const LabelId label = regular_.label_of_user[p];
      const std::uint64_t n_for = ease_.n_for(i, label);
      const double among_others = ease_.without(i, 1, n_for);
      const double beside_pair = n_for < 2 ? 0 : ease_.without(i, 2, n_for);
      ++n_met;
      for (std::size_t v = regular_.begin[i]; v < regular_.begin[i + 1]; ++v) {
        const UserId other = regular_.users[v];
        if (other == user) continue;
        InCommon& common = with[other];
        if (common.n == 0) met.push_back(other);
        ++common.n;
        common.among_others += among_others;
        if (regular_.labels[v] != label) continue;
        ++common.agreeing;
        common.beside_pair += beside_pair;
      }
    }
    return n_met;
  }

  /// r of a user, at its upper end. \param n_votes in company
  static double skill_of(std::size_t n_votes, const std::vector<InCommon>& with,
                         const std::vector<UserId>& met) {
    double agreement = 0;
    double among_others = 0;
    double weight = 0;
    for (const UserId other : met) {
      const InCommon& common = with[other];
      const auto n = static_cast<double>(common.n);
      const double w = std::min(n, kMostOfOnePartner);
      weight += w;
      agreement += w * common.agreeing / n;
      among_others += w * common.among_others / n;
    }
    if (weight == 0) return 1;
    const auto agreeing =
        static_cast<std::size_t>(std::ceil(agreement / weight * static_cast<double>(n_votes) - 1e-9));
    return wilson_interval(std::min(agreeing, n_votes), n_votes, 1).high / (among_others / weight);
  }

  /// Adds the candidates that chance does not explain.
  void test(const std::vector<Candidate>& candidates, FoundPairs& found) const {
    for (const Candidate& pair : candidates) {
      const double chance = skill_[pair.first] * skill_[pair.second] * pair.ease;
      if (!(chance < 1)) continue;
      const double p_value = corrected_p_value(chance, pair.common, found.n_tested);
      if (p_value > options_.level || contradict_each_other(pair)) continue;
      found.pairs.push_back({pair.first, pair.second, pair.common, chance, p_value});
    }
  }

  /// On any observation, those left out of the search too.
  [[nodiscard]] bool contradict_each_other(const Candidate& pair) const {
    if (n_left_out_ == 0) return false;
    std::size_t a = regular_.begin_of_user[pair.first];
    std::size_t b = regular_.begin_of_user[pair.second];
    while (a < regular_.begin_of_user[pair.first + 1] && b < regular_.begin_of_user[pair.second + 1]) {
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
  std::vector<double> skill_;  ///< r of each user, at its upper end
};

}  // namespace

FoundPairs find_copying_pairs(const VotesView& votes, const CopyingOptions& options,
                              const RunControl& control) {
  if (votes.n_users() == 0) return {};
  control.check_memory("looking for copied votes", 16 * votes.n_votes() + 8 * votes.n_observations());
  return PairSearch(votes, options, control).find();
}

}  // namespace crowdvote
