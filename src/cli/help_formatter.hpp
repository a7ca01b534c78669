#pragma once

/// The layout of --help.

#include <string>
#include <utility>

#include <CLI/CLI.hpp>

namespace crowdvote::cli {

class HelpFormatter : public CLI::FormatterBase {
 public:
  /// \param usage what follows the program's name, as in "VOTES [options]"
  explicit HelpFormatter(std::string usage) : usage_(std::move(usage)) {}

  [[nodiscard]] std::string make_help(const CLI::App* app, std::string name,
                                      CLI::AppFormatMode mode) const override;

 private:
  std::string usage_;
};

}  // namespace crowdvote::cli
