#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/labelling.hpp"
#include "cli/narration.hpp"
#include "cli/output_options.hpp"
#include "cli/publication.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/explain.hpp>
#include <crowdvote/explain_user.hpp>
#include <crowdvote/format_explanation.hpp>
#include <crowdvote/format_influence.hpp>
#include <crowdvote/influence.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

namespace cli {

/// What to list explanations of: influential users or contested observations.
enum class Outstanding { influential, contested };

}  // namespace cli

template <>
struct Choices<cli::Outstanding> {
  static constexpr std::array values{Choice<cli::Outstanding>{"influential", cli::Outstanding::influential},
                                     Choice<cli::Outstanding>{"contested", cli::Outstanding::contested}};
};

}  // namespace crowdvote

namespace crowdvote::cli {

namespace {

struct ExplainOptions {
  LabellingOptions labelling;
  std::vector<std::string> observations;
  std::vector<std::string> users;
  std::optional<Outstanding> most;
  std::uint64_t rows = 0;  ///< value of --most; 0: not given
  bool refit = false;
  FiguresOutput output;
  RunOptions run;
};

constexpr std::uint64_t kRows = 20;

constexpr const char* kExplainFooter = R"(Examples:
  aggregate explain votes.json 1001 1002 --authors authors.txt
  aggregate explain votes.csv rose --strategy wmv --weights weights.json --format json
  aggregate explain votes.csv rose -o rose.html
  aggregate explain votes.csv --user Mei
  aggregate explain votes.csv --most contested --rows 100 -o contested.csv

The words after the files of votes are observations. All options of the main job that labels follow from
mean the same here.
)";

/// The observations begin with the first word after a file that is not a file.
void split_observations(std::vector<std::string>& words, std::vector<std::string>& observations) {
  if (words.empty()) return;
  const auto first = std::find_if_not(words.begin() + 1, words.end(), names_file);
  observations.insert(observations.begin(), first, words.end());
  words.erase(first, words.end());
}

/// Throws OptionError unless exactly one kind of thing is to be explained.
void check_subject(const ExplainOptions& options) {
  const int n_kinds =
      (options.observations.empty() ? 0 : 1) + (options.users.empty() ? 0 : 1) + (options.most ? 1 : 0);
  if (n_kinds == 0) {
    throw OptionError(
        "no observation is given, as in: aggregate explain votes.csv 1001; nor is --user or --most");
  }
  if (n_kinds > 1) {
    throw OptionError("observations, --user and --most are explained one at a time: leave out the others");
  }
  if (options.rows > 0 && !options.most) {
    throw OptionError(
        "--rows says how many users or observations --most lists: add --most, or leave out --rows");
  }
}

bool parse(const Arguments& arguments, ExplainOptions& options) {
  CommandLine line({.name = "aggregate explain",
                    .usage = "VOTES... OBSERVATION... [options]\n"
                             "       aggregate explain VOTES... --user USER [options]\n"
                             "       aggregate explain VOTES... --most influential|contested [options]",
                    .description = "Says why observations have their labels, and what would change them.",
                    .footer = kExplainFooter,
                    .main_options = {"--user", "--most", "--rows", "--strategy", "--authors", "--ai-votes",
                                     "--weights", "--experts", "--ties", "--output", "--format", "--quiet"}});
  bind_labelling(line, options.labelling);
  line.positionals("OBSERVATION", options.observations, "Names of observations");
  OptionGroup about = line.group("What is explained");
  about.list("--user", "USER", options.users,
             "How the weight of this user came about, and which outcomes depend on the user alone");
  about.choice(
      "--most", options.most,
      "The users on whose votes alone most outcomes depend, or the observations nearest to another outcome");
  about.whole_number("--rows", options.rows, {.lowest = 1}, "How many of them", std::to_string(kRows));
  about.flag(
      "--refit", options.refit,
      "Learn again without the votes whose removal changes an observation's outcome, and say what comes out: "
      "another run for each observation");
  OptionGroup output = line.group("Output");
  bind_figures(output, options.output, "The explanations");
  if (!parse_and_apply(line, arguments, options.run)) return false;
  InputOptions& inputs = options.labelling.inputs;
  // VOTES takes all words.
  std::vector<std::string>& words = inputs.paths.votes;
  if (inputs.queries["votes"].empty()) {
    split_observations(words, options.observations);
  } else {
    options.observations.insert(options.observations.begin(), words.begin(), words.end());
    words.clear();
  }
  options.labelling.finish(line, "aggregate explain");
  check_subject(options);
  if (options.refit && options.labelling.uses_model()) {
    throw OptionError("--refit learns again, and with --use-model nothing is learnt: leave one out");
  }
  inputs.also_reads(options.run.configuration);
  check_output_paths({{"--output", options.output.path}}, inputs.file_paths());
  return true;
}

std::string observation_cards(const std::vector<ObservationId>& observations, bool refit,
                              const ExplainedRun& run, const StrategyOptions& strategy, FiguresFormat format,
                              const RunControl& control) {
  std::vector<Explanation> cards;
  for (const ObservationId i : observations) {
    Explanation& card = cards.emplace_back(explain(run.input, run.consensus, i, &strategy));
    if (refit && card.removal) card.refit = learn_again(run.input, run.consensus, card, strategy, control);
  }
  return format_explanations(cards, run.data, run.consensus, run.ai_user, format);
}

std::string user_cards(const std::vector<UserId>& users, const ExplainedRun& run, FiguresFormat format) {
  std::vector<UserExplanation> cards;
  for (const UserId user : users) {
    cards.push_back(explain_user(run.input, run.consensus, user, run.by_model));
  }
  return format_user_explanations(cards, run, format);
}

std::string most_outstanding(const ExplainOptions& options, const ExplainedRun& run, FiguresFormat format,
                             const RunControl& control) {
  const std::uint64_t n_rows = options.rows > 0 ? options.rows : kRows;
  if (*options.most == Outstanding::contested) {
    return format_contested(find_most_contested(run.input, run.consensus, n_rows, control), run, format);
  }
  if (!run.knows_decisive_votes()) {
    throw OptionError(
        "--most influential takes votes out one by one, and what this strategy would then say is known only "
        "by learning again: choose one that counts or weighs votes, such as plantnet, wawa or mv, or one "
        "that has a model to save, such as dawid-skene");
  }
  return format_influential(find_influence(run.input, run.consensus, control, run.by_model), n_rows, run,
                            format);
}

}  // namespace

int command_explain(const Arguments& arguments) {
  ExplainOptions options;
  if (!parse(arguments, options)) return kExitDone;
  const RunControl control = options.run.control();
  Labelling labelling(
      options.labelling, [](const ChosenStrategy&) {}, control);
  const FiguresFormat format = options.output.chosen_format();
  OutputFile output(options.output.path);
  StageClock clock;
  labelling.read(clock, control);
  const CrowdData& data = labelling.data();
  const std::vector<ObservationId> observations =
      data.observations.ids_of(options.observations, "observation");
  const std::vector<UserId> users = data.users.ids_of(options.users, "user");
  const StrategyOptions& strategy = labelling.strategy().options;
  AggregationInput view = labelling.view();
  view.wants_model = is_explained_by_model(view, strategy);
  view.wants_last_changes = !observations.empty();
  const Consensus consensus = clock.time("aggregate", [&] { return aggregate(view, strategy, control); });
  const std::string text = clock.time("explain", [&] {
    std::optional<DecisiveVotes> by_model;
    if (observations.empty()) by_model = find_decisive_votes_by_model(view, consensus, strategy, control);
    const ExplainedRun run{data, view, consensus, options.labelling.inputs.read.ai_user,
                           by_model ? &*by_model : nullptr};
    if (options.most) return most_outstanding(options, run, format, control);
    if (!users.empty()) return user_cards(users, run, format);
    return observation_cards(observations, options.refit, run, strategy, format, control);
  });
  clear_passing_line();
  output.write(text);
  publish(output);
  tell_stages(clock);
  return kExitDone;
}

}  // namespace crowdvote::cli
