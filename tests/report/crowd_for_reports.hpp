#pragma once

/// Small, reproducible crowds with everything that a report can show.

#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/report.hpp>
#include <crowdvote/strategy_table.hpp>

#include <string>
#include <vector>

namespace crowdvote::test {

/// Text that would do harm if a page interpreted it.
inline const std::string kHostileName =
    "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">&amp;";

/// A flora of `n_observations`: some species are common and some users are experts; every observation has an
/// author, and one in four has a truth. One species, one user and one observation have the name kHostileName.
CrowdData make_crowd(std::size_t n_observations);

/// Runs the strategies on the crowd and condenses their results. `seconds` are invented.
std::vector<ReportRun> run_strategies(const CrowdData& data, const std::vector<std::string>& specs);

}  // namespace crowdvote::test
