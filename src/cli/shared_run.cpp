#include "cli/shared_run.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote::cli {

namespace {

void refuse_if(bool is_asked_for, std::string_view what) {
  if (!is_asked_for) return;
  throw OptionError(fmt::format(
      "several processes cannot share a run with {}: leave it out, or use the program aggregate", what));
}

void check_reading(const InputOptions& inputs) {
  const std::vector<std::string> files = inputs.file_paths();
  if (std::find(files.begin(), files.end(), "-") != files.end()) {
    throw OptionError(
        "several processes read the input, and standard input can be read by only one: give the name of a "
        "file");
  }
  const ReadOptions& read = inputs.read;
  refuse_if(inputs.model.has_value(), "--use-model");
  refuse_if(inputs.paths.experts.has_value(), "--experts");
  refuse_if(!read.without.empty(), "--without");
  refuse_if(read.allows_no_user, "--anonymous");
  refuse_if(read.columns.count.has_value(), "a column of counts");
  refuse_if(read.fold.any(), "--fold");
  refuse_if(read.asks_for_each_label(), "--multi-label as questions");
}

void check_writing(const OutputOptions& outputs, const ReportOptions& report) {
  refuse_if(!outputs.show.empty(), "--show");
  refuse_if(outputs.labels_options().format == LabelsFormat::parquet, "labels as Parquet");
  refuse_if(outputs.probabilities && outputs.probabilities_options().format == LabelsFormat::parquet,
            "probabilities as Parquet");
  refuse_if(outputs.users && users_format_of(*outputs.users) == LabelsFormat::parquet, "users as Parquet");
  refuse_if(outputs.probabilities_manifest && outputs.probabilities_options().format == LabelsFormat::npy,
            "probabilities as .npy in parts");
  refuse_if(outputs.explanations.has_value(), "--explanations");
  refuse_if(outputs.confusion.has_value(), "--confusion");
  refuse_if(outputs.model.has_value(), "--save-model");
  refuse_if(report.page.has_value(), "--report");
  refuse_if(report.charts.has_value(), "--charts");
}

std::string strategies_for_several() {
  return fmt::format("{}", fmt::join(strategies_that([](const StrategyInfo& strategy) {
                                       return strategy.description.sharing != Sharing::none;
                                     }),
                                     ", "));
}

constexpr std::string_view kExamplesAndCodes = R"(
Examples:
  mpirun -n 8 aggregate-mpi votes-*.json.zst --authors authors.json --strategy plantnet -o labels.csv
  srun --mpi=pmix aggregate-mpi votes.csv --strategy mv --threads 16 -o labels.csv.zst

Exit codes, of all processes if one fails:
  0  done                 2  wrong usage            4  a file or memory is not available
  1  below the baseline   3  bad data in a file    70  a fault of the program
)";

}  // namespace

std::string shared_footer() {
  return fmt::format(
      "Each of several processes, which mpirun or srun starts, runs the program with the same arguments. The "
      "files\n"
      "are those of 'aggregate', byte for byte. The strategy is one of {}.\n\n"
      "With %r in the name of --output or --probabilities, each process writes a part of its own, with its "
      "number in\n"
      "place of %r: labels-%r.csv.zst is labels-00000.csv.zst, labels-00001.csv.zst, ... and, with the "
      "parts, their\n"
      "lengths and checksums, labels-manifest.json.\n{}",
      strategies_for_several(), kExamplesAndCodes);
}

void check_can_be_shared(const LabellingOptions& labelling, const OutputOptions& outputs,
                         const ReportOptions& report) {
  if (is_automatic(labelling.strategy.spec)) {
    throw OptionError(
        fmt::format("several processes share a run of a strategy that is named: --strategy is one of {}",
                    strategies_for_several()));
  }
  check_reading(labelling.inputs);
  check_writing(outputs, report);
}

void check_can_be_shared(const ChosenStrategy& strategy) {
  if (strategy_of(strategy.options).description.sharing != Sharing::none) return;
  throw OptionError(fmt::format("several processes cannot share a run of the strategy {}; they can of {}",
                                strategy.name(), strategies_for_several()));
}

std::size_t observations_together(const ChosenStrategy& strategy) {
  return strategy_of(strategy.options).description.sharing == Sharing::by_block ? kObservationsTogether : 1;
}

}  // namespace crowdvote::cli
