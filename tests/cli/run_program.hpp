#pragma once

/// Runs the program as a user does: takes arguments and returns the exit code and both output streams
/// separately.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace crowdvote::testing {

struct ProgramResult {
  int exit_code = -1;  ///< 128 + the number of the signal if one ended it
  std::string out;
  std::string err;
};

/// A separate folder that is removed with all its content.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Writes a file into it and returns its path.
  std::filesystem::path write(const std::string& name, std::string_view content) const;
  /// The names of the files in it, sorted.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  std::filesystem::path path_;
};

/// A run in progress.
class Program {
 public:
  /// \param folder the working directory
  /// \param standard_output a path; empty: it is captured and returned by wait()
  Program(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
          const std::filesystem::path& standard_input = "/dev/null",
          const std::filesystem::path& standard_output = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  Program(Program&&) = delete;
  Program& operator=(Program&&) = delete;

  void send(int signal) const;
  [[nodiscard]] ProgramResult wait();

 private:
  TemporaryFolder streams_;
  pid_t process_ = -1;
};

/// Runs in the source folder, so that data/... are the samples.
[[nodiscard]] ProgramResult run_program(const std::vector<std::string>& arguments);
[[nodiscard]] ProgramResult run_program_in(const std::filesystem::path& folder,
                                           const std::vector<std::string>& arguments,
                                           const std::filesystem::path& standard_input = "/dev/null");

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
[[nodiscard]] std::filesystem::path source_folder();

/// Compares the text with the file tests/golden/NAME, or writes that file if CROWDVOTE_UPDATE_GOLDEN=1 is set
/// in the environment.
void expect_golden(const std::string& name, const std::string& text);

}  // namespace crowdvote::testing
