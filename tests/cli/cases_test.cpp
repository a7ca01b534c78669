/// Files as they occur in practice, with the options that read them correctly.

#include "cli/run_program.hpp"

#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;

struct FileOfPeople {
  std::string test;
  std::string file;
  std::vector<std::string> options;
  std::string labels;             ///< "observation=label ..."
  std::vector<std::string> said;  ///< parts of the messages
};

std::ostream& operator<<(std::ostream& out, const FileOfPeople& file) { return out << file.test; }

/// The labels from the first two columns, without the header.
std::string labels_in(const std::string& csv) {
  std::string text;
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const std::size_t end = line.find(',');
    text += (text.empty() ? "" : " ") + line.substr(0, end) + "=" +
            line.substr(end + 1, line.find(',', end + 1) - end - 1);
  }
  return text;
}

const std::vector<FileOfPeople> kFiles{
    {"mturk",
     "b02_mturk/batch.csv",
     {},
     "H1=cat H2=dog H3=dog",
     {"csv, Amazon Mechanical Turk", "4 rows do not meet the conditions and are ignored"}},
    {"prodigy",
     "b07_prodigy/db_out.jsonl",
     {"--columns", "observation=_input_hash,user=_annotator_id"},
     "-101=B 102=A",
     {"jsonl, Prodigy"}},
    {"several_columns",
     "c12_composite/mtbench.jsonl",
     {"--columns", "observation=question_id+model_a+model_b+turn,user=judge,label=winner"},
     "81+m1+m2+1=model_a 81+m1+m3+1=model_b 81+m1+m2+2=tie 81+m2+m1+1=model_a",
     {"on 4 observations"}},
    {"samples_of_a_model", "c11_no_user/selfconsistency.jsonl", {"--repeats", "all"}, "q1=A", {"5 votes"}},
    {"rows_without_users",
     "c11_no_user/samples.csv",
     {"--anonymous"},
     "q1=A q2=C",
     {"4 votes have no user, and each counts as the vote of a different user"}},
    {"repeats", "e04_repeats/ds79_like.csv", {"--repeats", "all"}, "0=1 1=3", {"10 votes"}},
    {"counts", "c13_counts/weighted_rows.csv", {"--columns", "count=count"}, "t1=yes", {"5 votes"}},
    {"wide", "c14_wide/spreadsheet.csv", {"--layout", "wide"}, "x=yes y=no", {"5 votes by 3 users"}},
    {"wide_of_a_data_frame", "c14_wide/cleanlab.csv", {"--layout", "wide"}, "0=1.0 1=0.0 2=0.0", {"6 votes"}},
    {"wide_without_header", "c14_wide/mace.csv", {"--layout", "wide"}, "0=0 1=1 2=2", {"9 votes by 5 users"}},
    {"sets_of_labels",
     "b03_crowdflower/multi.csv",
     {"--columns", "observation=_unit_id,user=_worker_id,label=relations", "--multi-label", " ",
      "--multi-label-as", "set"},
     "1=[CAUSES] [TREATS] 2=[NONE]",
     {"1 abstention"}},
};

class FilesOfPeople : public ::testing::TestWithParam<FileOfPeople> {};

TEST_P(FilesOfPeople, are_read_right) {
  const FileOfPeople& file = GetParam();
  std::vector<std::string> arguments{"tests/data/cases/" + file.file, "-s", "mv"};
  arguments.insert(arguments.end(), file.options.begin(), file.options.end());
  const ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(labels_in(result.out), file.labels);
  for (const std::string& part : file.said) EXPECT_THAT(result.err, HasSubstr(part));
}

INSTANTIATE_TEST_SUITE_P(Cases, FilesOfPeople, ::testing::ValuesIn(kFiles),
                         [](const auto& suite) { return suite.param.test; });

TEST(Summary, says_which_rows_took_part) {
  const TemporaryFolder folder;
  const std::string summary = folder.path() / "s.json";
  const ProgramResult result =
      run_program({"tests/data/cases/b02_mturk/batch.csv", "-q", "-s", "mv", "--columns",
                   "observation=HITId,label=Answer.category.label,time=CreationTime", "--where",
                   "AssignmentStatus!=Rejected", "--summary", summary});
  EXPECT_EQ(result.exit_code, 3) << "a time with the name of its zone is none that can be told";
  EXPECT_THAT(result.err, HasSubstr("the time is 'Mon Mar 02 10:00:00 PST 2026'"));
  ASSERT_EQ(run_program({"tests/data/cases/b02_mturk/batch.csv", "-q", "-s", "mv", "--columns",
                         "observation=HITId,label=Answer.category.label", "--where",
                         "AssignmentStatus!=Rejected", "--summary", summary})
                .exit_code,
            0);
  const std::string text = read_file(summary);
  EXPECT_THAT(text, HasSubstr("\"rows_left_out\": 4"));
  EXPECT_THAT(text, HasSubstr("\"AssignmentStatus!=Rejected\""));
}

}  // namespace
}  // namespace crowdvote::testing
