#include "evaluation/text_table.hpp"
#include <crowdvote/evaluation_table.hpp>

#include <fmt/format.h>

namespace crowdvote {

namespace {

std::string format_share(const std::optional<double>& share) {
  return share ? fmt::format("{:.3f}", *share) : "-";
}

std::string format_share(const std::optional<double>& share, const std::optional<Interval>& interval) {
  if (!share || !interval) return format_share(share);
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", *share, interval->low, interval->high);
}

}  // namespace

std::string format_evaluation(const Evaluation& evaluation) {
  TextTable table({"subset", "observations", "valid", "accuracy", "of labels", "of valid", "macro precision",
                   "macro recall", "classes", "classes kept"});
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    const SubsetMetrics& m = evaluation.subsets[s];
    table.add_row({std::string(kSubsetNames[s]), std::to_string(m.n), std::to_string(m.valid),
                   format_share(m.accuracy, m.accuracy_ci), format_share(m.label_accuracy),
                   format_share(m.valid_accuracy), format_share(m.macro_precision),
                   format_share(m.macro_recall), std::to_string(m.classes_truth),
                   format_share(m.classes_kept, m.classes_kept_ci)});
  }
  std::string text = table.text();
  if (evaluation.truth_without_votes != 0) {
    text +=
        fmt::format("left out: {} observations with a truth and no vote\n", evaluation.truth_without_votes);
  }
  if (evaluation.left_without_votes != 0) {
    text += fmt::format("left out: {} observations all of whose votes were held out\n",
                        evaluation.left_without_votes);
  }
  return text;
}

}  // namespace crowdvote
