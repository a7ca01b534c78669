#include "cli/run_program.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crowdvote::testing {

namespace fs = std::filesystem;

namespace {

/// What the child does between fork and exec.
class SpawnActions {
 public:
  SpawnActions() { posix_spawn_file_actions_init(&actions_); }
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  SpawnActions(SpawnActions&&) = delete;
  SpawnActions& operator=(SpawnActions&&) = delete;

  void open(int descriptor, const fs::path& path, int flags) {
    posix_spawn_file_actions_addopen(&actions_, descriptor, path.c_str(), flags, 0600);
  }
  void enter(const fs::path& folder) { posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str()); }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// Restores the default handling of signals, even if the tests run in the background or under nohup.
class UsualSignals {
 public:
  UsualSignals() {
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
  }
  ~UsualSignals() { posix_spawnattr_destroy(&attributes_); }
  UsualSignals(const UsualSignals&) = delete;
  UsualSignals& operator=(const UsualSignals&) = delete;
  UsualSignals(UsualSignals&&) = delete;
  UsualSignals& operator=(UsualSignals&&) = delete;

  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (fs::temp_directory_path() / "crowdvote-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::system_error(errno, std::generic_category(), pattern);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path TemporaryFolder::write(const std::string& name, std::string_view content) const {
  const fs::path file = path_ / name;
  std::ofstream(file, std::ios::binary) << content;
  return file;
}

std::vector<std::string> TemporaryFolder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

Program::Program(const std::vector<std::string>& arguments, const fs::path& folder,
                 const fs::path& standard_input, const fs::path& standard_output) {
  SpawnActions actions;
  actions.open(STDIN_FILENO, standard_input, O_RDONLY);
  actions.open(STDOUT_FILENO, standard_output.empty() ? streams_.path() / "out" : standard_output,
               O_WRONLY | O_CREAT);
  actions.open(STDERR_FILENO, streams_.path() / "err", O_WRONLY | O_CREAT);
  actions.enter(folder);

  std::vector<std::string> words{CROWDVOTE_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const UsualSignals signals;
  const int error =
      posix_spawn(&process_, CROWDVOTE_PROGRAM, actions.get(), signals.get(), argv.data(), environ);
  if (error != 0) throw std::system_error(error, std::generic_category(), CROWDVOTE_PROGRAM);
}

Program::~Program() {
  if (process_ < 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

void Program::send(int signal) const { kill(process_, signal); }

ProgramResult Program::wait() {
  int status = 0;
  if (waitpid(process_, &status, 0) < 0) throw std::system_error(errno, std::generic_category(), "waitpid");
  process_ = -1;
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .out = fs::exists(streams_.path() / "out") ? read_file(streams_.path() / "out") : "",
          .err = read_file(streams_.path() / "err")};
}

ProgramResult run_program(const std::vector<std::string>& arguments) {
  return run_program_in(source_folder(), arguments);
}

ProgramResult run_program_in(const fs::path& folder, const std::vector<std::string>& arguments,
                             const fs::path& standard_input) {
  return Program(arguments, folder, standard_input).wait();
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

fs::path source_folder() { return CROWDVOTE_SOURCE_DIR; }

void expect_golden(const std::string& name, const std::string& text) {
  const fs::path file = source_folder() / "tests" / "golden" / name;
  const char* update = std::getenv("CROWDVOTE_UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return;
  }
  ASSERT_TRUE(fs::exists(file)) << file << " is missing; the target update_golden writes it";
  EXPECT_EQ(read_file(file), text) << "differs from " << file
                                   << "; if it should, the target update_golden rewrites it";
}

}  // namespace crowdvote::testing
