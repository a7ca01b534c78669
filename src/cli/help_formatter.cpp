#include "cli/help_formatter.hpp"

#include "cli/help_text.hpp"

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

std::string describe(const CLI::Option& option) {
  const bool is_positional = option.get_positional();
  std::string left = option.get_name(is_positional, !is_positional);
  for (std::size_t comma = left.find(",--"); comma != std::string::npos;
       comma = left.find(",--", comma + 1)) {
    left.insert(comma + 1, " ");
  }
  if (!is_positional && option.get_type_size() != 0) left += " " + option.get_type_name();
  return help_line(left, option.get_description());
}

std::string describe(const std::string& title, const std::vector<const CLI::Option*>& options) {
  if (options.empty()) return {};
  std::string text = fmt::format("\n{}:\n", title);
  for (const CLI::Option* option : options) text += describe(*option);
  return text;
}

}  // namespace

void HelpFormatter::add_section(const std::string& group, const std::string& title,
                                const std::string& lines) {
  sections_[group] += fmt::format("\n{}:\n{}", title, lines);
}

std::string HelpFormatter::screen(const CLI::App& app, const std::vector<std::string>& options,
                                  const std::string& footer) const {
  std::vector<const CLI::Option*> shown;
  for (const std::string& name : options) shown.push_back(app.get_option(name));
  return fmt::format("{}\n\nUsage: {} {}\n", app.get_description(), app.get_name(), usage_) +
         describe("Options", shown) + "\n" + footer;
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string /*name*/,
                                     CLI::AppFormatMode /*mode*/) const {
  std::string text =
      fmt::format("{}\n\nUsage: {} {}\n", app->get_description(), app->get_name(), usage_) +
      describe("Arguments", app->get_options([](const CLI::Option* o) { return o->get_positional(); }));
  for (const std::string& group : app->get_groups()) {
    if (group.empty()) continue;
    text += describe(group, app->get_options([&group](const CLI::Option* option) {
      return option->get_group() == group && option->nonpositional();
    }));
    const auto sections = sections_.find(group);
    if (sections != sections_.end()) text += sections->second;
  }
  return text + "\n" + app->get_footer();
}

}  // namespace crowdvote::cli
