#include "io/names/name_findings.hpp"

#include "io/bytes/line_reader.hpp"
#include "io/names/name_twins.hpp"
#include "io/names/odd_labels.hpp"
#include "io/records/column_names.hpp"
#include <crowdvote/missing_words.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using FindingKind = Finding::Kind;

std::string in_quotes(std::string_view text) { return fmt::format("'{}'", text); }

bool is_listed(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// "1.00235E+09", as spreadsheets, R and pandas shorten long numbers. Without the sign it may be a code.
bool is_scientific(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return false;
  const std::size_t e = text.find_first_of("eE");
  if (e == std::string_view::npos || e == 0 || e + 3 > text.size() || text[e + 1] != '+') return false;
  const auto is_number = [](std::string_view part) {
    return part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const std::string_view mantissa = text.substr(0, e);
  const bool has_point = mantissa.size() > 1 && mantissa[1] == '.';
  return is_number(text.substr(e + 2)) && is_number(mantissa.substr(0, 1)) &&
         (mantissa.size() == 1 || (has_point && is_number(mantissa.substr(2))));
}

/// Numbers of more than 15 digits, all of which have zeros behind the 15th, as a spreadsheet stores them. The first that
/// has not ends the search.
void find_rounded_ids(const NameTable& ids, std::string_view of, std::vector<Finding>& found) {
  constexpr std::int64_t kFirstOf16Digits = 1'000'000'000'000'000;
  constexpr std::size_t kFewestZeros = 6;  // of all together: less may be chance
  Finding finding{.kind = FindingKind::scientific_ids, .of = std::string(of)};
  std::size_t n_zeros = 0;
  for (std::uint32_t id = 0; id < ids.size(); ++id) {
    if (!ids[id].is_integer() || ids[id].value() < kFirstOf16Digits) return;
    std::int64_t end = 1;
    for (std::int64_t rest = ids[id].value(); rest >= kFirstOf16Digits; rest /= 10, ++n_zeros) end *= 10;
    if (ids[id].value() % end != 0) return;
    add_example(finding, in_quotes(ids.str(id)));
  }
  if (n_zeros >= kFewestZeros) found.push_back(std::move(finding));
}

/// Alone or with a blank around it, as in "task , worker , label".
bool holds_word(const NameTable& names, const std::string& word) {
  for (const std::string& written : {word, " " + word, word + " ", " " + word + " "}) {
    if (names.find(Name(written))) return true;
  }
  return false;
}

/// Where "+" is a label, "-" is one.
bool is_missing_label(const NameTable& labels, LabelId label) {
  const Name name = labels[label];
  if (name.is_integer() || !is_missing_word(name.text())) return false;
  return name.text() != "-" || !labels.find(Name(std::string_view("+")));
}

/// ="001", or ' before a number: neither is part of the text that the spreadsheet shows.
bool is_guarded_text(std::string_view text) {
  if (text.size() > 3 && text.starts_with("=\"") && text.ends_with('"')) return true;
  return text.size() > 1 && text.front() == '\'' &&
         text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

/// Among the labels from the id `first` on.
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

/// Ids that are such words. They are looked up, as there may be many ids.
void find_missing_ids(const NameTable& ids, std::string_view of, Remedy remedy, std::vector<Finding>& found) {
  Finding finding{.kind = FindingKind::missing_words, .of = std::string(of), .remedy = std::move(remedy)};
  std::vector<std::string> seen;
  const auto look_for = [&](const std::string& text) {
    if (!ids.find(Name(text)) || is_listed(seen, text)) return;
    seen.push_back(text);
    add_example(finding, in_quotes(text));
  };
  look_for("");
  for (const std::string& word : common_missing_words()) {
    std::string lower(word);
    std::string upper(word);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const std::string title = upper.substr(0, 1) + lower.substr(1);
    for (const std::string& text : {word, lower, upper, title}) look_for(text);
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
  Look(const CrowdData& data, const VotesOrigin& origin, const ReadOptions& options)
      : data_(data), origin_(origin), options_(options) {}

  std::vector<Finding> all() {
    find_odd_labels(data_.labels, 0, options_, found_);
    for (const auto& [of, names] : {std::pair{"labels", &data_.labels}, std::pair{"users", &data_.users},
                                    std::pair{"observations", &data_.observations}}) {
      if (names != &data_.labels) find_rounded_ids(*names, of, found_);
      if (names->all_integers()) continue;
      const Spelling spelling = spelling_of(*names);
      if (spelling == Spelling::mixed) {
        for (Finding& finding : find_twins(*names, of)) found_.push_back(std::move(finding));
      }
      if (spelling != Spelling::plain) find_odd_texts(*names, of);
      if (names != &data_.labels && !options_.missing_words_are_labels) {
        find_missing_ids(*names, of, rows_by_column_of(of), found_);
      }
    }
    find_header();
    find_records();
    find_truth();
    // Of a JSON object of records, the fields are few.
    constexpr std::size_t kMostFields = 50;
    const bool may_be_fields = origin_.is_json_object && data_.users.size() <= kMostFields;
    const bool was_found = std::any_of(found_.begin(), found_.end(), [](const Finding& finding) {
      return finding.kind == FindingKind::records_as_votes;
    });
    if ((origin_.is_wide || may_be_fields) && !was_found) find_columns_of_texts();
    find_minus_one();
    const bool has_ai_votes = !data_.ai_label_of_observation.empty();
    if (data_.votes.n_votes() == 0 && !has_ai_votes) found_.push_back({.kind = FindingKind::no_votes});
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Finding& a, const Finding& b) { return a.kind < b.kind; });
    return std::move(found_);
  }

 private:
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

  void find_odd_texts(const NameTable& names, std::string_view of) {
    Finding lines{.kind = FindingKind::line_breaks, .of = std::string(of)};
    Finding ids{.kind = FindingKind::scientific_ids, .of = std::string(of)};
    Finding blanks{.kind = FindingKind::outer_blanks, .of = std::string(of)};
    Finding guarded{.kind = FindingKind::guarded_texts, .of = std::string(of)};
    const bool are_ids = of != "labels";
    for (std::uint32_t id = 0; id < names.size(); ++id) {
      const Name name = names[id];
      if (name.is_integer()) continue;
      if (name.text().find('\n') != std::string_view::npos ||
          name.text().find('\r') != std::string_view::npos) {
        add_example(lines, in_quotes(name.text().substr(0, name.text().find_first_of("\n\r"))));
      }
      if (are_ids && is_scientific(name.text())) add_example(ids, in_quotes(name.text()));
      if (is_guarded_text(name.text())) add_example(guarded, in_quotes(name.text()));
      if (has_outer_blanks(name.text())) add_example(blanks, in_quotes(name.text()));
    }
    if (!are_ids) blanks.remedy = {WayOut::fold_labels, "", {"space"}};
    if (origin_.is_table) {
      add_if_any(std::move(lines));
      add_if_any(std::move(guarded));
      // Twins that differ in blanks say the same.
      const bool has_twins = std::any_of(found_.begin(), found_.end(), [&](const Finding& finding) {
        return finding.kind == FindingKind::twins && finding.of == of;
      });
      if (!has_twins) add_if_any(std::move(blanks));
    }
    add_if_any(std::move(ids));
  }

  /// What a column is called, or another word for such a column, as a name in that column.
  void find_header() {
    if (!origin_.is_table) return;
    Finding finding{.kind = FindingKind::header_votes};
    std::size_t n_columns = 0;
    bool is_header = false;
    for (const auto& [column, names] :
         {std::pair{Column::observation, &data_.observations}, std::pair{Column::user, &data_.users},
          std::pair{Column::label, &data_.labels}}) {
      const auto header =
          std::find_if(origin_.columns.begin(), origin_.columns.end(),
                       [role = name_of(column)](const ColumnUse& use) { return use.role == role; });
      if (header != origin_.columns.end() && holds_word(*names, header->name)) {
        is_header = true;
        add_example(finding, in_quotes(header->name));
        continue;
      }
      const std::vector<std::string> words = usual_names(column);
      const auto word = std::find_if(words.begin(), words.end(), [&, table = names](const std::string& w) {
        return holds_word(*table, w);
      });
      if (word == words.end()) continue;
      ++n_columns;
      add_example(finding, in_quotes(*word));
    }
    if (!is_header && n_columns < 2) return;
    if (origin_.columns.empty()) finding.remedy = {WayOut::name_column, "observation"};
    found_.push_back(std::move(finding));
  }

  void find_records() {
    for (const auto& [of, names] :
         {std::pair{"users", &data_.users}, std::pair{"observations", &data_.observations}}) {
      const std::vector<std::string> fields = fields_among(*names);
      if (fields.empty()) continue;
      add_records(of, fields);
      return;
    }
    if (data_.votes.n_votes() != data_.observations.size() * data_.users.size()) return;
    const bool may_be_records = !origin_.is_wide && data_.observations.size() >= 3 && data_.users.size() >= 2;
    if (may_be_records && users_share_no_label()) add_records("users", data_.users.strings());
    const bool may_be_columns = origin_.is_json_object && data_.users.size() >= 3 &&
                                data_.users.are_indices() && data_.observations.size() >= 2 &&
                                !data_.observations.all_integers();
    if (may_be_columns && observations_share_no_label()) {
      add_records("observations", data_.observations.strings());
    }
  }

  /// True labels among the votes. Where every user has a column, a notice names those that are called so.
  void find_truth() {
    if (origin_.is_wide) return;
    Finding finding{.kind = FindingKind::truth_votes, .of = "users", .remedy = rows_by_column_of("users")};
    for (const char* const word :
         {"gold", "gold_label", "gold_standard", "truth", "ground_truth", "true_label"}) {
      if (data_.users.find(Name(std::string_view(word)))) add_example(finding, in_quotes(word));
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
  std::vector<Finding> found_;
};

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
                                   const ReadOptions& options) {
  return Look(data, origin, options).all();
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
