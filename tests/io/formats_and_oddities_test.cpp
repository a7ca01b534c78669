/// Every format combined with every oddity: either the votes are right, or the run reports the oddity.

#include "io/packed_text.hpp"
#include "io/rows_of_votes.hpp"

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::rows {
namespace {

using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;
using FindingKind = Finding::Kind;

/// A label that begins with = is written as a number, without quotes.
struct WrittenVote {
  std::string observation;
  std::string user;
  std::string label;
};
using WrittenVotes = std::vector<WrittenVote>;

// ---- Formats.

std::string json_text(const std::string& name) {
  if (name.starts_with('=')) return name.substr(1);
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') text += '\\';
    if (c == '\n') {
      text += "\\n";
    } else if (c == '\t') {
      text += "\\t";
    } else {
      text += c;
    }
  }
  return text + '"';
}

/// Puts digits in quotes, so that both spellings of a number occur, and everything else that requires quotes.
std::string cell_text(const std::string& name, char separator) {
  if (name.starts_with('=')) return name.substr(1);
  const bool is_plain = name.find_first_of(std::string("\"\n\r0123456789") + separator) == std::string::npos;
  if (is_plain) return name;
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

std::string table_of(const WrittenVotes& votes, char s) {
  std::string text = fmt::format("task{0}worker{0}label\n", s);
  for (const WrittenVote& vote : votes) {
    text +=
        cell_text(vote.observation, s) + s + cell_text(vote.user, s) + s + cell_text(vote.label, s) + '\n';
  }
  return text;
}
std::string csv(const WrittenVotes& votes) { return table_of(votes, ','); }
std::string tsv(const WrittenVotes& votes) { return table_of(votes, '\t'); }

std::string jsonl(const WrittenVotes& votes) {
  std::string text;
  for (const WrittenVote& vote : votes) {
    text += "{\"task\": " + json_text(vote.observation) + ", \"worker\": " + json_text(vote.user) +
            ", \"label\": " + json_text(vote.label) + "}\n";
  }
  return text;
}

/// One record per line.
std::string json_array(const WrittenVotes& votes) {
  std::string records = jsonl(votes);
  for (std::size_t at = records.find("}\n{"); at != std::string::npos; at = records.find("}\n{", at)) {
    records.replace(at, 2, "},\n");
  }
  return "[\n" + records + "]\n";
}

std::vector<std::string> different(const WrittenVotes& votes, std::string WrittenVote::*part) {
  std::vector<std::string> all;
  for (const WrittenVote& vote : votes) {
    if (std::find(all.begin(), all.end(), vote.*part) == all.end()) all.push_back(vote.*part);
  }
  return all;
}

/// One observation per line.
std::string json_object(const WrittenVotes& votes) {
  std::string text;
  for (const std::string& observation : different(votes, &WrittenVote::observation)) {
    std::string members;
    for (const WrittenVote& vote : votes) {
      if (vote.observation != observation) continue;
      members += (members.empty() ? "" : ", ") + json_text(vote.user) + ": " + json_text(vote.label);
    }
    text += (text.empty() ? "" : ",\n") + json_text(observation) + ": {" + members + "}";
  }
  return "{\n" + text + "\n}\n";
}

/// If a user votes twice on an observation, only the last vote is kept, as both would be in the same cell.
std::string wide_csv(const WrittenVotes& votes) {
  const auto users = different(votes, &WrittenVote::user);
  std::string text = "task";
  for (const std::string& user : users) text += "," + cell_text(user, ',');
  for (const std::string& observation : different(votes, &WrittenVote::observation)) {
    text += "\n" + cell_text(observation, ',');
    for (const std::string& user : users) {
      std::string label;
      for (const WrittenVote& vote : votes) {
        if (vote.observation == observation && vote.user == user) label = vote.label;
      }
      text += "," + cell_text(label, ',');
    }
  }
  return text + "\n";
}

struct WrittenFormat {
  std::string name;
  std::string (*text)(const WrittenVotes&);
  bool is_table;
  TableFormat::Layout layout = TableFormat::Layout::rows;
};

const std::vector<WrittenFormat> kFormats{{"csv", csv, true},
                                          {"tsv", tsv, true},
                                          {"jsonl", jsonl, false},
                                          {"json_object", json_object, false},
                                          {"json_array", json_array, false},
                                          {"wide_csv", wide_csv, true, TableFormat::Layout::wide}};

ReadOptions options_of(const WrittenFormat& format) { return {.table = {.layout = format.layout}}; }

template <class Oddity>
struct Pair {
  WrittenFormat format;
  Oddity oddity;
};

template <class Oddity>
std::ostream& operator<<(std::ostream& out, const Pair<Oddity>& pair) {
  return out << pair.format.name << " with " << pair.oddity.name;
}

template <class Oddity>
std::vector<Pair<Oddity>> pairs_of(const std::vector<Oddity>& oddities) {
  std::vector<Pair<Oddity>> pairs;
  for (const WrittenFormat& format : kFormats) {
    for (const Oddity& oddity : oddities) pairs.push_back({format, oddity});
  }
  return pairs;
}

const auto kNameOfPair = [](const auto& suite) {
  return suite.param.format.name + "_with_" + suite.param.oddity.name;
};

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

const WrittenVotes kVotes{{"t1", "ann", "cat"}, {"t1", "bob", "dog"}, {"t2", "ann", "dog"}};
const std::vector<std::string> kRead{"t1 ann cat", "t1 bob dog", "t2 ann dog"};

// ---- Odd bytes around the same votes.

struct OddBytes {
  std::string name;
  std::string (*of)(const std::string& plain);
};

std::string in_utf16(const std::string& ascii) {
  std::string text = "\xff\xfe";
  for (const char c : ascii) text += {c, '\0'};
  return text;
}

const std::vector<OddBytes> kOddBytes{
    {"nothing_odd", [](const std::string& text) { return text; }},
    {"a_byte_order_mark", [](const std::string& text) { return "\xef\xbb\xbf" + text; }},
    {"crlf", [](const std::string& text) { return replaced(text, "\n", "\r\n"); }},
    {"no_final_newline", [](const std::string& text) { return text.substr(0, text.size() - 1); }},
    {"blank_lines", [](const std::string& text) { return replaced(text, "\n", "\n\n"); }},
    {"gzip", [](const std::string& text) { return gzip_text(text); }},
    {"zstd", [](const std::string& text) { return zstd_text(text); }},
    {"utf16", [](const std::string& text) { return in_utf16(text); }},
};

class FormatWithOddBytes : public testing::TestWithParam<Pair<OddBytes>> {};

TEST_P(FormatWithOddBytes, holds_the_same_votes) {
  const auto& [format, oddity] = GetParam();
  const CrowdData data = read(oddity.of(format.text(kVotes)), options_of(format));
  EXPECT_THAT(votes_of(data), UnorderedElementsAreArray(kRead));
  EXPECT_THAT(warnings_of(data), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Each, FormatWithOddBytes, testing::ValuesIn(pairs_of(kOddBytes)), kNameOfPair);

// ---- Odd names.

struct OddNames {
  std::string name;
  WrittenVotes votes;
  std::vector<std::string> read;
  std::vector<FindingKind> findings = {};
  bool are_told_in_tables_only = false;
  std::vector<std::string> read_in_wide_tables =
      {};  ///< for formats in which the names are not votes, so that nothing is reported
};

const std::vector<OddNames> kOddNames{
    {"the_same_vote_twice",
     {{"t1", "ann", "dog"}, {"t1", "bob", "dog"}, {"t1", "ann", "cat"}, {"t2", "ann", "dog"}},
     kRead},
    {"separators_and_quotes",
     {{"t1", "ann", "a,b;c\td"}, {"t1", "bob", "5\" pot"}, {"t2", "ann", "\"quoted\""}},
     {"t1 ann a,b;c\td", "t1 bob 5\" pot", "t2 ann \"quoted\""}},
    {"line_breaks",
     {{"t1", "ann", "one\ntwo"}, {"t1", "bob", "dog"}, {"t2", "ann", "dog"}},
     {"t1 ann one\ntwo", "t1 bob dog", "t2 ann dog"},
     {FindingKind::line_breaks},
     true},
    {"blanks_around_labels",
     {{"t1", "ann", " cat"}, {"t1", "bob", "dog"}, {"t2", "ann", "dog"}},
     {"t1 ann  cat", "t1 bob dog", "t2 ann dog"},
     {FindingKind::outer_blanks},
     true},
    {"ids_with_zeros_before",
     {{"7", "ann", "cat"}, {"007", "ann", "dog"}, {"t2", "bob", "dog"}},
     {"7 ann cat", "007 ann dog", "t2 bob dog"},
     {FindingKind::number_spellings}},
    {"ids_with_commas_between_thousands",
     {{"1000", "ann", "cat"}, {"1,000", "bob", "cat"}, {"t2", "ann", "dog"}},
     {"1000 ann cat", "1,000 bob cat", "t2 ann dog"},
     {FindingKind::number_spellings}},
    {"a_user_without_a_name",
     {{"t1", "NA", "cat"}, {"t1", "ann", "cat"}, {"t2", "ann", "dog"}},
     {"t1 NA cat", "t1 ann cat", "t2 ann dog"},
     {FindingKind::missing_words}},
    {"yes_in_two_words",
     {{"t1", "ann", "true"}, {"t1", "bob", "=1"}, {"t2", "ann", "true"}},
     {"t1 ann true", "t1 bob 1", "t2 ann true"},
     {FindingKind::yes_no_spellings}},
    {"several_labels_in_one",
     {{"t1", "ann", "cat|dog"}, {"t1", "bob", "dog|cat"}, {"t2", "ann", "cat|dog"}},
     {"t1 ann cat|dog", "t1 bob dog|cat", "t2 ann cat|dog"},
     {FindingKind::label_lists}},
    {"numbers_and_strings", {{"t1", "ann", "=4"}, {"t1", "bob", "4"}}, {"t1 ann 4", "t1 bob 4"}},
    {"minus_one",
     {{"t1", "ann", "=1"}, {"t1", "bob", "=-1"}, {"t2", "ann", "=2"}},
     {"t1 ann 1", "t2 ann 2"},
     {FindingKind::minus_one}},
    {"a_missing_word",
     {{"t1", "ann", "cat"}, {"t1", "bob", "NA"}, {"t2", "ann", "dog"}},
     {"t1 ann cat", "t1 bob NA", "t2 ann dog"},
     {FindingKind::missing_words},
     false,
     {"t1 ann cat", "t2 ann dog"}},
    {"twins_in_case",
     {{"t1", "ann", "cat"}, {"t1", "bob", "Cat"}, {"t2", "ann", "cat"}},
     {"t1 ann cat", "t1 bob Cat", "t2 ann cat"},
     {FindingKind::twins}},
    {"twins_in_unicode_form",
     {{"t1", "ann", "\u00e9"}, {"t1", "bob", "e\u0301"}, {"t2", "ann", "\u00e9"}},
     {"t1 ann \u00e9", "t1 bob e\u0301", "t2 ann \u00e9"},
     {FindingKind::twins}},
    {"scientific_ids",
     {{"1.00235E+09", "ann", "cat"}, {"t2", "ann", "dog"}, {"t2", "bob", "dog"}},
     {"1.00235E+09 ann cat", "t2 ann dog", "t2 bob dog"},
     {FindingKind::scientific_ids}},
};

class FormatWithOddNames : public testing::TestWithParam<Pair<OddNames>> {};

TEST_P(FormatWithOddNames, keeps_them_and_says_what_is_odd) {
  const auto& [format, oddity] = GetParam();
  const CrowdData data = read(format.text(oddity.votes), options_of(format));
  const bool are_gaps = format.layout == TableFormat::Layout::wide && !oddity.read_in_wide_tables.empty();
  EXPECT_THAT(votes_of(data), UnorderedElementsAreArray(are_gaps ? oddity.read_in_wide_tables : oddity.read));
  std::vector<FindingKind> kinds;
  for (const Finding& finding : data.findings) kinds.push_back(finding.kind);
  const bool are_told = !are_gaps && (format.is_table || !oddity.are_told_in_tables_only);
  EXPECT_THAT(kinds, ElementsAreArray(are_told ? oddity.findings : std::vector<FindingKind>()));
  std::set<std::string> labels;
  for (LabelId label = 0; label < data.labels.size(); ++label) labels.insert(data.labels.str(label));
  EXPECT_EQ(labels.size(), data.labels.size()) << "one label, one id";
}

INSTANTIATE_TEST_SUITE_P(Each, FormatWithOddNames, testing::ValuesIn(pairs_of(kOddNames)), kNameOfPair);

// ---- Files that cannot be read.

struct Damage {
  std::string name;
  std::string instead_of_cat;
  std::string said;
};

constexpr std::size_t kLimit = std::size_t{2} << 20;

const std::vector<Damage> kDamages{
    {"a_nul_byte", std::string("c\0t", 3), "NUL byte"},
    {"a_field_over_the_limit", std::string(3 * kLimit, 'x'), "of more than 2097152 bytes"},
    {"latin1", "c\xe9t", "UTF-8"},
};

class FormatWithDamage : public testing::TestWithParam<Pair<Damage>> {};

TEST_P(FormatWithDamage, is_refused) {
  const auto& [format, damage] = GetParam();
  ReadOptions options = options_of(format);
  options.max_field_bytes = kLimit;
  EXPECT_THAT(error_of(replaced(format.text(kVotes), "cat", damage.instead_of_cat), options),
              HasSubstr(damage.said));
}

INSTANTIATE_TEST_SUITE_P(Each, FormatWithDamage, testing::ValuesIn(pairs_of(kDamages)), kNameOfPair);

// ---- A header among the votes, which is possible only in tables.

TEST(TableReadByNumbers, says_that_its_header_votes) {
  for (const auto& text : {csv(kVotes), tsv(kVotes)}) {
    const CrowdData data = read(text, {.columns = {.observation = "1", .user = "2", .label = "3"}});
    EXPECT_EQ(data.votes.n_votes(), 4U);
    ASSERT_EQ(data.findings.size(), 1U);
    EXPECT_EQ(data.findings.front().kind, FindingKind::header_votes);
  }
}

}  // namespace
}  // namespace crowdvote::rows
