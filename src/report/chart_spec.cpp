#include "report/chart_spec.hpp"

#include "report/assets.hpp"
#include "report/figure_text.hpp"
#include <crowdvote/consensus.hpp>

#include <algorithm>
#include <cassert>

namespace crowdvote {

namespace {

/// The parts that are the same in each specification.
Json common_to_all() {
  return {{"$schema", "https://vega.github.io/schema/vega/v5.json"},
          {"description", ""},
          {"usermeta", Json::object()},
          {"width", 520},
          {"height", nullptr},
          {"padding", 4},
          {"autosize", {{"type", "fit-x"}, {"contains", "padding"}}}};
}

Json ticks(std::initializer_list<int> digits, double least_step, double most) {
  Json rows = Json::array({{{"value", 0}}});
  for (double decade = least_step; decade <= most; decade *= 10) {
    for (const int digit : digits) {
      if (digit * decade <= most) rows.push_back({{"value", rounded(digit * decade)}});
    }
  }
  return rows;
}

/// The space for the longest name, in pixels.
std::size_t legend_column_width(const std::vector<std::string>& names) {
  constexpr std::size_t kCharacter = 7;
  constexpr std::size_t kSymbolAndPadding = 50;
  std::size_t longest = 0;
  for (const std::string& name : names) longest = std::max(longest, name.size());
  return longest * kCharacter + kSymbolAndPadding;
}

}  // namespace

ChartSpec::ChartSpec(std::string id, std::string_view asset) : id_(std::move(id)), spec_(common_to_all()) {
  spec_.update(Json::parse(report_asset(std::string(asset) + ".vg.json")));
  if (spec_["height"].is_null()) spec_.erase("height");  // a signal replaces it
}

void ChartSpec::set_values(std::string_view data, Json rows) {
  named("data", data)["values"] = std::move(rows);
}

void ChartSpec::set_title(std::string_view title, std::string_view caption, std::string_view description) {
  spec_["description"] = description;
  spec_["usermeta"]["title"] = title;
  spec_["usermeta"]["caption"] = caption;
}

void ChartSpec::set_logarithmic(std::string_view scale, Json domain) {
  Json& changed = named("scales", scale);
  changed["type"] = "symlog";
  changed["domain"] = std::move(domain);
}

void ChartSpec::set_choice(std::string_view signal, const std::string& chosen,
                           const std::vector<std::string>& options, const std::vector<std::string>& labels) {
  Json& choice = named("signals", signal);
  choice["value"] = chosen;
  if (options.size() < 2) {
    choice.erase("bind");
    return;
  }
  choice["bind"]["options"] = options;
  choice["bind"]["labels"] = labels.empty() ? options : labels;
}

void ChartSpec::set_series(const std::vector<std::string>& names, const std::vector<std::string>& shown) {
  Json rows = Json::array();
  for (const std::string& name : names) rows.push_back({{"name", name}});
  set_values("series", std::move(rows));
  if (shown.size() < 2) {
    spec_.erase("legends");
  } else {
    spec_["legends"][0]["values"] = shown;
    named("signals", "legend_column")["value"] = legend_column_width(shown);
  }
}

Json& ChartSpec::named(std::string_view list, std::string_view name) {
  Json& members = spec_[std::string(list)];
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const Json& member) { return member.value("name", "") == name; });
  assert(found != members.end());
  return *found;
}

void add_tooltip(Json& row, std::initializer_list<std::pair<std::string_view, std::string>> lines) {
  std::string description;
  for (const auto& [label, text] : lines) {
    row["tooltip"][std::string(label)] = text;
    description.append(description.empty() ? "" : "; ").append(label).append(": ").append(text);
  }
  row["description"] = description;
}

Json ticks_1_2_5(double least_step, double most) { return ticks({1, 2, 5}, least_step, most); }

Json ticks_in_steps(double step, double most) {
  Json rows = Json::array();
  for (int tick = 0; tick * step <= most + kEpsilon; ++tick)
    rows.push_back({{"value", rounded(tick * step)}});
  return rows;
}

Json ticks_of_ten(double most) { return ticks({1}, 1, most); }

}  // namespace crowdvote
