#pragma once

/// The layout of --help.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace crowdvote::cli {

class HelpFormatter : public CLI::FormatterBase {
 public:
  /// \param usage what follows the program's name, such as "VOTES [options]"
  explicit HelpFormatter(std::string usage) : usage_(std::move(usage)) {}

  [[nodiscard]] const std::string& usage() const { return usage_; }

  void add_section(const std::string& group, const std::string& title, const std::string& lines);

  /// The help of -h: usage, these options, then `footer`.
  [[nodiscard]] std::string screen(const CLI::App& app, const std::vector<std::string>& options,
                                   const std::string& footer) const;

  [[nodiscard]] std::string make_help(const CLI::App* app, std::string name,
                                      CLI::AppFormatMode mode) const override;

 private:
  std::string usage_;
  std::map<std::string, std::string> sections_;  ///< text after each group
};

}  // namespace crowdvote::cli
