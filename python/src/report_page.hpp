#pragma once

/// What reports and charts are made of.

#include "crowd.hpp"
#include <crowdvote/compare.hpp>
#include <crowdvote/report.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crowdvote::python {

/// Runs over one crowd, condensed to what a page shows.
struct ReportPage {
  std::shared_ptr<Crowd> crowd;
  std::vector<ReportRun> runs = {};
  std::optional<CopiesShown> copies = {};

  /// \param outcome without its options
  void add(RunOutcome outcome, const StrategyOptions& strategy);
  /// Of runs that were compared, the last ones that were added.
  void add_tests(const Comparison& comparison);
};

}  // namespace crowdvote::python
