#pragma once

/// The file of --config: TOML whose keys are the long names of the command's options.

#include <cstddef>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace crowdvote::cli {

/// Gives CLI11 what toml++ reads; CLI11's own reader accepts much that is no TOML. A key that the command does
/// not have is an error, with the nearest it has. A table named like an option that may be given several times
/// holds its values as NAME = VALUE. Arguments without dashes are keys too, in lower case:
/// `votes = "votes.csv"`.
class Configuration : public CLI::ConfigTOML {
 public:
  /// \param app must outlive this
  explicit Configuration(const CLI::App& app) : app_(app) {}

  [[nodiscard]] std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

  /// "site.toml:3: " where the file gives the option; else empty.
  /// \param option its long name without dashes
  [[nodiscard]] std::string place_of(const std::string& option) const;

 private:
  void check_key(const std::string& key, bool is_table, const std::string& place) const;

  const CLI::App& app_;
  mutable std::map<std::string, std::size_t> line_of_;  ///< by key; CLI11 reads const
};

/// Says of the file of --config why it cannot be read.
[[noreturn]] void throw_unreadable_configuration(const CLI::App& app);

}  // namespace crowdvote::cli
