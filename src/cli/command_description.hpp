#pragma once

/// What a command accepts, as data from which manual pages and completions are made.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace crowdvote::cli {

/// What a shell can offer to complete a value.
struct Offer {
  enum class Kind { nothing, words, files, folders, strategies };

  Kind kind = Kind::nothing;
  std::vector<std::string> words = {};  ///< for Kind::words; for Kind::strategies, those besides their names
};

/// By the long name of an option, with its dashes, or by the name of an argument.
using Offers = std::map<std::string, Offer, std::less<>>;

/// An option, or a positional argument.
struct DescribedOption {
  std::vector<std::string> names;  ///< "-o", "--output"; for an argument "VOTES"
  std::string type;                ///< "FILE"; empty if no value follows
  std::string help;
  Offer offer;
  bool repeats = false;  ///< whether it may be given several times

  [[nodiscard]] bool takes_value() const { return !type.empty(); }
};

struct DescribedGroup {
  std::string title;
  std::vector<DescribedOption> options;
};

struct DescribedCommand {
  std::string name;         ///< "aggregate compare"
  std::string summary;      ///< "run several strategies side by side"
  std::string usage;        ///< as CommandHelp::usage
  std::string description;  ///< a sentence
  std::string footer;
  std::vector<DescribedOption> arguments;
  std::vector<DescribedGroup> groups;             ///< in the order of the help
  std::vector<DescribedOption> strategy_options;  ///< options of strategies that are also flags
  bool has_page = true;                           ///< whether it has a manual page of its own

  /// "compare"; empty for the main command.
  [[nodiscard]] std::string_view short_name() const;
  /// The options of all groups, followed by those of the strategies.
  [[nodiscard]] std::vector<DescribedOption> all_options() const;
  /// Whether a strategy can be given in any way.
  [[nodiscard]] bool takes_strategy() const;
};

/// Leaves the summary empty, as the command itself does not have it.
/// \param offers declared explicitly; offers of files, folders and strategies follow from the types of values
[[nodiscard]] DescribedCommand describe_command(const CLI::App& app, const std::string& usage,
                                                const Offers& offers);

}  // namespace crowdvote::cli
