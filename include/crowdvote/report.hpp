#pragma once

/// One HTML page that shows the results of strategies on the votes of a crowd. It opens offline in any
/// browser, contains its charts as Vega specifications, and stays under 2 MB whatever the size of the data,
/// because it has only summaries and the first rows of tables.
///
///     std::vector<ReportRun> runs;
///     runs.push_back(condense_run({.name = "mv", .consensus = consensus, .input = input}, data));
///     write_report("report.html", {.data = data, .runs = runs, .title = "Flora", .version = "0.1.0"});
///
/// Names of observations, users and labels are shown as text, whatever they contain. The same input gives the
/// same bytes.

#include <crowdvote/calibration.hpp>
#include <crowdvote/compare.hpp>
#include <crowdvote/consensus.hpp>
#include <crowdvote/copying.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/mcnemar.hpp>
#include <crowdvote/output_file.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crowdvote {

struct DataProfile;

/// The result of one strategy.
struct RunOutcome {
  std::string name;  ///< as the user wrote it: "plantnet:theta-conf=3"
  const Consensus& consensus;
  const AggregationInput& input;  ///< as the strategy was given it
  std::optional<Evaluation> evaluation = std::nullopt;
  std::optional<CalibrationReport> calibration = std::nullopt;
  std::vector<std::pair<std::string, std::string>> options = {};  ///< name and value, to be shown
  std::optional<double> seconds = std::nullopt;                   ///< time that the strategy took
};

/// Users with low <= weight < high (the last bin: also weight = high).
struct WeightBin {
  double low = 0;
  double high = 0;
  std::size_t users = 0;
  std::size_t votes = 0;  ///< cast by these users
};

/// An observation with much weight against its label.
struct ContestedObservation {
  ObservationId observation = 0;
  LabelId label = kNoLabel;
  LabelId runner_up = kNoLabel;  ///< the heaviest other label of the ballot
  bool valid = false;
  double conf = 0;
  double acc = 0;
  double runner_up_conf = 0;
  double against = 0;  ///< conf * (1 - acc) / acc; the number of votes if there is no label
  std::size_t votes = 0;
};

/// A user whose votes have much weight in total.
struct InfluentialUser {
  UserId user = 0;
  std::size_t votes = 0;
  double weight = 0;       ///< 1 if all votes count equally
  double weight_cast = 0;  ///< weight * votes, as a share of the sum over all users
  double agreement = 0;    ///< share of the user's votes that equal the label
  std::optional<std::uint32_t> n_species = std::nullopt;
  bool self_validating = false;  ///< from the column of that name
};

/// Quantiles of the skills of users with similar numbers of votes; each is a skill that occurs.
struct SkillSpread {
  std::size_t least_votes = 0;
  std::size_t most_votes = 0;
  std::size_t users = 0;
  double low = 0;  ///< 5 %
  double lower_quartile = 0;
  double median = 0;
  double upper_quartile = 0;
  double high = 0;  ///< 95 %
};

/// How often one label is given or voted for where another is true.
struct ConfusedLabels {
  LabelId truth = kNoLabel;
  LabelId label = kNoLabel;
  double count = 0;  ///< observations, or expected votes
  double share = 0;  ///< count as a share of the observations or votes where `truth` is true
};

/// Probabilities of voting for a label where another is true, for a few labels.
struct ConfusionTable {
  UserId user = kNoUser;        ///< kNoUser: all users together, weighted by their expected votes
  std::vector<LabelId> labels;  ///< labels of the rows (truths) and columns, in order
  std::vector<double> chance;   ///< probabilities, labels x labels, row by row
  std::vector<double> count;    ///< expected votes, likewise; 0 if there are almost none
};

/// An observation whose label is uncertain.
struct DifficultObservation {
  ObservationId observation = 0;
  LabelId label = kNoLabel;
  double acc = 0;
  std::optional<double> difficulty = std::nullopt;  ///< column "difficulty" of the observations
  std::optional<double> entropy = std::nullopt;     ///< of the probabilities: -sum of q log2 q, in bits
  std::size_t votes = 0;
};

/// The tests of a run's accuracies against those of another run, on each subset.
struct TestsAgainst {
  std::string reference;  ///< name of the other run
  std::array<McNemarTest, kSubsetNames.size()> on_subset;
};

/// One run, condensed to what a report shows (some tens of kilobytes), so that the consensus can be freed.
struct ReportRun {
  std::string name;
  std::vector<std::pair<std::string, std::string>> options;
  std::optional<double> seconds;
  std::optional<Evaluation> evaluation;
  std::optional<CalibrationReport> calibration;
  std::optional<TestsAgainst> against;  ///< filled by add_tests

  std::size_t n_observations = 0;
  std::size_t n_labelled = 0;
  std::size_t n_valid = 0;
  Diagnostics diagnostics;

  std::vector<WeightBin>
      weight_bins;  ///< of equal width in log(1 + weight); empty if no weights are learnt or all are equal
  std::optional<double> equal_weight;  ///< weight of each user, if weights are learnt and all are equal
  std::optional<double> self_validating_above;
  std::size_t n_self_validating = 0;
  std::size_t votes_of_self_validating = 0;
  std::vector<WeightPoint> weight_function;  ///< as in Consensus
  std::optional<double> ai_weight;           ///< learnt weight, if the AI is a user

  std::vector<ContestedObservation> contested;     ///< most weight against the label first
  std::vector<InfluentialUser> influential_users;  ///< most weight cast first

  std::vector<SkillSpread> skill_spread;          ///< by votes, in powers of two; empty without skills
  std::vector<ConfusedLabels> confused_labels;    ///< wrong labels by the truth, most frequent first
  std::vector<ConfusedLabels> confused_by_users;  ///< wrong votes by the learnt confusion
  std::vector<ConfusionTable> confusion;          ///< of all users, then of those with the most votes
  /// In descending order of difficulty if the strategy learns it, otherwise of entropy; empty without either.
  std::vector<DifficultObservation> difficult;
};

inline constexpr std::size_t kReportRows = 200;            ///< rows of each table and run
inline constexpr std::size_t kReportConfusedLabels = 50;   ///< pairs of labels of each run
inline constexpr std::size_t kReportConfusionLabels = 12;  ///< labels of a ConfusionTable
inline constexpr std::size_t kReportConfusionUsers = 6;
inline constexpr std::size_t kReportWeightBins = 200;
inline constexpr std::size_t kReportBytes = 2'000'000;  ///< every page is smaller

/// Condenses a run. Cost: two passes over the votes. REQUIRES: the consensus belongs to the votes, the votes
/// to the data.
[[nodiscard]] ReportRun condense_run(const RunOutcome& outcome, const CrowdData& data);

/// Users whose votes may not be their own, and what they decide.
struct CopiesShown {
  CopyingReport found;
  std::size_t n_labels_changed =
      0;  ///< observations that would have another label, or none, without these users
};

/// Searches for such users and, if there are any, runs the strategy once more without them.
/// \param input, consensus, strategy those of the run that is shown
[[nodiscard]] CopiesShown find_copies(const AggregationInput& input, const Consensus& consensus,
                                      const StrategyOptions& strategy, const RunControl& control = {});

/// Adds the tests of a comparison to its runs. REQUIRES: one ReportRun for each compared run, in the same
/// order.
void add_tests(std::span<ReportRun> runs, const Comparison& comparison);

/// Everything a report shows.
struct ReportInput {
  const CrowdData& data;
  std::span<const ReportRun> runs;       ///< at least one
  std::string title = {};                ///< empty: made from the strategies and the file of votes
  std::string version;                   ///< version of the program, to be shown
  const DataProfile* profile = nullptr;  ///< profile of the data, for the Lorenz curves
  std::string command = {};              ///< the command that repeats the run, to be shown
  const CopiesShown* copies = nullptr;   ///< shown in a section, if anything was found
};

/// The HTML of the page. If it would reach kReportBytes, its tables get fewer rows.
[[nodiscard]] std::string report_html(const ReportInput& input);

/// Writes the page to a file, by the rules of write_outputs.hpp. Throws IoError.
void write_report(const std::string& path, const ReportInput& input);

/// A chart as a self-contained Vega specification, in light colours.
struct ChartText {
  std::string id;             ///< id of the chart on the page, and stem of its file name: "user-weights"
  std::string specification;  ///< JSON; ends with a line break
};

/// The charts of the page for which the runs have data, in the order of the page.
[[nodiscard]] std::vector<ChartText> chart_texts(const ReportInput& input);

struct ChartFiles {
  OutputFolder folder;
  std::vector<OutputFile> files;
};

/// Writes each chart to its own file DIRECTORY/ID.vg.json, and creates the directory if it is missing. The
/// files appear when they are published. Throws IoError.
[[nodiscard]] ChartFiles prepare_charts(const std::string& directory, const ReportInput& input);

/// Calls prepare_charts() and publishes the files. Throws IoError.
void write_charts(const std::string& directory, const ReportInput& input);

}  // namespace crowdvote
