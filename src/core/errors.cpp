#include <crowdvote/errors.hpp>

#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

std::string join_problems(const std::vector<Problem>& problems, std::size_t total) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) text += '\n';
    text += problem.text();
  }
  if (total > problems.size()) {
    text += fmt::format("\n... and {} more problem{}", total - problems.size(),
                        total - problems.size() == 1 ? "" : "s");
  }
  return text;
}

std::string describe_io_failure(const std::string& path, const std::string& operation, int error_number,
                                const std::string& advice) {
  std::string text = fmt::format("cannot {} '{}'", operation, path);
  if (error_number != 0) text += fmt::format(": {}", std::generic_category().message(error_number));
  if (!advice.empty()) text += fmt::format(". {}", advice);
  return text;
}

/// A size with its unit, rounded up.
std::string size_text(std::uint64_t bytes) {
  constexpr std::uint64_t kMegabyte = 1'000'000;
  return fmt::format("{} MB", bytes / kMegabyte + (bytes % kMegabyte != 0 ? 1 : 0));
}

}  // namespace

std::string Problem::place() const {
  if (line != 0 && column != 0) return fmt::format("{}:{}:{}", file, line, column);
  if (line != 0) return fmt::format("{}:{}", file, line);
  if (has_offset) return fmt::format("{}: byte {}", file, offset);
  return file;
}

std::string Problem::message() const {
  std::string text = what;
  const auto add = [&text](std::string_view word, const std::string& part) {
    if (!part.empty()) text += fmt::format("{}{} {}", text.empty() ? "" : "; ", word, part);
  };
  add("found", found);
  add("expected", expected);
  return text;
}

std::string Problem::text() const { return fmt::format("{}: {}", place(), message()); }

InputError::InputError(Problem problem) : InputError(std::vector<Problem>{std::move(problem)}, 1) {}

InputError::InputError(std::vector<Problem> problems, std::size_t total)
    : std::runtime_error(join_problems(problems, total)), problems_(std::move(problems)), total_(total) {}

IoError::IoError(const std::string& path, const std::string& operation, int error_number,
                 const std::string& advice)
    : std::runtime_error(describe_io_failure(path, operation, error_number, advice)),
      path_(path),
      error_number_(error_number) {}

MemoryError::MemoryError(std::string_view work, std::uint64_t needed, std::uint64_t limit)
    : std::runtime_error(fmt::format("not enough memory for {}: about {} are needed, and the limit is {}",
                                     work, size_text(needed), size_text(limit))),
      needed_(needed),
      limit_(limit) {}

void ProblemList::add(Problem problem) {
  ++total_;
  if (problems_.size() < most_kept_) problems_.push_back(std::move(problem));
  if (total_ == kMost) throw_if_any();
}

void ProblemList::throw_if_any() const {
  if (total_ > 0) throw InputError(problems_, total_);
}

}  // namespace crowdvote
