/// Files that are not what they seem, as spreadsheets, surveys, programs and platforms produce them: several
/// of each kind, together with files that look similar but are correct.

#include "io/rows_of_votes.hpp"

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::rows {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = Finding::Kind;

/// 32 votes of four users on eight images, who agree on most of them.
std::string table_of(const std::vector<std::string>& labels, const std::string& header = "item,worker,label",
                     std::string (*row)(const std::string&, const std::string&,
                                        const std::string&) = nullptr) {
  std::string text = header + "\n";
  std::size_t vote = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    for (const char* const user : {"ann", "bob", "cem", "dan"}) {
      const std::string& label = labels[++vote % 5 == 0 ? vote % labels.size() : i % labels.size()];
      const std::string item = fmt::format("img{}", i);
      text += row != nullptr ? row(item, user, label) : fmt::format("{},{},{}", item, user, label);
      text += '\n';
    }
  }
  return text;
}

std::vector<Kind> kinds_of_findings(const CrowdData& data) {
  std::vector<Kind> kinds;
  for (const Finding& finding : data.findings) kinds.push_back(finding.kind);
  return kinds;
}

// ---- Labels.

struct OddLabels {
  Kind kind;
  std::vector<std::string> labels;
};

std::ostream& operator<<(std::ostream& out, const OddLabels& odd) {
  return out << word_of(odd.kind) << ' ' << testing::PrintToString(odd.labels);
}

class LabelsOfAFile : public testing::TestWithParam<OddLabels> {};

TEST_P(LabelsOfAFile, are_told_where_they_are_odd) {
  const CrowdData data = read(table_of(GetParam().labels));
  ASSERT_THAT(kinds_of_findings(data), ElementsAre(GetParam().kind));
  EXPECT_EQ(data.warnings.size(), 1U);
  EXPECT_THAT(error_of(table_of(GetParam().labels), {.strict = true}),
              HasSubstr(data.findings.front().text()));
}

const std::vector<OddLabels> kOddLabels{
    // What spreadsheets make of 1-2, 3/4 and the like, in several languages.
    {Kind::dates, {"1-Jan", "2-Jan", "3-Jan"}},
    {Kind::dates, {"Jan 2", "Jan 3", "4-5"}},
    {Kind::dates, {"Mar-01", "Sep-02", "TP53"}},
    {Kind::dates, {"01.02.2024", "02.03.2024", "1-4"}},
    {Kind::dates, {"01.02.2024", "03.04.2024"}},
    {Kind::dates, {"2024-01-02", "2024-03-04", "5-18"}},
    {Kind::dates, {"2024-01-02 00:00:00", "2024-03-04 00:00:00"}},
    {Kind::dates, {"2024-01-02T00:00:00", "cat"}},
    {Kind::dates, {"1/2/2024", "3/4/2024", "none"}},
    {Kind::dates, {"1/2/24", "3/4/24", "none"}},
    {Kind::dates, {"01. Feb", "02. Mrz", "cat"}},
    {Kind::dates, {"02-janv", "03-févr", "cat"}},
    {Kind::dates, {"10:30:00", "cat"}},
    {Kind::dates, {"45292", "45323", "cat"}},
    {Kind::dates, {"45292", "45323", "45352"}},
    {Kind::dates, {"1", "2", "45292"}},
    // The same answer in two languages of a spreadsheet.
    {Kind::yes_no_spellings, {"WAHR", "FALSCH", "TRUE", "FALSE"}},
    {Kind::yes_no_spellings, {"VRAI", "FAUX", "TRUE", "FALSE"}},
    {Kind::yes_no_spellings, {"VERDADERO", "FALSO", "TRUE"}},
    {Kind::yes_no_spellings, {"ja", "nein", "yes", "no"}},
    {Kind::yes_no_spellings, {"oui", "non", "yes", "no"}},
    // Errors of spreadsheets, and words for missing answers.
    {Kind::missing_words, {"cat", "dog", "#REF!"}},
    {Kind::missing_words, {"cat", "dog", "#VALUE!"}},
    {Kind::missing_words, {"cat", "dog", "#N/A"}},
    {Kind::missing_words, {"cat", "dog", "#NAME?"}},
    {Kind::missing_words, {"cat", "dog", "######"}},
    {Kind::missing_words, {"cat", "dog", "#####"}},
    {Kind::missing_words, {"cat", "dog", "#ZAHL!"}},
    {Kind::missing_words, {"cat", "dog", "#VALEUR!"}},
    {Kind::missing_words, {"cat", "dog", "#¡REF!"}},
    {Kind::missing_words, {"cat", "dog", "#ÜBERLAUF!"}},
    {Kind::missing_words, {"cat", "dog", "Err:502"}},
    {Kind::missing_words, {"cat", "dog", "skipped"}},
    {Kind::missing_words, {"cat", "dog", "k.A."}},
    {Kind::missing_words, {"cat", "dog", "No answer"}},
    {Kind::missing_words, {"1", "2", "3", "99"}},
    {Kind::missing_words, {"1", "2", "3", "-99"}},
    {Kind::missing_words, {"0", "1", "9999"}},
    // Text in the wrong encoding, or written for another medium.
    {Kind::garbled_texts, {"CafÃ©", "Café", "C"}},
    {Kind::garbled_texts, {"CafÃ©", "C"}},
    {Kind::garbled_texts, {"itâ€™s", "C"}},
    {Kind::garbled_texts, {"Caf\xef\xbf\xbd", "C"}},
    {Kind::garbled_texts, {"Caf├⌐", "C"}},
    {Kind::garbled_texts, {"Caf√©", "C"}},
    {Kind::garbled_texts, {"ÐºÐ¾Ñ‚", "C"}},
    {Kind::garbled_texts, {"ä¸­æ–‡", "C"}},
    {Kind::garbled_texts, {"cat", "c\xd0\xb0t"}},
    {Kind::escaped_texts, {"A&amp;B", "A&B", "C"}},
    {Kind::escaped_texts, {"a&amp;b", "c"}},
    {Kind::escaped_texts, {"Caf&#233;", "C"}},
    {Kind::escaped_texts, {"Caf&#xe9;", "C"}},
    {Kind::escaped_texts, {"Caf&eacute;", "C"}},
    {Kind::escaped_texts, {"&lt;5", "&gt;5"}},
    {Kind::escaped_texts, {"Caf\\u00e9", "C"}},
    {Kind::escaped_texts, {"Caf\\xe9", "C"}},
    {Kind::escaped_texts, {"New%20York", "Rome"}},
    {Kind::escaped_texts, {"Caf%C3%A9", "C"}},
    {Kind::escaped_texts, {"<b>cat</b>", "dog"}},
    {Kind::escaped_texts, {"cat\\n", "dog"}},
    {Kind::escaped_texts, {"b'cat'", "b'dog'"}},
    {Kind::escaped_texts, {"b'4'", "b'7'"}},
    {Kind::escaped_texts, {"np.int64(1)", "np.int64(2)"}},
    {Kind::escaped_texts, {"tensor(1)", "tensor(0)"}},
    // Labels that mean the same.
    {Kind::near_twins, {"ice cream", "ice_cream", "cake"}},
    {Kind::near_twins, {"ice-cream", "ice_cream", "cake"}},
    {Kind::near_twins, {"cat", "dog", "cat."}},
    {Kind::near_twins, {"'cat'", "cat"}},
    {Kind::near_twins, {"[cat]", "cat"}},
    {Kind::near_twins, {"1: cat", "2: dog", "1"}},
    {Kind::near_twins, {"1 - cat", "2 - dog", "cat"}},
    {Kind::near_twins, {"cat (1)", "dog (2)", "cat"}},
    {Kind::quoted_labels, {"'cat'", "'dog'"}},
    {Kind::cut_labels, {"a very long label that was c", "a very long label that was cut off", "b"}},
};

INSTANTIATE_TEST_SUITE_P(Each, LabelsOfAFile, testing::ValuesIn(kOddLabels));

class PlainLabels : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(PlainLabels, are_none_of_these) { EXPECT_THAT(warnings_of(read(table_of(GetParam()))), IsEmpty()); }

INSTANTIATE_TEST_SUITE_P(
    Each, PlainLabels,
    testing::Values(
        std::vector<std::string>{"cat", "dog"}, std::vector<std::string>{"1", "2", "3", "4", "5"},
        std::vector<std::string>{"TP53", "MARCH1", "SEPT2"}, std::vector<std::string>{"2019", "2020", "2021"},
        std::vector<std::string>{"2011-01-11", "2012-02-12", "2013-03-13"},
        std::vector<std::string>{"1-2", "3-5", "6-10"}, std::vector<std::string>{"Jan", "Feb", "Mar", "May"},
        std::vector<std::string>{"set 1", "set 2", "mag 3"}, std::vector<std::string>{"16:9", "4:3"},
        std::vector<std::string>{"1.2.24", "1.2.25"}, std::vector<std::string>{"47126", "3", "1209345"},
        std::vector<std::string>{"ja", "nein"}, std::vector<std::string>{"WAHR", "FALSCH"},
        std::vector<std::string>{"1", "50", "99"}, std::vector<std::string>{"0", "99"},
        std::vector<std::string>{"Café", "Ã", "São Paulo", "«CAFÉ»"},
        std::vector<std::string>{"R&D", "AT&T;x"}, std::vector<std::string>{"100%", "50%", "50%10"},
        std::vector<std::string>{"кот", "собака", "μm"}, std::vector<std::string>{"中文", "日本"},
        std::vector<std::string>{"<unk>", "<s>", "a<b"}, std::vector<std::string>{"A+", "A", "A-", "B"},
        std::vector<std::string>{"class 1.1", "class 11"},
        std::vector<std::string>{"Rosa", "Rosa indica", "Rosa canina"},
        std::vector<std::string>{"1. cat", "2. dog"}, std::vector<std::string>{"[TREATS]", "[CAUSES]"},
        std::vector<std::string>{":)", ":("},
        std::vector<std::string>{"don't know", "C:\\new", "rock 'n' roll"},
        std::vector<std::string>{"its", "it's"}, std::vector<std::string>{"IPадрес", "webсайт"}));

// ---- Rows and members that are not votes.

struct OddFile {
  Kind kind;
  std::string content;
  std::string_view ending = ".csv";
  bool is_wide = false;
};

std::ostream& operator<<(std::ostream& out, const OddFile& odd) {
  return out << word_of(odd.kind) << '\n' << odd.content.substr(0, 200);
}

std::string with_row_behind_header(const std::string& row) {
  std::string text = table_of({"cat", "dog"});
  return text.insert(text.find('\n') + 1, row + "\n");
}

std::string object_with(const std::string& members) {
  std::string text = "{" + members;
  for (int i = 0; i < 8; ++i) {
    const char* const label = i % 2 == 0 ? "cat" : "dog";
    text += fmt::format(R"({}"img{}": {{"ann": "{}", "bob": "{}", "cem": "dog"}})", i > 0 ? ", " : "", i,
                        label, label);
  }
  return text + "}";
}

class FilesThatAreNotWhatTheySeem : public testing::TestWithParam<OddFile> {};

TEST_P(FilesThatAreNotWhatTheySeem, are_told) {
  const ReadOptions options{
      .table = {.layout = GetParam().is_wide ? TableFormat::Layout::wide : TableFormat::Layout::rows}};
  const CrowdData data = read(GetParam().content, options, GetParam().ending);
  EXPECT_THAT(kinds_of_findings(data), Contains(GetParam().kind));
}

const std::string kCutTable = [] {
  std::string text = table_of({"positive", "negative"});
  return text.substr(0, text.size() - 4);
}();

const std::vector<OddFile> kOddFiles{
    // A row of types, units or questions below the header, and notes below the rows.
    {Kind::header_votes, with_row_behind_header("(id),(id),(class)")},
    {Kind::header_votes, with_row_behind_header("[string],[string],[string]")},
    {Kind::header_votes, with_row_behind_header("text,text,text")},
    {Kind::header_votes, with_row_behind_header("VARCHAR(20),VARCHAR(20),VARCHAR(8)")},
    {Kind::header_votes, with_row_behind_header("<chr>,<chr>,<fct>")},
    {Kind::header_votes, with_row_behind_header("Nominal,Nominal,Nominal")},
    {Kind::header_votes, with_row_behind_header("a,annotator,answer")},
    {Kind::header_votes, "item,worker,label\n(id),(id),(class)\na,ann,cat\na,bob,cat\nb,ann,dog\n"},
    {Kind::apart, with_row_behind_header("Which image?,Your name,What do you see?")},
    {Kind::apart, with_row_behind_header("A,B,C")},
    {Kind::apart, with_row_behind_header("Which image?,Your name,What?\nQID1,QID2,QID3")},
    {Kind::apart, table_of({"cat", "dog"}) + "Exported on 2024-01-01,by admin,v2\n"},
    {Kind::apart, table_of({"cat", "dog"}) + "...,...,...\n"},
    {Kind::apart, table_of({"cat", "dog"}) + "(32 rows),,\n"},
    {Kind::apart, table_of({"cat", "dog"}) + "Source: our survey,,\n"},
    // Members of an object that describe the object itself.
    {Kind::apart, object_with(R"("version": {"name": "1.0"}, )"), ".json"},
    {Kind::apart, object_with(R"("info": {"date": "2024-01-01", "name": "x"}, )"), ".json"},
    {Kind::apart, object_with(R"("meta": {}, )"), ".json"},
    {Kind::apart, object_with(R"("_comment": {"text": "read me"}, )"), ".json"},
    {Kind::apart, object_with(R"("$schema": {"url": "x"}, )"), ".json"},
    {Kind::apart, object_with(R"("labels": {"0": "cat", "1": "dog"}, )"), ".json"},
    {Kind::apart, R"({"meta": {"by": "x"}, "a": {"ann": 1}, "b": {"ann": 2}})", ".json"},
    {Kind::apart,
     R"({"a": {"ann": "x", "bob": "x", "n_votes": 2}, "b": {"ann": "y", "bob": "x", "n_votes": 2}})",
     ".json"},
    {Kind::apart,
     R"({"a": {"ann": "x", "bob": "x", "label": "x"}, "b": {"ann": "y", "bob": "x", "label": "x"}})",
     ".json"},
    // Counts of votes.
    {Kind::counts_as_votes, R"({"a": {"cat": 3, "dog": 2}, "b": {"cat": 1, "dog": 4}})", ".json"},
    {Kind::counts_as_votes, R"({"a": {"yes": 3, "no": 1}, "b": {"yes": 2}, "c": {"no": 6}})", ".json"},
    {Kind::counts_as_votes, R"({"a": {"cat": 5}, "b": {"cat": 2, "dog": 3}, "c": {"dog": 4, "fox": 1}})",
     ".json"},
    {Kind::counts_as_votes,
     R"({"a": {"cat": 5, "dog": 1}, "b": {"cat": 1, "dog": 5}, "c": {"cat": 5, "dog": 0},)"
     R"( "d": {"cat": 0, "dog": 5}, "e": {"cat": 5, "dog": 1}, "f": {"cat": 1, "dog": 5}})",
     ".json"},
    {Kind::counts_as_votes,
     R"({"a": {"1": 5, "2": 0}, "b": {"1": 2, "2": 3}, "c": {"1": 4, "2": 1}, "d": {"1": 0, "2": 5}})",
     ".json"},
    {Kind::counts_as_votes, "item,cat,dog,fox\na,3,2,0\nb,0,1,4\nc,5,0,0\nd,1,3,1\n", ".csv", true},
    // Columns that were mistaken for others.
    {Kind::swapped, table_of({"cat", "dog"}, "worker,item,label")},
    {Kind::swapped, R"({"worker1": {"a": "x", "b": "y"}, "worker2": {"a": "x"}})", ".json"},
    {Kind::swapped, R"({"ann": {"img_1": "x", "img_2": "y"}, "bob": {"img_1": "x"}})", ".json"},
    {Kind::one_user, table_of({"cat", "dog"}, "item,worker,label",
                              [](const std::string& item, const std::string&, const std::string& label) {
                                return item + ",survey2024," + label;
                              })},
    {Kind::row_numbers,
     "item,worker,label\n1,a,x\n2,b,x\n3,a,y\n4,b,x\n5,a,x\n6,b,x\n7,a,y\n8,b,x\n9,a,x\n10,b,x\n"},
    {Kind::missing_words, table_of({"cat", "dog"}) + "img0,anonymous,cat\nimg1,anonymous,dog\n"},
    {Kind::missing_words, table_of({"cat", "dog"}) + "img0,not-logged-in,cat\nimg1,Unknown,dog\n"},
    {Kind::missing_words, "item,worker,label\na,-1,x\na,7,x\nb,-1,y\nb,8,y\n"},
    {Kind::scientific_ids, "item;worker;label\n1,23456E+17;a;x\n1,23457E+17;b;x\n1,23457E+17;a;y\n"},
    {Kind::scientific_ids, "item,worker,label\n1.23456E17,a,x\n1.23457E17,b,x\n1.23457E17,a,y\n"},
    {Kind::escaped_texts, "item,worker,label\nA&amp;B,ann,x\nA&amp;B,bob,x\nC,ann,y\n"},
    {Kind::garbled_texts, "item,worker,label\na,JosÃ©,x\na,bob,x\nb,JosÃ©,y\n"},
    // Truncated files.
    {Kind::cut_off, kCutTable},
    {Kind::cut_off,
     "item,worker,label\na,ann,Rosa indica\na,bob,Rosa indica\nb,ann,Rosa indica\nb,bob,Rosa in"},
    {Kind::cut_off, "item,label,worker\na,cat,worker-ann\na,cat,worker-bob\nb,dog,worker-ann\nb,dog,work"},
    {Kind::cut_off, "item,ann,bob\na,positive,positive\nb,positive,pos", ".csv", true},
};

INSTANTIATE_TEST_SUITE_P(Each, FilesThatAreNotWhatTheySeem, testing::ValuesIn(kOddFiles));

class FilesThatAreWhatTheySeem : public testing::TestWithParam<OddFile> {};

TEST_P(FilesThatAreWhatTheySeem, are_read_without_a_word) {
  const ReadOptions options{
      .table = {.layout = GetParam().is_wide ? TableFormat::Layout::wide : TableFormat::Layout::rows}};
  EXPECT_THAT(warnings_of(read(GetParam().content, options, GetParam().ending)), IsEmpty())
      << GetParam().content;
}

/// The kind is the one for which the file might be mistaken.
const std::vector<OddFile> kPlainFiles{
    {Kind::cut_off, "item,worker,label\na,ann,cat\na,bob,cat\nb,ann,dog\nb,bob,dog"},
    {Kind::cut_off, "item,worker,label\na,ann,ab\na,bob,ab\nb,ann,ab\nb,bob,a\nc,ann,a"},
    {Kind::cut_off, "item,worker,label\na,ann,cats\na,bob,cats\nb,ann,cats\nb,bob,\"cat\""},
    {Kind::cut_off, "item,label,worker\na,cat,u12\na,cat,u13\nb,dog,u12\nb,dog,u1\nc,dog,u2\nc,dog,u1"},
    {Kind::counts_as_votes,
     R"({"a": {"ann": 3, "bob": 3}, "b": {"ann": 1, "bob": 1}, "c": {"ann": 2, "bob": 1}})", ".json"},
    {Kind::counts_as_votes,
     R"({"a": {"u1": 5, "u2": 1}, "b": {"u1": 1, "u2": 5}, "c": {"u1": 5, "u2": 0},)"
     R"( "d": {"u1": 0, "u2": 5}, "e": {"u1": 5, "u2": 1}, "f": {"u1": 1, "u2": 5}})",
     ".json"},
    {Kind::counts_as_votes, R"({"17": {"u1": 4, "u2": 4}, "18": {"u3": 11}, "19": {}})", ".json"},
    {Kind::counts_as_votes, "item,r1,r2\na,1,1\nb,0,0\nc,1,0\n", ".csv", true},
    {Kind::apart, R"({"version": {"ann": "noun", "bob": "noun"}, "meta": {"ann": "verb", "bob": "noun"}})",
     ".json"},
    {Kind::apart, R"({"version": {"s1": "noun", "s2": "noun"}, "meta": {"s3": "verb", "s4": "noun"}})",
     ".json"},
    {Kind::apart, "item,worker,label\na,ann,cat\nb,bob,dog\nc,cem,fox\nd,dan,owl\n"},
    {Kind::swapped, "item,worker,label\nuser_1,rater_1,bot\nuser_1,rater_2,bot\nuser_2,rater_1,human\n"},
    {Kind::swapped, "item,worker,label\nimg1,subject1,x\nimg1,subject2,x\nimg2,subject1,y\n"},
    {Kind::row_numbers,
     "item,worker,label\n1,a,x\n1,b,x\n2,a,y\n2,b,x\n3,a,x\n3,b,x\n4,a,y\n4,b,x\n5,a,x\n5,b,x\n"},
};

INSTANTIATE_TEST_SUITE_P(Each, FilesThatAreWhatTheySeem, testing::ValuesIn(kPlainFiles));

// ---- Columns that are left alone.

TEST(SecondColumnsOfLabels, are_told) {
  for (const char* const column :
       {"label_2", "label2", "Label 1", "new_label", "label_b", "corrected_label"}) {
    const std::string table = fmt::format("item,worker,label,{}\na,ann,cat,dog\na,bob,cat,dog\n", column);
    EXPECT_THAT(warnings_of(read(table)), ElementsAre(HasSubstr(column))) << column;
    EXPECT_THAT(warnings_of(read(table, {.columns = {.label = "label"}})), IsEmpty());
  }
}

TEST(RatingsBesideLabels, stand_among_the_columns_that_are_left_alone) {
  for (const char* const column : {"rating", "confidence", "score", "gold"}) {
    const CrowdData data = read(fmt::format("item,worker,label,{}\na,ann,cat,1\na,bob,cat,2\n", column));
    EXPECT_THAT(data.files.front().left_alone, ElementsAre(column));
    EXPECT_THAT(warnings_of(data), IsEmpty());
  }
}

TEST(CountsOfOtherLanguages, are_told_where_rows_have_no_user) {
  for (const char* const column : {"Anzahl", "nombre", "percent", "cantidad"}) {
    EXPECT_THAT(
        warnings_of(read(fmt::format("item,label,{}\na,cat,2\na,dog,1\n", column), {.allows_no_user = true})),
        ElementsAre(HasSubstr(column)));
  }
}

TEST(WideTables, name_columns_of_totals_and_numbers_of_rows_among_the_users) {
  for (const char* const column : {"total", "mean", "agreement", "idx", "Summe", "Unnamed: 0"}) {
    const std::string table = fmt::format("item,{},r1,r2\na,1,1,1\nb,0,0,0\nc,1,1,0\n", column);
    EXPECT_THAT(warnings_of(read(table, {.table = {.layout = TableFormat::Layout::wide}})),
                Contains(HasSubstr(column)))
        << column;
  }
}

// ---- Counts of votes.

TEST(CountsOfLabels, are_votes_of_users_without_names_where_that_is_said) {
  const ReadOptions options{.json_order = JsonOrder::count};
  const std::string counts = R"({"a": {"cat": 3, "dog": 2}, "b": {"cat": 0, "dog": 1, "": 4}, "c": {}})";
  const CrowdData data = read(counts, options, ".json");
  EXPECT_EQ(majority_of(data), "a=cat b=dog c=");
  EXPECT_EQ(data.votes.n_votes(), 6U);
  EXPECT_EQ(data.counts.unnamed_users, 10U);
  EXPECT_EQ(data.counts.abstentions, 4U);
  EXPECT_EQ(data.files.front().layout, "{observation: {label: count}}");
  EXPECT_THAT(warnings_of(data), IsEmpty());
  EXPECT_EQ(majority_of(read(R"({"a": {"1": 3, "2": 2}, "b": {"1": 1, "2": 4}})", options, ".json")),
            "a=1 b=2");
}

TEST(CountsOfLabels, have_to_be_whole_numbers) {
  const ReadOptions options{.json_order = JsonOrder::count};
  for (const char* const count : {"-1", "\"many\"", "null", "true", "3000000000"}) {
    EXPECT_THAT(error_of(fmt::format(R"({{"a": {{"cat": {}}}}})", count), options),
                HasSubstr("the count of label 'cat' on observation 'a' is"))
        << count;
  }
  EXPECT_THAT(error_of(R"({"a": {"cat": 1}, "b": 3})", options), HasSubstr("{observation: {label: count}}"));
}

TEST(CountsOfLabels, of_an_observation_that_stands_twice_are_added) {
  const ReadOptions options{.json_order = JsonOrder::count};
  const CrowdData data = read(R"({"a": {"cat": 1}, "b": {"dog": 1}, "a": {"dog": 2}})", options, ".json");
  EXPECT_EQ(majority_of(data), "a=dog b=dog");
  EXPECT_EQ(data.counts.repeated_observations, 1U);
}

}  // namespace
}  // namespace crowdvote::rows
