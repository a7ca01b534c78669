#include "io/names/name_findings.hpp"

#include "io/bytes/line_reader.hpp"
#include "io/names/name_twins.hpp"
#include "io/names/names_alone.hpp"
#include "io/names/odd_labels.hpp"
#include "io/names/telling_words.hpp"
#include "io/records/column_names.hpp"
#include <crowdvote/missing_words.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using FindingKind = Finding::Kind;

/// Users who are no users.
constexpr std::array<std::string_view, 6> kTruthWords{"gold",  "gold_label",   "gold_standard",
                                                      "truth", "ground_truth", "true_label"};

struct NamesToLookAt {
  const NameTable& names;
  const NamesAlone& alone;  ///< of all
};

bool is_listed(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::array<std::string, 4> with_blanks_around(const std::string& word) {
  return {word, " " + word, word + " ", " " + word + " "};
}

/// Alone or with a blank around it, as in "task , worker , label".
bool holds_word(const NameTable& names, const std::string& word) {
  const std::array written = with_blanks_around(word);
  return std::any_of(written.begin(), written.end(),
                     [&](const std::string& one) { return names.find(Name(one)).has_value(); });
}

/// Where "+" is a label, "-" is one.
bool is_missing_label(const NameTable& labels, LabelId label) {
  const Name name = labels[label];
  if (name.is_integer() || !is_missing_word(name.text())) return false;
  return name.text() != "-" || !labels.find(Name(std::string_view("+")));
}

void find_missing_words(const NameTable& labels, std::span<const LabelId> odd, LabelId first,
                        std::vector<Finding>& found) {
  Finding finding{.kind = FindingKind::missing_words, .of = "labels", .remedy = {WayOut::settle_missing}};
  for (const LabelId label : odd) {
    if (label < first || !is_missing_label(labels, label)) continue;
    add_example(finding, in_quotes(labels.str(label)));
    finding.remedy.choices.push_back(labels.str(label));
  }
  if (finding.count > 0) found.push_back(std::move(finding));
}

/// What looks odd in labels, those from the id `first` on, beside how they are spelled.
void find_odd_labels(const NameTable& labels, LabelId first, const ReadOptions& options,
                     std::vector<Finding>& found) {
  const auto add = [&](std::vector<Finding> more) {
    for (Finding& finding : more) found.push_back(std::move(finding));
  };
  if (labels.all_integers()) return;
  const std::vector<LabelId> odd = labels_of_odd_form(labels);
  if (!options.missing_words_are_labels) find_missing_words(labels, odd, first, found);
  add(find_yes_no_spellings(labels, odd, first));
  if (!options.multi_label) add(find_label_lists(labels, odd, first));
}

class Look {
 public:
  /// \param users, observations those to be looked at
  Look(const CrowdData& data, const VotesOrigin& origin, const ReadOptions& options,
       const NamesToLookAt& users, const NamesToLookAt& observations)
      : data_(data), origin_(origin), options_(options), users_(users), observations_(observations) {}

  std::vector<Finding> all() {
    find_odd_labels(data_.labels, 0, options_, found_);
    look_at("labels", data_.labels, look_at_each(data_.labels, "labels"));
    look_at("users", users_.names, users_.alone);
    look_at("observations", observations_.names, observations_.alone);
    find_header();
    find_records();
    find_truth();
    find_totals();
    // Of a JSON object of records, the fields are few.
    constexpr std::size_t kMostFields = 50;
    const bool may_be_fields = origin_.is_json_object && data_.n_users() <= kMostFields;
    const bool was_found = std::any_of(found_.begin(), found_.end(), [](const Finding& finding) {
      return finding.kind == FindingKind::records_as_votes;
    });
    if ((origin_.is_wide || may_be_fields) && !was_found) find_columns_of_texts();
    find_minus_one();
    const bool has_ai_votes = !data_.ai_label_of_observation.empty();
    if (data_.n_votes() == 0 && !has_ai_votes) found_.push_back({.kind = FindingKind::no_votes});
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Finding& a, const Finding& b) { return a.kind < b.kind; });
    return std::move(found_);
  }

 private:
  void look_at(std::string_view of, const NameTable& names, const NamesAlone& alone) {
    const bool are_labels = of == "labels";
    if (!are_labels && alone.are_rounded()) add_if_any(alone.rounded);
    if (alone.are_integers) return;
    if (alone.spelling == Spelling::mixed) {
      for (Finding& finding : find_twins(names, of)) found_.push_back(std::move(finding));
    }
    if (alone.spelling != Spelling::plain) add_odd_texts(alone, of);
    if (!are_labels && !options_.missing_words_are_labels) {
      look_for(names, spellings_of_missing_words(), FindingKind::missing_words, of);
    }
  }

  /// Rows can be chosen by the column of the users or the observations, where there is one.
  [[nodiscard]] Remedy rows_by_column_of(std::string_view of) const {
    for (const ColumnUse& use : origin_.columns) {
      if (of.starts_with(use.role)) return {WayOut::choose_rows, use.name};
    }
    return {};
  }

  void add_if_any(Finding finding) {
    if (finding.count > 0) found_.push_back(std::move(finding));
  }

  void add_odd_texts(const NamesAlone& alone, std::string_view of) {
    Finding blanks = alone.blanks;
    if (of == "labels") blanks.remedy = {WayOut::fold_labels, "", {"space"}};
    if (origin_.is_table) {
      add_if_any(alone.lines);
      add_if_any(alone.guarded);
      // Twins that differ in blanks say the same.
      const bool has_twins = std::any_of(found_.begin(), found_.end(), [&](const Finding& finding) {
        return finding.kind == FindingKind::twins && finding.of == of;
      });
      if (!has_twins) add_if_any(std::move(blanks));
    }
    if (of != "labels") add_if_any(alone.scientific);
  }

  /// What a column is called, or another word for such a column, as a name in that column.
  void find_header() {
    if (!origin_.is_table) return;
    Finding finding{.kind = FindingKind::header_votes};
    std::size_t n_columns = 0;
    bool is_header = false;
    for (const auto& [column, names] :
         {std::pair{Column::observation, &observations_.names}, std::pair{Column::user, &users_.names},
          std::pair{Column::label, &data_.labels}}) {
      const auto header =
          std::find_if(origin_.columns.begin(), origin_.columns.end(),
                       [role = name_of(column)](const ColumnUse& use) { return use.role == role; });
      if (header != origin_.columns.end() && holds_word(*names, header->name)) {
        is_header = true;
        add_example(finding, in_quotes(header->name));
        continue;
      }
      std::vector<std::string> words = usual_names(column);
      const std::vector<std::string> below = words_below_headers();
      words.insert(words.end(), below.begin(), below.end());
      const auto word = std::find_if(words.begin(), words.end(), [&, table = names](const std::string& w) {
        return holds_word(*table, w);
      });
      if (word == words.end()) continue;
      ++n_columns;
      add_example(finding, in_quotes(*word));
    }
    // A second table begins with other columns, and yet with one of these.
    for (const ColumnUse& use : origin_.columns) {
      if (use.role == name_of(Column::observation) || !holds_word(observations_.names, use.name)) continue;
      is_header = true;
      add_example(finding, in_quotes(use.name));
    }
    if (!is_header && n_columns < 2) return;
    if (origin_.columns.empty()) finding.remedy = {WayOut::name_column, "observation"};
    found_.push_back(std::move(finding));
  }

  void find_records() {
    for (const auto& [of, names] :
         {std::pair{"users", &users_.names}, std::pair{"observations", &observations_.names}}) {
      const std::vector<std::string> fields = fields_among(*names);
      if (fields.empty()) continue;
      add_records(of, fields);
      return;
    }
    const std::size_t n_observations = data_.n_observations();
    if (data_.votes.n_votes() != n_observations * data_.n_users()) return;
    const bool may_be_records = !origin_.is_wide && n_observations >= 3 && data_.users.size() >= 2;
    if (may_be_records && users_share_no_label()) add_records("users", data_.users.strings());
    const bool may_be_columns = origin_.is_json_object && data_.users.size() >= 3 &&
                                data_.users.are_indices() && n_observations >= 2 &&
                                !observations_.alone.are_integers;
    if (may_be_columns && observations_share_no_label()) {
      add_records("observations", data_.observations.strings());
    }
  }

  /// True labels among the votes. Where every user has a column, a notice names those that are called so.
  void find_truth() {
    if (origin_.is_wide) return;
    Finding finding{.kind = FindingKind::truth_votes, .of = "users", .remedy = rows_by_column_of("users")};
    for (const std::string_view word : kTruthWords) {
      if (users_.names.find(Name(word))) add_example(finding, in_quotes(word));
    }
    add_if_any(std::move(finding));
  }

  /// Users who never say what anybody else says, and seldom the same twice, though others agree: texts or dates.
  void find_columns_of_texts() {
    constexpr std::uint32_t kShared = kNoUser - 1;
    constexpr std::size_t kFewest = 3;
    const VotesView votes = data_.votes.view();
    std::vector<UserId> user_of_label(data_.labels.size(), kNoUser);
    for (std::size_t v = 0; v < data_.votes.n_votes(); ++v) {
      UserId& user = user_of_label[votes.label_of_vote()[v]];
      user = user == kNoUser || user == votes.user_of_vote()[v] ? votes.user_of_vote()[v] : kShared;
    }
    const bool any_agree =
        std::find(user_of_label.begin(), user_of_label.end(), kShared) != user_of_label.end();
    if (!any_agree) return;
    std::vector<std::size_t> n_shared(data_.users.size(), 0);
    std::vector<std::size_t> n_votes(data_.users.size(), 0);
    std::vector<std::size_t> n_labels(data_.users.size(), 0);
    for (std::size_t v = 0; v < data_.votes.n_votes(); ++v) {
      const UserId user = votes.user_of_vote()[v];
      ++n_votes[user];
      if (user_of_label[votes.label_of_vote()[v]] == kShared) ++n_shared[user];
    }
    for (const UserId user : user_of_label) {
      if (user < data_.users.size()) ++n_labels[user];
    }
    Finding finding{
        .kind = FindingKind::records_as_votes, .of = "users", .remedy = {WayOut::name_column, "user"}};
    for (UserId user = 0; user < data_.users.size(); ++user) {
      const bool is_text =
          n_votes[user] >= kFewest && n_shared[user] == 0 && 2 * n_labels[user] > n_votes[user];
      if (is_text) add_example(finding, in_quotes(data_.users.str(user)));
    }
    add_if_any(std::move(finding));
  }

  /// Where every user has a column, a notice names those that are called so.
  void find_totals() {
    if (origin_.is_table) {
      look_for(observations_.names, spellings_of_totals(), FindingKind::totals, "observations");
    }
    if (!origin_.is_wide) look_for(users_.names, spellings_of_all_users(), FindingKind::totals, "users");
  }

  /// Words are looked up, as there may be many names.
  void look_for(const NameTable& names, std::span<const std::string> words, FindingKind kind,
                std::string_view of) {
    Finding finding{.kind = kind, .of = std::string(of), .remedy = rows_by_column_of(of)};
    for (const std::string& word : words) {
      if (names.find(Name(word))) add_example(finding, in_quotes(word));
    }
    add_if_any(std::move(finding));
  }

  void add_records(std::string_view of, const std::vector<std::string>& fields) {
    Finding finding{.kind = FindingKind::records_as_votes, .of = std::string(of)};
    for (const std::string& field : fields) add_example(finding, in_quotes(field));
    found_.push_back(std::move(finding));
  }

  /// Everybody said something of everything, and no two ever the same: as the fields of records do. The first
  /// label that two share ends the search, so that it is short in a crowd.
  [[nodiscard]] bool users_share_no_label() const {
    const VotesView votes = data_.votes.view();
    return have_labels_of_their_own([&](std::size_t v) { return votes.user_of_vote()[v]; });
  }
  /// The same of observations, as the columns of a table do.
  [[nodiscard]] bool observations_share_no_label() const {
    return have_labels_of_their_own([&](std::size_t v) { return v / data_.users.size(); });
  }

  template <class OwnerOfVote>
  [[nodiscard]] bool have_labels_of_their_own(const OwnerOfVote& owner_of_vote) const {
    constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();
    std::vector<std::size_t> owner_of_label(data_.labels.size(), kNobody);
    const auto labels = data_.votes.view().label_of_vote();
    for (std::size_t v = 0; v < labels.size(); ++v) {
      std::size_t& owner = owner_of_label[labels[v]];
      if (owner != kNobody && owner != owner_of_vote(v)) return false;
      owner = owner_of_vote(v);
    }
    return true;
  }

  void find_minus_one() {
    const bool is_settled = options_.minus_one_is_a_label || is_listed(options_.abstain, "-1") ||
                            is_listed(options_.missing, "-1");
    if (is_settled || origin_.n_minus_one == 0 || data_.labels.empty() || !data_.labels.all_integers())
      return;
    Finding finding{.kind = FindingKind::minus_one, .remedy = {WayOut::keep_minus_one}};
    for (LabelId label = 0; label < data_.labels.size(); ++label)
      add_example(finding, data_.labels.str(label));
    finding.count = origin_.n_minus_one;
    found_.push_back(std::move(finding));
  }

  const CrowdData& data_;
  const VotesOrigin& origin_;
  const ReadOptions& options_;
  const NamesToLookAt& users_;
  const NamesToLookAt& observations_;
  std::vector<Finding> found_;
};

/// Words that are looked up among the observations and the users.
std::vector<std::string> words_for(const VotesOrigin& origin) {
  std::vector<std::string> words(kTruthWords.begin(), kTruthWords.end());
  for (const auto& more : {spellings_of_missing_words(), spellings_of_totals(), spellings_of_all_users()}) {
    words.insert(words.end(), more.begin(), more.end());
  }
  const auto add = [&](const std::string& word) {
    for (const std::string& written : with_blanks_around(word)) words.push_back(written);
  };
  for (const Column column : {Column::observation, Column::user, Column::label}) {
    for (const std::string& word : usual_names(column)) add(word);
  }
  for (const std::string& word : words_below_headers()) add(word);
  for (const ColumnUse& column : origin.columns) add(column.name);
  return words;
}

/// Each user once in all processes.
NameTable users_first_here(const CrowdData& data) {
  NameTable users;
  for (UserId user = 0; user < data.users.size(); ++user) {
    if (data.shared_users->is_first_here(user)) users.intern(data.users[user]);
  }
  return users;
}

}  // namespace

std::vector<Finding> look_at_added_labels(const NameTable& labels, LabelId first,
                                          const ReadOptions& options) {
  std::vector<Finding> found;
  if (first == labels.size() || labels.all_integers()) return found;
  find_odd_labels(labels, first, options, found);
  if (spelling_of(labels) != Spelling::mixed) return found;
  for (Finding& twins : find_twins(labels, "labels", first)) found.push_back(std::move(twins));
  return found;
}

std::vector<std::string> fields_among(const NameTable& names) {
  std::vector<std::string> fields;
  for (const Column column : {Column::observation, Column::user, Column::label}) {
    const std::vector<std::string> words = usual_names(column);
    const auto word = std::find_if(words.begin(), words.end(),
                                   [&](const std::string& w) { return names.find(Name(w)).has_value(); });
    if (word != words.end()) fields.push_back(*word);
  }
  if (fields.size() < 2) fields.clear();
  return fields;
}

std::vector<Finding> look_at_names(const CrowdData& data, const VotesOrigin& origin,
                                   const ReadOptions& options, const RunControl& control) {
  if (control.processes == nullptr) {
    const NamesAlone users = look_at_each(data.users, "users");
    const NamesAlone observations = look_at_each(data.observations, "observations");
    return Look(data, origin, options, {data.users, users}, {data.observations, observations}).all();
  }
  const std::vector<std::string> words = words_for(origin);
  const SharedNames users =
      gather_names_to_look_at(users_first_here(data), "users", words, *control.processes);
  const SharedNames observations =
      gather_names_to_look_at(data.observations, "observations", words, *control.processes);
  if (!is_first_process(control)) return {};
  return Look(data, origin, options, {users.names, users.alone}, {observations.names, observations.alone})
      .all();
}

void tell_findings(const std::vector<Finding>& findings, const std::string& file, bool is_strict,
                   CrowdData& data) {
  std::vector<Problem> problems;
  for (const Finding& finding : findings) {
    data.findings.push_back(finding);
    if (is_strict) {
      problems.push_back({.file = file, .what = finding.text(), .remedy = finding.remedy});
    } else {
      data.warnings.push_back({fmt::format("{}: {}", file, finding.text()), finding.remedy});
    }
  }
  const std::size_t n = problems.size();
  if (n > 0) throw InputError(std::move(problems), n);
}

void tell_notices(const std::vector<Notice>& notices, std::string_view file, std::vector<Notice>& warnings) {
  for (const Notice& notice : notices) {
    warnings.push_back({fmt::format("{}: {}", file, notice.text), notice.remedy});
  }
}

}  // namespace crowdvote
