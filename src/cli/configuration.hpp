#pragma once

/// The file of --config: TOML whose keys are the long names of the command's options.

#include <iosfwd>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace crowdvote::cli {

/// CLI11's reader of TOML, with an error for a key that the command does not have, and the nearest it has. A
/// table named like an option that may be given several times holds its values as NAME = VALUE.
class Configuration : public CLI::ConfigTOML {
 public:
  /// \param app must outlive this
  explicit Configuration(const CLI::App& app) : app_(app) {}

  [[nodiscard]] std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  void check_key(const CLI::ConfigItem& entry) const;

  const CLI::App& app_;
};

/// Says of the file of --config why it cannot be read.
[[noreturn]] void throw_unreadable_configuration(const CLI::App& app);

}  // namespace crowdvote::cli
