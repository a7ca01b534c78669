#include "io/write/explanation_words.hpp"

#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

std::string in_short(double number) { return fmt::format("{:.4g}", number); }

std::string in_short_beside(double number, double other) {
  constexpr int kMostDigits = 17;
  for (int digits = 4; digits < kMostDigits; ++digits) {
    std::string text = fmt::format("{:.{}g}", number, digits);
    if (number == other || text != fmt::format("{:.{}g}", other, digits)) return text;
  }
  return fmt::format("{}", number);
}

std::string ExplanationWords::name(LabelId label) const {
  return label == kNoLabel ? "none" : labels_.str(label);
}

std::string ExplanationWords::count_noun() const {
  return consensus_.users.find("n_species") != nullptr ? "species" : "of what the strategy counts";
}

std::string ExplanationWords::outcome(const Outcome& outcome) const {
  if (outcome.label == kNoLabel) return "undefined";
  return fmt::format("{}, {}", name(outcome.label), outcome.valid ? "valid" : "not valid");
}

/// The conditions of the rule that hold, or those that do not: "weight 1.8 is not above 2 and ...".
std::string ExplanationWords::conditions(const Explanation& card, bool holds) const {
  const ValidityRule& rule = card.rule.validity;
  std::vector<std::string> found;
  const auto add = [&](std::string_view what, double value, double threshold) {
    if (!std::isfinite(threshold) || passes(value, threshold, rule.inclusive) != holds) return;
    const char* const relation = rule.inclusive ? holds ? "at least" : "below"
                                 : holds        ? "above"
                                                : "not above";
    found.push_back(fmt::format("{} {} is {} {}", what, in_short_beside(value, threshold), relation,
                                in_short_beside(threshold, value)));
  };
  const bool by_votes = card.decided_by == DecidedBy::votes;
  const char* const of_conf = !by_votes ? "probability" : consensus_.weights().empty() ? "votes" : "weight";
  add(of_conf, card.outcome.conf, rule.theta_conf);
  add(by_votes ? "agreement" : "probability", card.outcome.acc, rule.theta_acc);
  if (rule.min_votes > 1 && (card.rule.n_votes >= rule.min_votes) == holds) {
    found.push_back(fmt::format(
        "{} {} {}", count_of(card.rule.n_votes, "vote"), card.rule.n_votes == 1 ? "is" : "are",
        holds ? fmt::format("at least {}", rule.min_votes) : fmt::format("fewer than {}", rule.min_votes)));
  }
  return fmt::format("{}", fmt::join(found, " and "));
}

std::string ExplanationWords::reason(const Explanation& card) const {
  const Outcome& outcome = card.outcome;
  if (outcome.leader == kNoLabel) return "undefined: nobody voted";
  if (card.is_gold) return fmt::format("valid: {} was given as gold", name(outcome.label));
  const bool is_left_open = outcome.is_tied && outcome.label == kNoLabel;
  std::string text = outcome.valid ? "valid: " : outcome.label == kNoLabel ? "undefined: " : "not valid: ";
  if (card.decided_by == DecidedBy::votes) {
    const char* const unit = consensus_.weights().empty() && card.rule.ai_label == kNoLabel ? " votes" : "";
    text += fmt::format("{} leads with {} of {}{}", name(outcome.leader), in_short(outcome.conf),
                        in_short(card.total), unit);
  } else {
    text += fmt::format("{} leads with probability {}", name(outcome.leader), in_short(outcome.acc));
  }
  if (outcome.is_tied) {
    text += is_left_open ? ", and others are tied with it" : ", tied with others and chosen by the tie rule";
  }
  if (const std::string found = conditions(card, outcome.valid); !found.empty()) text += ", " + found;
  return text;
}

std::string ExplanationWords::margin(const std::optional<double>& margin, double threshold) const {
  if (!margin) return "";
  return fmt::format("{} {} {}", in_short(std::abs(*margin)), *margin < 0 ? "below" : "above",
                     in_short(threshold));
}

std::string ExplanationWords::round(std::size_t last_changed) const {
  return last_changed == 0 ? "not after the start" : fmt::format("in round {}", last_changed);
}

std::string ExplanationWords::why_not_known(const Explanation& card) const {
  if (card.is_gold) return "nothing: the label was given";
  if (card.votes.empty()) return "a vote";
  return "not known: what the strategy learnt of the users does not decide the label apart from the votes on "
         "it";
}

/// Names those whose vote has enough weight.
std::string ExplanationWords::who(const WeightBound& bound) const {
  const WhoReaches who = who_reaches(bound, consensus_);
  if (consensus_.weights().empty()) return who.newcomer ? "any voter" : "no single voter";
  std::vector<std::string> parts;
  if (who.newcomer) {
    parts.emplace_back("any newcomer");
  } else if (who.least_count) {
    parts.push_back(fmt::format("a user with at least {} {}", *who.least_count, count_noun()));
  }
  parts.push_back(who.n_users == 0 ? "no single user of this data"
                                   : count_of(who.n_users, "user of this data", "users of this data"));
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string ExplanationWords::bound(const WeightBound& bound, const std::string& for_whom) const {
  if (!bound.exists()) return fmt::format("no weight of one more vote for {} is enough", for_whom);
  const bool is_any = bound.weight <= 2 * kEpsilon;
  const std::string weight = is_any
                                 ? bound.attained ? "of any weight" : "of any weight above 0"
                                 : fmt::format("that weighs {} {}", bound.attained ? "at least" : "more than",
                                               in_short(bound.weight));
  return fmt::format("one more vote for {} {}: {}", for_whom, weight, who(bound));
}

/// States what is needed by weight or, if all votes count as one or probabilities decided, by the number of
/// voters.
std::string ExplanationWords::votes_needed(const WeightBound& needed,
                                           const std::optional<std::size_t>& newcomers,
                                           const std::string& for_whom) const {
  const bool by_votes = consensus_.decided_by == DecidedBy::votes;
  if (by_votes && !consensus_.weights().empty()) {
    const bool are_several = newcomers && *newcomers > 1;
    return bound(needed, for_whom) + (are_several ? fmt::format("; or {} newcomers", *newcomers) : "");
  }
  const char* const kind = by_votes ? "more vote" : "newcomer's vote";
  const char* const kinds = by_votes ? "more votes" : "newcomers' votes";
  return newcomers ? fmt::format("{} for {}", count_of(*newcomers, kind, kinds), for_whom)
                   : fmt::format("more than {} {} for {}", kMostNewcomers, kinds, for_whom);
}

std::vector<std::pair<std::string, std::string>> ExplanationWords::one_more_vote(
    const Explanation& card) const {
  std::vector<std::pair<std::string, std::string>> answers;
  constexpr std::size_t kMostLabels = 4;
  for (std::size_t k = 0; k < std::min(kMostLabels, card.labels.size()); ++k) {
    const ExplainedLabel& label = card.labels[k];
    const std::string text = name(label.label);
    const bool is_label = label.label == card.outcome.label;
    if (!is_label) {
      answers.emplace_back(fmt::format("to become {}", text),
                           votes_needed(label.to_lead, label.newcomers_to_lead, text));
    }
    if (!is_label || !card.outcome.valid) {
      answers.emplace_back(is_label ? "to become valid" : fmt::format("to become {} and valid", text),
                           votes_needed(label.to_valid, label.newcomers_to_valid, text));
    }
  }
  if (card.decided_by == DecidedBy::votes && card.outcome.valid) {
    const std::string whom =
        card.invalidating == kNoLabel ? "a label that nobody voted for" : name(card.invalidating);
    answers.emplace_back("to become invalid", card.to_invalid.exists()
                                                  ? bound(card.to_invalid, whom)
                                                  : "no weight of one more vote for any label is enough");
  }
  return answers;
}

std::string ExplanationWords::pairs(const Explanation& card) const {
  if (card.pairs.empty()) return "";
  std::vector<std::string> texts;
  for (const PairOfVoters& pair : card.pairs) texts.push_back(fmt::format("{} and {}", pair.n2, pair.n3));
  return fmt::format("for {}, of users with at least as many {}: {}", name(card.outcome.leader), count_noun(),
                     fmt::join(texts, "; "));
}

}  // namespace crowdvote
