#include "report/assets.hpp"

#include <algorithm>
#include <cassert>

namespace crowdvote {

std::string_view report_asset(std::string_view name) {
  const auto& assets = report_assets();
  const auto found = std::find_if(assets.begin(), assets.end(),
                                  [&](const ReportAsset& asset) { return asset.name == name; });
  assert(found != assets.end());
  return {reinterpret_cast<const char*>(found->bytes), found->size};
}

}  // namespace crowdvote
