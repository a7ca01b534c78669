#include "evaluation/guarded_figures.hpp"

#include "evaluation/share.hpp"

#include <fmt/format.h>

namespace crowdvote {

namespace {

void add_subset(std::vector<GuardedFigure>& figures, std::string_view subset, const SubsetMetrics& m,
                bool is_known) {
  const auto add = [&](const char* name, const std::optional<double>& value,
                       const std::optional<Interval>& interval) {
    figures.push_back({fmt::format("{}.{}", subset, name), value, interval, is_known});
  };
  add("accuracy", m.accuracy, m.accuracy_ci);
  add("label_accuracy", m.label_accuracy, share_interval(m.label_correct, m.n));
  add("valid_accuracy", m.valid_accuracy, share_interval(m.correct, m.valid));
  add("macro_precision", m.macro_precision, m.macro_precision_ci);
  add("macro_recall", m.macro_recall, m.macro_recall_ci);
  add("classes_kept", m.classes_kept, m.classes_kept_ci);
  add("valid", share(m.valid, m.n), share_interval(m.valid, m.n));
}

}  // namespace

std::vector<GuardedFigure> guarded_figures(const RunFigures& run) {
  std::vector<GuardedFigure> figures;
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    add_subset(figures, kSubsetNames[s], run.evaluation ? run.evaluation->subsets[s] : SubsetMetrics{},
               !run.evaluation || s < run.evaluation->n_known_subsets());
  }
  figures.push_back(
      {"valid", share(run.n_valid, run.n_observations), share_interval(run.n_valid, run.n_observations)});
  return figures;
}

}  // namespace crowdvote
