#include "cli/run_options.hpp"

#include "cli/interrupt.hpp"
#include "cli/progress_line.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/memory.hpp>

#include <cstdlib>
#include <string>

namespace crowdvote {

template <>
struct Choices<cli::ProgressBar> {
  static constexpr std::array values{Choice<cli::ProgressBar>{"auto", cli::ProgressBar::automatic},
                                     Choice<cli::ProgressBar>{"never", cli::ProgressBar::never}};
};
template <>
struct Choices<cli::ColorChoice> {
  static constexpr std::array values{Choice<cli::ColorChoice>{"auto", cli::ColorChoice::automatic},
                                     Choice<cli::ColorChoice>{"never", cli::ColorChoice::never},
                                     Choice<cli::ColorChoice>{"always", cli::ColorChoice::always}};
};
template <>
struct Choices<cli::ErrorFormat> {
  static constexpr std::array values{Choice<cli::ErrorFormat>{"text", cli::ErrorFormat::text},
                                     Choice<cli::ErrorFormat>{"json", cli::ErrorFormat::json}};
};

}  // namespace crowdvote

namespace crowdvote::cli {

namespace {

constexpr WholeRange kThreads{1, 4096};
constexpr const char* kThreadsVariable = "CROWDVOTE_THREADS";
constexpr const char* kMemoryVariable = "CROWDVOTE_MEMORY_LIMIT";

/// Returns nothing if the variable is not set or empty.
std::optional<std::string> environment(const char* variable) {
  const char* const text = std::getenv(variable);
  return text == nullptr || *text == '\0' ? std::nullopt : std::optional<std::string>(text);
}

/// The value of the last `--option VALUE` or `--option=VALUE`; empty if there is none.
std::string value_of(const Arguments& arguments, const std::string& option) {
  std::string value;
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    if (arguments[i] == option && i + 1 < arguments.size()) value = arguments[i + 1];
    if (arguments[i].starts_with(option + "=")) value = arguments[i].substr(option.size() + 1);
  }
  return value;
}

template <class Enum>
std::optional<Enum> choice_of(const std::string& word) {
  for (const auto& choice : Choices<Enum>::values) {
    if (choice.word == word) return choice.value;
  }
  return std::nullopt;
}

}  // namespace

void apply_message_style(const Arguments& arguments) {
  if (const auto color = choice_of<ColorChoice>(value_of(arguments, "--color"))) set_color(*color);
  if (const auto format = choice_of<ErrorFormat>(value_of(arguments, "--errors"))) set_error_format(*format);
}

void RunOptions::apply() {
  set_color(color);
  set_error_format(errors);
  const auto threads_of_site = environment(kThreadsVariable);
  if (threads == 0 && threads_of_site) {
    threads = parse_whole_number(kThreadsVariable, *threads_of_site, kThreads);
  }
  const auto limit_of_site = environment(kMemoryVariable);
  if (!memory_limit && limit_of_site) memory_limit = parse_size(kMemoryVariable, *limit_of_site);
  if (quiet && verbose) throw OptionError("--quiet and --verbose contradict each other: leave one out");
  set_verbosity(quiet ? Verbosity::quiet : verbose ? Verbosity::verbose : Verbosity::normal);
}

RunControl RunOptions::control() const {
  RunControl control;
  control.n_threads = static_cast<unsigned>(threads);
  control.cancel = &cancel_on_interrupt();
  control.memory_limit = memory_limit ? *memory_limit : machine_memory();
  if (progress == ProgressBar::automatic && !quiet && can_show_progress()) control.progress = ProgressLine();
  return control;
}

bool parse_and_apply(CommandLine& line, const Arguments& arguments, RunOptions& options) {
  OptionGroup group = line.group("Running");
  group.whole_number("--threads", options.threads, kThreads,
                     "Number of threads to use; the result does not depend on it", "all cores");
  group.size("--memory-limit", options.memory_limit,
             "Stop before work that would take more memory than this, as in 800M, 4GB or 1GiB",
             "the machine's");
  group.choice("--progress", options.progress,
               "auto shows the progress of long work on a terminal, on standard error");
  group.choice("--color", options.color, "Colours in messages: auto on a terminal, unless NO_COLOR is set");
  group.choice("--errors", options.errors,
               "Errors and warnings as text, or as one JSON object per line, for scripts");
  group.flag("-q,--quiet", options.quiet, "Print errors only");
  group.flag("-v,--verbose", options.verbose, "Also print seconds, memory and rounds");
  line.accept_configuration();
  if (!line.parse(arguments)) return false;
  options.configuration = line.configuration_file();
  options.apply();
  return true;
}

void bind_ties(CommandLine& line, RunInputOptions& options) {
  OptionGroup group = line.group("Ties");
  group.choice(
      "--ties", options.ties,
      "Which of the tied labels wins: the one that comes first (integers by value, then text), one drawn at "
      "random, or none, so that the observation has no label");
  group.whole_number("--seed", options.seed, {},
                     "Seed of random choices; the same seed gives the same output");
}

}  // namespace crowdvote::cli
