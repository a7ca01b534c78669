#include <crowdvote/consensus.hpp>

#include <algorithm>

namespace crowdvote {

const NamedColumn* Table::find(std::string_view name) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const NamedColumn& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

std::string_view word_of(StopReason reason) {
  switch (reason) {
    case StopReason::one_pass:
      return "one_pass";
    case StopReason::fixed_point:
      return "fixed_point";
    case StopReason::tolerance:
      return "tolerance";
    case StopReason::round_limit:
      return "round_limit";
    case StopReason::cycle:
      return "cycle";
  }
  return "";
}

std::optional<bool> Diagnostics::converged() const {
  switch (stop) {
    case StopReason::one_pass:
      return is_tested ? std::optional(true) : std::nullopt;
    case StopReason::fixed_point:
    case StopReason::tolerance:
      return true;
    case StopReason::cycle:
      return false;
    case StopReason::round_limit:
      break;
  }
  return is_tested ? std::optional(false) : std::nullopt;
}

std::size_t Consensus::n_valid() const {
  return static_cast<std::size_t>(std::count(valid.begin(), valid.end(), std::uint8_t{1}));
}

}  // namespace crowdvote
