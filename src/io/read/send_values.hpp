#pragma once

/// Sends values to the processes that own their observations or users.

#include "io/records/values.hpp"
#include <crowdvote/exchange.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace crowdvote {

/// Values received from all processes, in the order of the senders.
struct ArrivedValues {
  Values values;                         ///< what describes the file is that of the values of this process
  std::vector<std::size_t> sender_ends;  ///< by sender, the end of its values
  std::vector<std::uint32_t> place;      ///< sent along with keys: position among the values of the sender
};

/// Returns, by process, which of the values [begin, end) belong there, in order.
using FindOwners = std::function<std::vector<std::vector<std::uint32_t>>(std::size_t begin, std::size_t end)>;

/// Sends the values in portions, so that data in transit stays small compared with the values; values that
/// stay are not copied. Collective: all processes call it.
/// \param n_sent by process, how many values it has
/// \param with_keys whether keys are sent as well
[[nodiscard]] ArrivedValues send_values(Values&& values, std::span<const std::uint64_t> n_sent,
                                        const FindOwners& find_owners, bool with_keys, Exchange& processes);

}  // namespace crowdvote
