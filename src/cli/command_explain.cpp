#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/labelling.hpp"
#include "cli/narration.hpp"
#include "cli/output_options.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/explain.hpp>
#include <crowdvote/format_explanation.hpp>
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote::cli {

namespace {

struct ExplainOptions {
  LabellingOptions labelling;
  std::vector<std::string> observations;
  FiguresOutput output;
  RunOptions run;
};

constexpr const char* kExplainFooter = R"(Examples:
  aggregate explain votes.json 1001 1002 --authors authors.txt
  aggregate explain votes.csv rose --strategy wmv --weights weights.json --format json
  aggregate explain votes.csv rose -o rose.html

The words behind the files of votes are observations. All options of the main job that labels follow from
mean the same here.
)";

/// The observations begin with the first word behind a file that is none.
void split_words(std::vector<std::string>& words, std::vector<std::string>& observations) {
  if (words.empty()) return;
  const auto first = std::find_if_not(words.begin() + 1, words.end(), names_file);
  observations.insert(observations.begin(), first, words.end());
  words.erase(first, words.end());
}

bool parse(const Arguments& arguments, ExplainOptions& options) {
  CommandLine line({.name = "aggregate explain",
                    .usage = "VOTES... OBSERVATION... [options]",
                    .description = "Says why observations have their labels, and what would change them.",
                    .footer = kExplainFooter,
                    .main_options = {"--strategy", "--authors", "--ai-votes", "--weights", "--experts",
                                     "--ties", "--output", "--format", "--quiet"}});
  bind_labelling(line, options.labelling);
  line.positionals("OBSERVATION", options.observations, "Names of observations");
  OptionGroup output = line.group("Output");
  bind_figures(output, options.output, "The explanations");
  if (!parse_and_apply(line, arguments, options.run)) return false;
  InputOptions& inputs = options.labelling.inputs;
  // VOTES takes all the words there are.
  std::vector<std::string>& words = inputs.paths.votes;
  if (inputs.queries["votes"].empty()) {
    split_words(words, options.observations);
  } else {
    options.observations.insert(options.observations.begin(), words.begin(), words.end());
    words.clear();
  }
  options.labelling.finish(line, "aggregate explain");
  if (options.observations.empty()) {
    throw OptionError("no observation is given, as in: aggregate explain votes.csv 1001");
  }
  check_output_paths({{"--output", options.output.path}}, inputs.file_paths());
  return true;
}

std::vector<std::string> names_of(const NameTable& table) {
  std::vector<std::string> names;
  names.reserve(table.size());
  for (std::uint32_t id = 0; id < table.size(); ++id) names.push_back(table.str(id));
  return names;
}

/// Throws OptionError, with the nearest names, for one that is not in the votes.
std::uint32_t id_of(const std::string& name, const NameTable& table, std::string_view kind) {
  constexpr std::size_t kMostNames = 3;
  if (const auto id = table.find(Name(name))) return *id;
  const std::vector<std::string> near = nearest_words(name, names_of(table), kMostNames);
  throw OptionError(fmt::format("there is no {} '{}' in the votes{}", kind, name,
                                near.empty() ? "" : fmt::format("; did you mean {}?", one_of(near))));
}

}  // namespace

int command_explain(const Arguments& arguments) {
  ExplainOptions options;
  if (!parse(arguments, options)) return kExitDone;
  Labelling labelling(options.labelling, [](const ChosenStrategy&) {});
  const RunControl control = options.run.control();
  const FiguresFormat format = options.output.chosen_format();
  OutputFile output(options.output.path);
  StageClock clock;
  labelling.read(clock, control);
  const CrowdData& data = labelling.data();
  std::vector<ObservationId> observations;
  for (const std::string& name : options.observations) {
    observations.push_back(id_of(name, data.observations, "observation"));
  }
  const StrategyOptions& strategy = labelling.strategy().options;
  AggregationInput view = labelling.view();
  view.wants_model = is_explained_by_model(view, strategy);
  view.wants_last_changes = true;
  const Consensus consensus = clock.time("aggregate", [&] { return aggregate(view, strategy, control); });
  const std::vector<Explanation> explanations = clock.time("explain", [&] {
    std::vector<Explanation> cards;
    for (const ObservationId i : observations) cards.push_back(explain(view, consensus, i, &strategy));
    return cards;
  });
  clear_passing_line();
  output.write(
      format_explanations(explanations, data, consensus, options.labelling.inputs.read.ai_user, format));
  output.publish();
  tell_stages(clock);
  return kExitDone;
}

}  // namespace crowdvote::cli
