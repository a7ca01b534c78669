// Charts of strategies that model how users err.

#include "report/charts.hpp"
#include "report/figure_text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crowdvote {

namespace {

constexpr const char* kAllUsers = "all";  ///< value of the choice; users are chosen by their ids

/// Rows of the heat map, filled table by table.
struct ConfusionRows {
  std::vector<std::string> runs;
  std::vector<std::string> users{kAllUsers};  ///< values of the choice
  std::vector<std::string> names{"All users"};
  Json labels = Json::array();
  Json cells = Json::array();

  void add(const ReportInput& input, const ReportRun& run) {
    runs.push_back(run.name);
    for (const LabelId label : run.confusion.front().labels) {
      labels.push_back({{"run", run.name}, {"label", name_of(input.data, label)}});
    }
    for (const ConfusionTable& table : run.confusion) add_table(input.data, run.name, table);
  }

 private:
  static std::string name_of(const CrowdData& data, LabelId label) {
    return shortened(data.labels.str(label), 40);
  }

  void add_table(const CrowdData& data, const std::string& run, const ConfusionTable& table) {
    const std::string user = table.user == kNoUser ? kAllUsers : std::to_string(table.user);
    if (std::find(users.begin(), users.end(), user) == users.end()) {
      users.push_back(user);
      names.push_back(shortened(data.users.str(table.user), 40));
    }
    for (std::size_t place = 0; place < table.chance.size(); ++place) {
      if (table.count[place] == 0) continue;
      cells.push_back({{"run", run},
                       {"user", user},
                       {"truth", name_of(data, table.labels[place / table.labels.size()])},
                       {"label", name_of(data, table.labels[place % table.labels.size()])},
                       {"chance", rounded(table.chance[place])},
                       {"votes", rounded(table.count[place])}});
    }
  }
};

/// Whether there are users with different numbers of votes and different skills to show.
bool varies(const std::vector<SkillSpread>& spreads) {
  return spreads.size() > 1 && std::any_of(spreads.begin(), spreads.end(), [&](const SkillSpread& spread) {
           return spread.low < spread.high || spread.median != spreads.front().median;
         });
}

}  // namespace

std::optional<ChartSpec> chart_objective(const ReportInput& input) {
  std::vector<std::string> runs;
  Json rows = Json::array();
  for (const ReportRun& run : detailed_runs(input)) {
    const std::vector<RoundRecord>& rounds = run.diagnostics.rounds;
    if (rounds.size() < 2 || !rounds.front().objective) continue;
    runs.push_back(run.name);
    for (std::size_t r = 0; r < rounds.size(); ++r) {
      if (!rounds[r].objective) continue;
      // All digits, because late rounds differ only in the last ones.
      rows.push_back({{"run", run.name}, {"round", r + 1}, {"objective", *rounds[r].objective}});
    }
  }
  if (rows.empty()) return std::nullopt;
  ChartSpec chart("objective", "objective");
  chart.set_choice("run", runs.front(), runs);
  chart.set_values("rounds", std::move(rows));
  chart.set_table("rounds");
  return chart;
}

std::optional<ChartSpec> chart_skill_by_votes(const ReportInput& input) {
  std::vector<std::string> runs;
  Json rows = Json::array();
  for (const ReportRun& run : detailed_runs(input)) {
    if (!varies(run.skill_spread)) continue;
    runs.push_back(run.name);
    for (const SkillSpread& spread : run.skill_spread) {
      const double middle =
          std::sqrt(static_cast<double>(spread.least_votes) * static_cast<double>(spread.most_votes));
      rows.push_back({{"run", run.name},
                      {"votes", rounded(middle)},
                      {"least_votes", spread.least_votes},
                      {"most_votes", spread.most_votes},
                      {"users", spread.users},
                      {"low", rounded(spread.low)},
                      {"lower_quartile", rounded(spread.lower_quartile)},
                      {"median", rounded(spread.median)},
                      {"upper_quartile", rounded(spread.upper_quartile)},
                      {"high", rounded(spread.high)}});
    }
  }
  if (rows.empty()) return std::nullopt;
  ChartSpec chart("skill_by_votes", "skill_by_votes");
  chart.set_choice("run", runs.front(), runs);
  chart.set_values("spreads", std::move(rows));
  chart.set_table("spreads");
  return chart;
}

std::optional<ChartSpec> chart_confusion(const ReportInput& input) {
  ConfusionRows rows;
  for (const ReportRun& run : detailed_runs(input)) {
    if (!run.confusion.empty() && rows.runs.size() < kRunsWithConfusion) rows.add(input, run);
  }
  if (rows.runs.empty()) return std::nullopt;
  ChartSpec chart("confusion", "confusion");
  chart.set_choice("run", rows.runs.front(), rows.runs);
  chart.set_choice("user", kAllUsers, rows.users, rows.names);
  chart.set_values("labels", std::move(rows.labels));
  chart.set_values("cells", std::move(rows.cells));
  chart.set_table("cells");
  return chart;
}

}  // namespace crowdvote
