#pragma once

/// Values on their way to the processes that have the observations or users.

#include "io/records/values.hpp"
#include <crowdvote/exchange.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace crowdvote {

/// Values that processes have sent, in the order of the senders.
struct ArrivedValues {
  Values values;                         ///< what is said of the file is that of the values here
  std::vector<std::size_t> sender_ends;  ///< behind the last value of each
  std::vector<std::uint32_t> place;      ///< with keys: of each value among those of its sender
};

/// By process, which of the values [begin, end) go there, in order.
using FindOwners = std::function<std::vector<std::vector<std::uint32_t>>(std::size_t begin, std::size_t end)>;

/// Some values are sent at a time, so that what is on its way stays small beside the values; those that stay are not moved.
/// All processes call it.
/// \param n_sent by process, how many values it has \param with_keys whether keys are sent, too
[[nodiscard]] ArrivedValues send_values(Values&& values, std::span<const std::uint64_t> n_sent,
                                        const FindOwners& find_owners, bool with_keys, Exchange& processes);

}  // namespace crowdvote
