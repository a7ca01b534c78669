#include "cli/messages.hpp"

#include "cli/hints.hpp"
#include <crowdvote/format_figures.hpp>
#include <crowdvote/visible_text.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace crowdvote::cli {

namespace {

constexpr std::string_view kEraseLine = "\r\x1b[K";
bool has_passing_line = false;

std::size_t terminal_columns() {
  winsize size{};
  constexpr std::size_t usual = 80;
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

void write_to_terminal(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

using Json = nlohmann::ordered_json;

std::string_view program_name = "aggregate";
bool has_colors = false;
ErrorFormat error_format = ErrorFormat::text;

bool is_terminal_with_colors() {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && (no_color == nullptr || *no_color == '\0') && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

std::string colored(std::string_view text, std::string_view color) {
  return has_colors ? fmt::format("\x1b[{}m{}\x1b[0m", color, text) : std::string(text);
}

constexpr std::string_view kRed = "1;31";
constexpr std::string_view kYellow = "1;33";

/// Names in messages may come from files in any encoding: invalid UTF-8 is replaced, and characters beyond
/// ASCII, some of which control terminals, are written as \u009b.
std::string line_of(const Json& json) { return json.dump(-1, ' ', true, Json::error_handler_t::replace); }

/// Limits messages, as an id may be as long as a file.
constexpr std::size_t kLongestMessage = 4000;

/// A warning or an error takes one line.
std::string one_line(std::string_view text) {
  return visible_text(without_middle(text, kLongestMessage), "\t");
}

std::string lines_of(std::string_view text) { return visible_text(text, "\t\n"); }

/// The text of a message, with control characters written as \x1b. A warning or an error is one line with the
/// prefix of its level. Other messages may be tables; the first line of a finding is coloured.
std::string text_of(spdlog::level::level_enum level, std::string_view payload) {
  switch (level) {
    case spdlog::level::warn:
      if (error_format == ErrorFormat::json) {
        return line_of({{"level", "warning"}, {"message", without_middle(payload, kLongestMessage)}});
      }
      return fmt::format("{}: {}: {}", program_name, colored("warning", kYellow), one_line(payload));
    case spdlog::level::err:
      if (error_format == ErrorFormat::json) return std::string(payload);
      return fmt::format("{}: {}: {}", program_name, colored("error", kRed), one_line(payload));
    case spdlog::level::critical: {
      const std::string text = lines_of(payload);
      const std::size_t end = std::min(text.find('\n'), text.size());
      return colored(text.substr(0, end), kRed) + text.substr(end);
    }
    default:
      return lines_of(payload);
  }
}

class MessageFormatter : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& out) override {
    clear_passing_line();
    const std::string text = text_of(message.level, {message.payload.data(), message.payload.size()});
    out.append(text.data(), text.data() + text.size());
  }

  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<MessageFormatter>();
  }
};

void add_if_known(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = without_middle(text, kLongestMessage);
}

/// Reports an error in the requested format. \param facts what is known besides the text
void say_error(ExitCode code, std::string_view what, const Remedy& remedy = {}, const Json& facts = {}) {
  if (error_format == ErrorFormat::text) {
    spdlog::error("{}", with_hint(what, remedy));
    return;
  }
  Json json{{"level", "error"},
            {"exit_code", static_cast<int>(code)},
            {"message", without_middle(what, kLongestMessage)}};
  if (facts.is_object()) json.update(facts);
  add_if_known(json, "hint", hint_for(remedy));
  spdlog::error("{}", line_of(json));
}

Json facts_of(const Problem& problem) {
  Json facts = Json::object();
  add_if_known(facts, "file", problem.file);
  if (problem.line > 0) facts["line"] = problem.line;
  if (problem.line > 0 && problem.column > 0) facts["column"] = problem.column;
  if (problem.has_offset) facts["byte"] = problem.offset;
  add_if_known(facts, "found", problem.found);
  add_if_known(facts, "expected", problem.expected);
  return facts;
}

/// Writes a line made of constants. \param json_start the start of the line if messages are JSON
/// \param level such as ": error: "
void write_without_memory(std::string_view json_start, std::string_view level,
                          std::string_view what) noexcept {
  const bool is_json = error_format == ErrorFormat::json;
  const std::array parts = is_json ? std::array<std::string_view, 4>{json_start, what, "\"}\n"}
                                   : std::array<std::string_view, 4>{program_name, level, what, "\n"};
  for (const std::string_view part : parts) {
    (void)!write(STDERR_FILENO, part.data(), part.size());
  }
}

/// Called by spdlog for an exception that it has caught.
void let_out_memory_errors(const std::string& /*what*/) {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (...) {
    return;  // a failure to write a message cannot be reported
  }
}

}  // namespace

void occupy_standard_descriptors() {
  // open() returns the lowest free descriptor: one of the three, as long as any of them is closed.
  int descriptor = open("/dev/null", O_RDWR);
  while (descriptor >= 0 && descriptor <= STDERR_FILENO) descriptor = open("/dev/null", O_RDWR);
  if (descriptor > STDERR_FILENO) close(descriptor);
}

void start_messages(std::string_view program) {
  program_name = program;
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<MessageFormatter>('*').set_pattern("%*");
  auto logger =
      std::make_shared<spdlog::logger>("aggregate", std::make_shared<spdlog::sinks::stderr_sink_st>());
  logger->set_formatter(std::move(formatter));
  logger->set_error_handler(let_out_memory_errors);
  set_color(ColorChoice::automatic);
  spdlog::set_default_logger(std::move(logger));
}

void set_color(ColorChoice choice) {
  has_colors =
      choice == ColorChoice::always || (choice == ColorChoice::automatic && is_terminal_with_colors());
}

void set_error_format(ErrorFormat format) { error_format = format; }

void set_verbosity(Verbosity verbosity) {
  spdlog::set_level(verbosity == Verbosity::quiet     ? spdlog::level::err
                    : verbosity == Verbosity::verbose ? spdlog::level::debug
                                                      : spdlog::level::info);
}

void show_passing_line(const std::string& text) {
  write_to_terminal(std::string(kEraseLine) + text.substr(0, terminal_columns() - 1));
  has_passing_line = true;
}

void clear_passing_line() {
  if (has_passing_line) write_to_terminal(kEraseLine);
  has_passing_line = false;
}

void show_finding(std::string_view lines) {
  while (lines.ends_with('\n')) lines.remove_suffix(1);
  spdlog::critical("{}", lines);
}

int fail(ExitCode code, std::string_view what) {
  say_error(code, what);
  return code;
}

int fail(ExitCode code, const IoError& error) {
  Json facts = Json::object();
  add_if_known(facts, "file", error.path());
  say_error(code, error.what(), {}, facts);
  return code;
}

int fail(ExitCode code, const InputError& error) {
  for (const Problem& problem : error.problems()) {
    say_error(code, problem.text(), problem.remedy, facts_of(problem));
  }
  const std::size_t untold = error.total() - error.problems().size();
  if (untold > 0) {
    say_error(code, fmt::format("{} not shown", count_of(untold, "more problem")),
              {WayOut::more_problems, std::to_string(error.total())});
  }
  return code;
}

int fail(ExitCode code, const OptionError& error) {
  say_error(code, error.what(), error.remedy());
  return code;
}

int fail(ExitCode code, const MemoryError& error) {
  say_error(code, error.what(), {WayOut::more_memory, {}});
  return code;
}

int fail_without_memory() noexcept {
  static_assert(kExitFile == 4);
  write_without_memory(R"({"level":"error","exit_code":4,"message":")", ": error: ",
                       "the system gives no more memory; --memory-limit stops such work before it begins");
  return kExitFile;
}

void warn_without_memory() noexcept {
  if (!spdlog::default_logger_raw()->should_log(spdlog::level::warn)) return;
  write_without_memory(R"({"level":"warning","message":")", ": warning: ",
                       "the system gives no more memory to say what was done; all outputs are written");
}

}  // namespace crowdvote::cli
