#include <crowdvote/crowd_data.hpp>

namespace crowdvote {

std::vector<std::uint64_t> CrowdData::tie_hashes(std::uint64_t seed) const {
  std::vector<std::uint64_t> hashes(observations.size());
  for (ObservationId i = 0; i < hashes.size(); ++i) hashes[i] = observations.hash(i, seed);
  return hashes;
}

}  // namespace crowdvote
