#include "io/names/odd_votes.hpp"

#include "io/names/names_alone.hpp"
#include "io/names/telling_words.hpp"
#include "io/records/column_names.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;
using FindingKind = Finding::Kind;

// ---- Observations that share no user and no label with any other.

class ObservationsApart {
 public:
  explicit ObservationsApart(const CrowdData& data) : data_(data), votes_(data.votes.view()) {}

  /// Finds rows below a header, notes below a table, and members of an object beside the observations. To
  /// exclude chance, nearly all other users, labels and observations have to occur more than once.
  Finding find() const {
    Finding finding{.kind = FindingKind::apart, .of = "observations"};
    const std::size_t n = votes_.n_observations();
    if (n < 3) return finding;
    std::vector<ObservationId> apart;
    constexpr ObservationId kMostInFront = 3;
    for (ObservationId i = 0; i < kMostInFront && is_apart(i); ++i) apart.push_back(i);
    const auto last = static_cast<ObservationId>(n - 1);
    if (apart.size() < kMostInFront && is_apart(last)) apart.push_back(last);
    if (apart.empty() || chance_of(apart) > kMostChance) return finding;
    for (const ObservationId i : apart) add_example(finding, in_quotes(data_.observations.str(i)));
    return finding;
  }

  /// Whether none of the users of an observation votes elsewhere, although other users vote more than once.
  [[nodiscard]] bool has_users_of_its_own(ObservationId i) const {
    const bool do_others_come_again =
        votes_.n_votes() - votes_.n_votes_of(i) > data_.users.size() - votes_.n_votes_of(i);
    return do_others_come_again && are_nowhere_else(i, votes_.users_of(i), votes_.user_of_vote());
  }

 private:
  static constexpr double kMostChance = 0.002;

  [[nodiscard]] bool is_apart(ObservationId i) const {
    return votes_.n_votes_of(i) > 0 && has_users_of_its_own(i) &&
           are_nowhere_else(i, votes_.labels_of(i), votes_.label_of_vote());
  }

  /// Searches outwards from the observation and stops at the first vote elsewhere with one of these ids.
  [[nodiscard]] bool are_nowhere_else(ObservationId i, std::span<const std::uint32_t> these,
                                      std::span<const std::uint32_t> all) const {
    constexpr std::size_t kMost = 64;
    if (these.size() > kMost) return false;
    const auto is_one = [&](std::uint32_t id) {
      return std::find(these.begin(), these.end(), id) != these.end();
    };
    const auto behind = all.subspan(votes_.votes_end(i));
    const auto before = all.first(votes_.votes_begin(i));
    return std::none_of(behind.begin(), behind.end(), is_one) &&
           std::none_of(before.rbegin(), before.rend(), is_one);
  }

  /// The probability that observations are apart by chance, from the shares of names that occur only once
  /// among the others.
  [[nodiscard]] double chance_of(std::span<const ObservationId> apart) const {
    std::size_t n_votes_apart = 0;
    for (const ObservationId i : apart) n_votes_apart += votes_.n_votes_of(i);
    const double n_votes = static_cast<double>(votes_.n_votes() - n_votes_apart);
    const auto singles = [&](std::span<const std::uint32_t> ids, std::size_t n_ids) {
      std::vector<std::uint32_t> counts(n_ids, 0);
      for (const std::uint32_t id : ids) ++counts[id];
      return static_cast<std::size_t>(std::count(counts.begin(), counts.end(), 1U));
    };
    const auto share = [](std::size_t n_singles, double n_all) {
      return std::min(1.0, (1.0 + static_cast<double>(n_singles)) / std::max(1.0, n_all));
    };
    std::size_t n_single_users = singles(votes_.user_of_vote(), data_.users.size());
    std::size_t n_single_labels = singles(votes_.label_of_vote(), data_.labels.size());
    std::size_t n_single_observations = 0;
    for (ObservationId i = 0; i < votes_.n_observations(); ++i)
      n_single_observations += votes_.n_votes_of(i) == 1 ? 1 : 0;
    for (const ObservationId i : apart) {
      if (votes_.n_votes_of(i) > 1) continue;
      --n_single_users;
      --n_single_labels;
      --n_single_observations;
    }
    const ObservationId first = apart.front();
    const std::set<LabelId> labels(votes_.labels_of(first).begin(), votes_.labels_of(first).end());
    const double of_users = share(n_single_users, n_votes);
    const double of_labels = share(n_single_labels, n_votes);
    const double of_observation =
        votes_.n_votes_of(first) > 1
            ? 1.0
            : share(n_single_observations, static_cast<double>(votes_.n_observations() - apart.size()));
    return of_observation * std::pow(of_users, votes_.n_votes_of(first)) * std::pow(of_labels, labels.size());
  }

  const CrowdData& data_;
  VotesView votes_;
};

/// Finds members of a JSON object that describe the file and stand beside the observations.
Finding find_members_about_the_file(const CrowdData& data, const ObservationsApart& apart) {
  Finding finding{.kind = FindingKind::apart, .of = "observations"};
  for (const std::string& word : words_about_files()) {
    const auto observation = data.observations.find(Name(std::string_view(word)));
    if (observation && apart.has_users_of_its_own(*observation)) add_example(finding, in_quotes(word));
  }
  return finding;
}

/// Finds an observation without votes at the end of a table whose name has several words, unlike any other.
Finding find_note_behind(const CrowdData& data) {
  Finding finding{.kind = FindingKind::apart, .of = "observations"};
  const std::size_t n = data.observations.size();
  const auto has_blank = [&](std::size_t i) {
    const Name name = data.observations[static_cast<std::uint32_t>(i)];
    return !name.is_integer() && name.text().find(' ') != std::string_view::npos;
  };
  if (n < 3 || data.votes.view().n_votes_of(static_cast<ObservationId>(n - 1)) > 0 || !has_blank(n - 1))
    return finding;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    if (has_blank(i)) return finding;
  }
  add_example(finding, in_quotes(data.observations.str(static_cast<ObservationId>(n - 1))));
  return finding;
}

/// Finds members that describe an observation and stand beside the votes on it.
Finding find_members_beside_users(const CrowdData& data) {
  Finding finding{.kind = FindingKind::apart, .of = "users"};
  for (const std::string& word : words_beside_users()) {
    if (data.users.find(Name(std::string_view(word)))) add_example(finding, in_quotes(word));
  }
  return finding;
}

// ---- Columns.

/// Finds rows that all have the same user, who votes repeatedly on the same observations.
Finding find_one_user(const CrowdData& data) {
  Finding finding{.kind = FindingKind::one_user, .of = "users", .remedy = {WayOut::name_column, "user"}};
  if (data.users.size() == 1 && data.counts.replaced_votes > 0)
    add_example(finding, in_quotes(data.users.str(0)));
  return finding;
}

/// Finds observations 0, 1, 2, ... or 1, 2, 3, ... in the order of the rows, with one vote each, by users who
/// occur repeatedly.
Finding find_row_numbers(const CrowdData& data) {
  constexpr std::size_t kFewest = 10;
  Finding finding{
      .kind = FindingKind::row_numbers, .of = "observations", .remedy = {WayOut::name_column, "observation"}};
  const std::size_t n = data.observations.size();
  if (n < kFewest || data.votes.n_votes() != n || data.users.size() < 2 || 2 * data.users.size() > n)
    return finding;
  const Name first = data.observations[0];
  if (!first.is_integer() || (first.value() != 0 && first.value() != 1)) return finding;
  for (std::size_t i = 0; i < n; ++i) {
    const Name name = data.observations[static_cast<ObservationId>(i)];
    const bool is_next = name.is_integer() && name.value() == first.value() + static_cast<std::int64_t>(i);
    if (!is_next || data.votes.view().n_votes_of(static_cast<ObservationId>(i)) != 1) return finding;
  }
  for (ObservationId i = 0; i < 3; ++i) add_example(finding, in_quotes(data.observations.str(i)));
  finding.count = n;
  return finding;
}

/// Whether every name begins like a usual name of a user, or of an observation. Stops at the first that does
/// not.
template <class BeginsSo>
bool all_begin_so(const NameTable& names, const BeginsSo& begins_so) {
  for (std::uint32_t id = 0; id < names.size(); ++id) {
    if (names[id].is_integer() || !begins_so(names[id].text())) return false;
  }
  return names.size() > 1;
}

bool is_called_as_user(std::string_view name) { return length_of_known_beginning(name, Column::user) > 0; }
/// "subject" is not among the words: in psychology, a subject is a user.
bool is_called_as_observation(std::string_view name) {
  constexpr std::array kWords{"image"sv, "img"sv,  "picture"sv, "pic"sv,      "photo"sv,
                              "item"sv,  "task"sv, "doc"sv,     "document"sv, "question"sv,
                              "tweet"sv, "text"sv, "sentence"sv};
  const std::size_t end = name.find_first_of(" ._-0123456789");
  if (end == std::string_view::npos || name.find_first_of("0123456789", end) == std::string_view::npos)
    return false;
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return end == word.size() && std::equal(word.begin(), word.end(), name.begin(),
                                            [](char a, char b) { return a == b || a - 'a' + 'A' == b; });
  });
}

Finding find_swapped(const CrowdData& data, const VotesOrigin& origin) {
  Finding finding{.kind = FindingKind::swapped};
  const bool are_swapped =
      (all_begin_so(data.users, is_called_as_observation) &&
       !all_begin_so(data.observations, is_called_as_observation)) ||
      (all_begin_so(data.observations, is_called_as_user) && !all_begin_so(data.users, is_called_as_user));
  if (!are_swapped) return finding;
  finding.remedy =
      origin.is_json_object ? Remedy{WayOut::json_order} : Remedy{WayOut::name_column, "observation"};
  add_example(finding,
              fmt::format("observation '{}' and user '{}'", data.observations.str(0), data.users.str(0)));
  return finding;
}

// ---- A file that was cut off.

std::size_t votes_with(std::span<const std::uint32_t> ids, std::uint32_t id) {
  return static_cast<std::size_t>(std::count(ids.begin(), ids.end(), id));
}

/// Finds a frequent label that begins with a label that occurs only once.
std::optional<LabelId> label_begun_by(LabelId cut, const CrowdData& data) {
  constexpr std::size_t kFewestOfWord = 3;
  constexpr std::size_t kFewestOfNumber = 10;
  const std::string text = data.labels.str(cut);
  for (LabelId label = 0; label < data.labels.size(); ++label) {
    const std::string other = data.labels.str(label);
    if (other.size() <= text.size() || !other.starts_with(text)) continue;
    const std::size_t fewest = data.labels[label].is_integer() ? kFewestOfNumber : kFewestOfWord;
    if (votes_with(data.votes.view().label_of_vote(), label) >= fewest) return label;
  }
  return std::nullopt;
}

/// Finds a name that begins with this one, if this one is shorter than all others.
std::optional<std::uint32_t> name_begun_by(std::uint32_t cut, const NameTable& names) {
  const std::string text = names.str(cut);
  std::optional<std::uint32_t> begun;
  for (std::uint32_t id = 0; id < names.size(); ++id) {
    if (id == cut) continue;
    const std::string other = names.str(id);
    if (other.size() <= text.size()) return std::nullopt;
    if (!begun && other.starts_with(text)) begun = id;
  }
  return begun;
}

/// The last line has no line break, and the name at its end is the beginning of a name that occurs elsewhere.
Finding find_cut_end(const CrowdData& data, const NameAtOpenEnd& end) {
  Finding finding{.kind = FindingKind::cut_off, .of = end.of};
  const VotesView votes = data.votes.view();
  const NameTable& names = end.of == "labels"  ? data.labels
                           : end.of == "users" ? data.users
                                               : data.observations;
  const auto cut = names.find(Name(std::string_view(end.name)));
  if (!cut) return finding;
  std::optional<std::uint32_t> begun;
  if (end.of == "labels" && votes_with(votes.label_of_vote(), *cut) == 1) begun = label_begun_by(*cut, data);
  if (end.of == "users" && votes_with(votes.user_of_vote(), *cut) == 1) begun = name_begun_by(*cut, names);
  if (end.of == "observations" && votes.n_votes_of(*cut) == 1) begun = name_begun_by(*cut, names);
  if (begun)
    add_example(finding, fmt::format("'{}', which occurs once and is the beginning of '{}'", end.name,
                                     names.str(*begun)));
  return finding;
}

}  // namespace

std::vector<Finding> find_odd_votes(const CrowdData& data, const VotesOrigin& origin) {
  std::vector<Finding> found;
  const ObservationsApart apart(data);
  if (!origin.is_wide) found.push_back(apart.find());
  if (origin.is_json_object) {
    if (found.back().count == 0) found.push_back(find_members_about_the_file(data, apart));
    found.push_back(find_members_beside_users(data));
  }
  if (origin.is_table) found.push_back(find_note_behind(data));
  const bool has_columns = !origin.columns.empty();
  if (has_columns) found.push_back(find_one_user(data));
  if (has_columns) found.push_back(find_row_numbers(data));
  found.push_back(find_swapped(data, origin));
  for (const NameAtOpenEnd& end : origin.open_ends) found.push_back(find_cut_end(data, end));
  std::erase_if(found, [](const Finding& finding) { return finding.count == 0; });
  return found;
}

}  // namespace crowdvote
