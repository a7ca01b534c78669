#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace crowdvote {

/// One file that is built into the library: the page with its style and scripts, the theme, or a chart.
struct ReportAsset {
  std::string_view name;  ///< "page.html", "theme.json", "valid.vg.json"
  const unsigned char* bytes;
  std::size_t size;
};

/// All of them. The source is made by cmake/report_assets.cmake.
[[nodiscard]] const std::vector<ReportAsset>& report_assets();

/// REQUIRES: there is an asset of that name.
[[nodiscard]] std::string_view report_asset(std::string_view name);

}  // namespace crowdvote
