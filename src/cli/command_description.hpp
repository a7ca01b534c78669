#pragma once

/// What a command takes, as data: manual pages and completions are made of it.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace crowdvote::cli {

/// What a shell can offer as a value.
struct Offer {
  enum class Kind { nothing, words, files, folders, strategies };

  Kind kind = Kind::nothing;
  std::vector<std::string> words = {};  ///< of Kind::words; of Kind::strategies, those beside their names
};

/// By the long name of an option with its dashes, or the name of an argument.
using Offers = std::map<std::string, Offer, std::less<>>;

/// An option, or an argument that stands without one.
struct DescribedOption {
  std::vector<std::string> names;  ///< "-o", "--output"; of an argument "VOTES"
  std::string type;                ///< "FILE"; empty where no value follows
  std::string help;
  Offer offer;
  bool repeats = false;  ///< may be given several times

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
  std::vector<DescribedOption> strategy_options;  ///< options of strategies that are flags too
  bool has_page = true;                           ///< a manual page of its own

  /// "compare"; empty for the main job.
  [[nodiscard]] std::string_view short_name() const;
  /// Those of all groups, and then of the strategies.
  [[nodiscard]] std::vector<DescribedOption> all_options() const;
  /// Whether a strategy can be given in some way.
  [[nodiscard]] bool takes_strategy() const;
};

/// Without a summary, which is not the command's own.
/// \param offers what was declared; files, folders and strategies follow from the types of values
[[nodiscard]] DescribedCommand describe_command(const CLI::App& app, const std::string& usage,
                                                const Offers& offers);

}  // namespace crowdvote::cli
