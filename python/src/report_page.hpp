#pragma once

/// What reports and charts are made of.

#include "crowd.hpp"
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
};

}  // namespace crowdvote::python
