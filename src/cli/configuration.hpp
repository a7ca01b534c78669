#pragma once

/// The file given by --config: TOML whose keys are the long names of the command's options.

#include <cstddef>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace crowdvote::cli {

/// Passes CLI11 what toml++ reads, because CLI11's own reader accepts much that is not TOML. A key that the
/// command does not have is an error, which suggests the nearest one. A table named like an option that may
/// be given several times holds its values as NAME = VALUE. Positional arguments are keys too, in lower case:
/// `votes = "votes.csv"`.
class Configuration : public CLI::ConfigTOML {
 public:
  /// \param app must outlive this object
  explicit Configuration(const CLI::App& app) : app_(app) {}

  [[nodiscard]] std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

  /// "site.toml:3: " if the file sets the option; otherwise empty.
  /// \param option the long name without dashes
  [[nodiscard]] std::string place_of(const std::string& option) const;

 private:
  void check_key(const std::string& key, bool is_table, const std::string& place) const;

  const CLI::App& app_;
  /// By key; mutable because CLI11 reads through a const function.
  mutable std::map<std::string, std::size_t> line_of_;
};

/// Reports why the file given by --config cannot be read.
[[noreturn]] void throw_unreadable_configuration(const CLI::App& app);

}  // namespace crowdvote::cli
