#pragma once

/// Runs the program as a user does: arguments in, exit code and both streams out, each apart.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace crowdvote::testing {

struct ProgramResult {
  int exit_code = -1;  ///< 128 + the signal where one ended it
  std::string out;
  std::string err;
};

/// A folder of its own that is removed with all that is in it.
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
  /// Names of what is in it, in order.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  std::filesystem::path path_;
};

/// A run that is still going on.
class Program {
 public:
  /// \param folder where it runs
  /// \param standard_output a path; empty: kept, and returned by wait()
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

/// Runs in the folder of the sources, so that data/... names the samples.
[[nodiscard]] ProgramResult run_program(const std::vector<std::string>& arguments);
[[nodiscard]] ProgramResult run_program_in(const std::filesystem::path& folder,
                                           const std::vector<std::string>& arguments,
                                           const std::filesystem::path& standard_input = "/dev/null");

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
[[nodiscard]] std::filesystem::path source_folder();

/// Compares with the file tests/golden/NAME, or writes it where the environment has
/// CROWDVOTE_UPDATE_GOLDEN=1.
void expect_golden(const std::string& name, const std::string& text);

}  // namespace crowdvote::testing
