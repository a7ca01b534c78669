#include "cli/messages.hpp"

#include "cli/hints.hpp"
#include <crowdvote/format_figures.hpp>

#include <cstdio>
#include <memory>

#include <fcntl.h>
#include <fmt/format.h>
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

/// The prefix of the level and the text, with control characters written as \x1b. A warning or an error is
/// one line; what the run did may be a table.
class MessageFormatter : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& out) override {
    clear_passing_line();
    const bool is_problem = message.level == spdlog::level::warn || message.level == spdlog::level::err;
    if (is_problem) {
      fmt::format_to(std::back_inserter(out),
                     "aggregate: {}: ", message.level == spdlog::level::warn ? "warning" : "error");
    }
    for (const char c : message.payload) {
      const auto byte = static_cast<unsigned char>(c);
      const bool is_layout = c == '\t' || (c == '\n' && !is_problem);
      if ((byte < 0x20 && !is_layout) || byte == 0x7f) {
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
      } else {
        out.push_back(c);
      }
    }
  }

  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<MessageFormatter>();
  }
};

}  // namespace

void occupy_standard_descriptors() {
  // The lowest free number is taken, so what is opened is one of the three until none is closed.
  int descriptor = open("/dev/null", O_RDWR);
  while (descriptor >= 0 && descriptor <= STDERR_FILENO) descriptor = open("/dev/null", O_RDWR);
  if (descriptor > STDERR_FILENO) close(descriptor);
}

void start_messages() {
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<MessageFormatter>('*').set_pattern("%*");
  auto logger =
      std::make_shared<spdlog::logger>("aggregate", std::make_shared<spdlog::sinks::stderr_sink_st>());
  logger->set_formatter(std::move(formatter));
  spdlog::set_default_logger(std::move(logger));
}

void set_verbosity(Verbosity verbosity) {
  switch (verbosity) {
    case Verbosity::quiet:
      spdlog::set_level(spdlog::level::err);
      break;
    case Verbosity::normal:
      spdlog::set_level(spdlog::level::info);
      break;
    case Verbosity::verbose:
      spdlog::set_level(spdlog::level::debug);
      break;
  }
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
  spdlog::error("{}", what);
  return code;
}

int fail(ExitCode code, const InputError& error) {
  for (const Problem& problem : error.problems()) {
    spdlog::error("{}", with_hint(problem.text(), problem.remedy));
  }
  const std::size_t untold = error.total() - error.problems().size();
  if (untold > 0) {
    const Remedy remedy{WayOut::more_problems, std::to_string(error.total())};
    spdlog::error("{}", with_hint(fmt::format("{} not shown", count_of(untold, "more problem")), remedy));
  }
  return code;
}

int fail(ExitCode code, const OptionError& error) {
  return fail(code, with_hint(error.what(), error.remedy()));
}

int fail(ExitCode code, const MemoryError& error) {
  return fail(code, with_hint(error.what(), {WayOut::more_memory, {}}));
}

}  // namespace crowdvote::cli
