#include "io/side_keys.hpp"

namespace crowdvote {

std::vector<std::uint32_t> SideKeys::number_all() {
  std::vector<std::uint32_t> places;
  places.reserve(n_keys_);
  for (std::size_t place = 0; place < is_taken_.size(); ++place) {
    if (!is_taken_[place]) continue;
    table_.intern((*this)[place]);
    places.push_back(static_cast<std::uint32_t>(place));
  }
  are_places_ = false;
  is_taken_ = {};
  return places;
}

}  // namespace crowdvote
