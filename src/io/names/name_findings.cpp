#include "io/names/name_findings.hpp"

#include "core/parallel.hpp"
#include "io/bytes/line_reader.hpp"
#include "io/names/counts_as_votes.hpp"
#include "io/names/damaged_texts.hpp"
#include "io/names/date_labels.hpp"
#include "io/names/name_twins.hpp"
#include "io/names/names_alone.hpp"
#include "io/names/near_labels.hpp"
#include "io/names/odd_labels.hpp"
#include "io/names/odd_votes.hpp"
#include "io/names/records_as_votes.hpp"
#include "io/names/telling_words.hpp"
#include "io/records/column_names.hpp"
#include <crowdvote/missing_words.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <iterator>
#include <limits>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using FindingKind = Finding::Kind;

/// Names of users that stand for the truth.
constexpr std::array<std::string_view, 6> kTruthWords{"gold",  "gold_label",   "gold_standard",
                                                      "truth", "ground_truth", "true_label"};

struct NamesToLookAt {
  const NameTable& names;
  const NamesAlone* alone;  ///< results of looking at each name; null: not yet known

  [[nodiscard]] bool are_integers() const {
    return alone == nullptr ? names.all_integers() : alone->are_integers;
  }
};

bool is_listed(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::array<std::string, 4> with_blanks_around(const std::string& word) {
  return {word, " " + word, word + " ", " " + word + " "};
}

/// Also finds the word with blanks around it, as in "task , worker , label".
bool holds_word(const NameTable& names, const std::string& word) {
  const std::array written = with_blanks_around(word);
  return std::any_of(written.begin(), written.end(),
                     [&](const std::string& one) { return names.find(Name(one)).has_value(); });
}

/// If "+" is a label, "-" is one as well.
bool is_missing_label(const NameTable& labels, LabelId label) {
  const Name name = labels[label];
  if (name.is_integer() || !is_missing_word(name.text())) return false;
  return name.text() != "-" || !labels.find(Name(std::string_view("+")));
}

void find_missing_words(const NameTable& labels, std::span<const LabelId> odd, LabelId first,
                        std::vector<Finding>& found) {
  Finding finding{.kind = FindingKind::missing_words, .of = "labels", .remedy = {WayOut::settle_missing}};
  const std::vector<LabelId> codes = codes_for_missing(labels);
  for (const LabelId label : codes.empty() ? odd : codes) {
    if (label < first || (codes.empty() && !is_missing_label(labels, label))) continue;
    add_example(finding, in_quotes(labels.str(label)));
    finding.remedy.choices.push_back(labels.str(label));
  }
  if (finding.count > 0) found.push_back(std::move(finding));
}

std::vector<Finding> find_damaged_labels(const NameTable& labels, LabelId first) {
  std::vector<Finding> found{{.kind = FindingKind::garbled_texts, .of = "labels"},
                             {.kind = FindingKind::escaped_texts, .of = "labels"}};
  for (LabelId label = first; label < labels.size(); ++label) {
    const Name name = labels[label];
    const TextDamage damage = name.is_integer() ? TextDamage::none : damage_of_label(name.text());
    if (damage == TextDamage::none) continue;
    add_example(found[damage == TextDamage::garbled ? 0 : 1], in_quotes(name.text()));
  }
  std::erase_if(found, [](const Finding& finding) { return finding.count == 0; });
  return found;
}

/// Checks of names that can run concurrently, and their findings, in the order of the checks.
class Looks {
 public:
  using Findings = std::vector<Finding>;

  [[nodiscard]] Findings& place() { return found_.emplace_back(); }
  void add(std::function<void()> look) { looks_.push_back(std::move(look)); }

  [[nodiscard]] Findings take(const RunControl& control) {
    for_each_block(looks_.size(), 1, control, [&](const Block& block, unsigned) { looks_[block.index](); });
    Findings all;
    for (Findings& found : found_) std::move(found.begin(), found.end(), std::back_inserter(all));
    return all;
  }

 private:
  std::deque<Findings> found_;
  std::vector<std::function<void()>> looks_;
};

/// Finds what looks odd in labels from the id `first` on, apart from their spelling.
void look_at_odd_labels(const NameTable& labels, LabelId first, const ReadOptions& options, Looks& looks) {
  auto& dates = looks.place();
  auto& missing = looks.place();
  auto& damaged = looks.place();
  auto& near = looks.place();
  auto& of_odd_form = looks.place();
  const bool are_texts = !labels.all_integers();
  if (are_texts) looks.add([=, &labels, &damaged] { damaged = find_damaged_labels(labels, first); });
  looks.add([=, &labels, &dates] { dates = find_dates(labels, first); });
  looks.add([=, &labels, &options, &missing, &of_odd_form] {
    const std::vector<LabelId> odd = labels_of_odd_form(labels);
    if (!options.missing_words_are_labels) find_missing_words(labels, odd, first, missing);
    if (!are_texts) return;
    of_odd_form = find_yes_no_spellings(labels, odd, first);
    if (options.multi_label) return;
    for (Finding& lists : find_label_lists(labels, odd, first)) of_odd_form.push_back(std::move(lists));
  });
  if (are_texts) looks.add([=, &labels, &near] { near = find_near_labels(labels, first); });
}

class Look {
 public:
  /// \param users, observations the names to look at
  Look(const CrowdData& data, const VotesOrigin& origin, const ReadOptions& options,
       const NamesToLookAt& users, const NamesToLookAt& observations)
      : data_(data), origin_(origin), options_(options), users_(users), observations_(observations) {}

  /// \param looks further checks, which run at the same time
  std::vector<Finding> all(const RunControl& control, Looks looks = {}) {
    const auto add_look = [&](const char* of, const NamesToLookAt& names) {
      looks.add([this, of, names, &found = looks.place()] {
        found =
            look_at(of, names.names, names.alone == nullptr ? look_at_each(names.names, of) : *names.alone);
      });
    };
    add_look("labels", {data_.labels, nullptr});  // the longest check first
    look_at_odd_labels(data_.labels, 0, options_, looks);
    add_look("users", users_);
    add_look("observations", observations_);
    found_ = looks.take(control);
    find_header();
    find_truth();
    find_totals();
    add(find_records(data_, origin_, users_.names, observations_.names, observations_.are_integers()));
    if (!data_.shared) {
      find_rows_of_types();
      add(find_odd_votes(data_, origin_));
      const bool may_be_counts = (origin_.is_json_object || origin_.is_wide) && origin_.n_minus_one == 0;
      if (may_be_counts) add(find_counts(data_));
    }
    find_minus_one();
    const bool has_ai_votes = !data_.ai_label_of_observation.empty();
    if (data_.n_votes() == 0 && !has_ai_votes) found_.push_back({.kind = FindingKind::no_votes});
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Finding& a, const Finding& b) { return a.kind < b.kind; });
    return std::move(found_);
  }

 private:
  void add(std::vector<Finding> more) {
    for (Finding& finding : more) found_.push_back(std::move(finding));
  }

  [[nodiscard]] bool has_found(FindingKind kind) const {
    return std::any_of(found_.begin(), found_.end(),
                       [&](const Finding& finding) { return finding.kind == kind; });
  }

  [[nodiscard]] std::vector<Finding> look_at(std::string_view of, const NameTable& names,
                                             const NamesAlone& alone) const {
    std::vector<Finding> found;
    const bool are_labels = of == "labels";
    if (!are_labels && alone.are_rounded()) add_if_any(alone.rounded, found);
    if (of == "users" && !options_.missing_words_are_labels) {
      look_for(names, spellings_of_unnamed(), FindingKind::missing_words, of, found);
    }
    if (alone.are_integers) return found;
    if (alone.spelling == Spelling::mixed) {
      for (Finding& finding : find_twins(names, of)) found.push_back(std::move(finding));
    }
    if (alone.spelling != Spelling::plain) add_odd_texts(alone, of, found);
    if (!are_labels && !options_.missing_words_are_labels) {
      look_for(names, spellings_of_missing_words(), FindingKind::missing_words, of, found);
    }
    return found;
  }

  /// The remedy to choose rows by the column of the users or observations, if there is such a column.
  [[nodiscard]] Remedy rows_by_column_of(std::string_view of) const {
    for (const ColumnUse& use : origin_.columns) {
      if (of.starts_with(use.role)) return {WayOut::choose_rows, use.name};
    }
    return {};
  }

  static void add_if_any(Finding finding, std::vector<Finding>& found) {
    if (finding.count > 0) found.push_back(std::move(finding));
  }

  void add_odd_texts(const NamesAlone& alone, std::string_view of, std::vector<Finding>& found) const {
    Finding blanks = alone.blanks;
    if (of == "labels") blanks.remedy = {WayOut::fold_labels, "", {"space"}};
    if (origin_.is_table) {
      add_if_any(alone.lines, found);
      add_if_any(alone.guarded, found);
      // Twins that differ only in blanks are reported already.
      const bool has_twins = std::any_of(found.begin(), found.end(), [](const Finding& finding) {
        return finding.kind == FindingKind::twins;
      });
      if (!has_twins) add_if_any(std::move(blanks), found);
    }
    if (of == "labels") return;
    add_if_any(alone.scientific, found);
    add_if_any(alone.garbled, found);
    add_if_any(alone.escaped, found);
  }

  /// Finds the name of a column, or another usual name for it, as a value of that column.
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
    // A second table in the same file begins with a header that differs from the first but shares one of its
    // columns.
    for (const ColumnUse& use : origin_.columns) {
      if (use.role == name_of(Column::observation) || !holds_word(observations_.names, use.name)) continue;
      is_header = true;
      add_example(finding, in_quotes(use.name));
    }
    if (!is_header && n_columns < 2) return;
    if (origin_.columns.empty()) finding.remedy = {WayOut::name_column, "observation"};
    found_.push_back(std::move(finding));
  }

  /// Finds a row below the header that holds the types or units of columns, or anything in brackets.
  void find_rows_of_types() {
    if (!origin_.is_table || has_found(FindingKind::header_votes)) return;
    Finding finding{.kind = FindingKind::header_votes};
    std::size_t n_types = 0;
    for (const NameTable* const names : {&data_.observations, &data_.users, &data_.labels}) {
      if (names->size() < 2 || !is_type_of_column((*names)[0]) || is_type_of_column((*names)[1])) continue;
      ++n_types;
      add_example(finding, in_quotes(names->str(0)));
    }
    constexpr std::size_t kFewest = 3;
    if (n_types >= (origin_.is_wide ? kFewest - 1 : kFewest)) found_.push_back(std::move(finding));
  }

  /// Finds true labels among the votes. If every user has a column, a notice reports columns with such names
  /// instead.
  void find_truth() {
    if (origin_.is_wide) return;
    Finding finding{.kind = FindingKind::truth_votes, .of = "users", .remedy = rows_by_column_of("users")};
    for (const std::string_view word : kTruthWords) {
      if (users_.names.find(Name(word))) add_example(finding, in_quotes(word));
    }
    add_if_any(std::move(finding), found_);
  }

  /// Finds totals. If every user has a column, a notice reports columns with such names instead.
  void find_totals() {
    if (origin_.is_table) {
      look_for(observations_.names, spellings_of_totals(), FindingKind::totals, "observations", found_);
    }
    if (!origin_.is_wide) {
      look_for(users_.names, spellings_of_all_users(), FindingKind::totals, "users", found_);
    }
  }

  /// Looks up the words among the names, rather than the names among the words, as there may be many names.
  void look_for(const NameTable& names, std::span<const std::string> words, FindingKind kind,
                std::string_view of, std::vector<Finding>& found) const {
    Finding finding{.kind = kind, .of = std::string(of), .remedy = rows_by_column_of(of)};
    for (const std::string& word : words) {
      if (names.find(Name(word))) add_example(finding, in_quotes(word));
    }
    add_if_any(std::move(finding), found);
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
  NamesToLookAt users_;
  NamesToLookAt observations_;
  std::vector<Finding> found_;
};

/// The words that are looked up among observations and users.
std::vector<std::string> words_for(const VotesOrigin& origin) {
  std::vector<std::string> words(kTruthWords.begin(), kTruthWords.end());
  for (const auto& more : {spellings_of_missing_words(), spellings_of_unnamed(), spellings_of_totals(),
                           spellings_of_all_users()}) {
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

}  // namespace

std::vector<Finding> look_at_added_labels(const NameTable& labels, LabelId first, const ReadOptions& options,
                                          const RunControl& control) {
  if (first == labels.size() || labels.all_integers()) return {};
  Looks looks;
  look_at_odd_labels(labels, first, options, looks);
  looks.add([&, &found = looks.place()] {
    if (spelling_of(labels) == Spelling::mixed) found = find_twins(labels, "labels", first);
  });
  return looks.take(control);
}

std::vector<Finding> look_at_names(const CrowdData& data, const VotesOrigin& origin,
                                   const ReadOptions& options, const RunControl& control,
                                   std::vector<LabelId>& labels_in_order) {
  if (control.processes == nullptr) {
    Looks looks;
    looks.add([&] { labels_in_order = data.labels.ids_in_name_order(); });
    return Look(data, origin, options, {data.users, nullptr}, {data.observations, nullptr})
        .all(control, std::move(looks));
  }
  labels_in_order = data.labels.ids_in_name_order();
  const std::vector<std::string> words = words_for(origin);
  const SharedNames users =
      gather_names_to_look_at(data.users, &*data.shared_users, "users", words, *control.processes);
  const SharedNames observations =
      gather_names_to_look_at(data.observations, nullptr, "observations", words, *control.processes);
  if (!is_first_process(control)) return {};
  return Look(data, origin, options, {users.names, &users.alone}, {observations.names, &observations.alone})
      .all(control);
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
