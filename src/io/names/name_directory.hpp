#pragma once

/// Names of which each process has a part: which of them stand in several processes.
///
/// No process has all names. Each answers for those that are dealt to it: integers by their values, texts by their hashes.
/// Of most texts it sees no more than the hash. Only where a hash comes twice are the texts themselves compared, so that
/// two of one hash stay two.

#include <crowdvote/exchange.hpp>
#include <crowdvote/name_table.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

/// A name of this process that one before it has, too.
struct NameElsewhere {
  std::uint32_t id;       ///< here
  std::uint32_t process;  ///< the first that has the name
  std::uint32_t id_there;
};

/// The names of this process that stand in one before it, by their ids. All processes call it.
[[nodiscard]] std::vector<NameElsewhere> find_names_elsewhere(const NameTable& names, Exchange& processes);

/// Of a name; it is never 0.
[[nodiscard]] std::uint64_t directory_hash(const Name& name);

/// A process that has a name with the hash that stands in this place among those that are asked for: most likely the name.
struct NameHolder {
  std::uint32_t place;
  std::uint32_t process;
};

/// Which processes have names with these hashes, by place and process. All processes call it.
/// \param asked 0 is left out \param names of this process
[[nodiscard]] std::vector<NameHolder> find_holders(std::span<const std::uint64_t> asked,
                                                   const NameTable& names, Exchange& processes);

/// By name of `asked`, whether any process has it in its `names`. All processes call it.
[[nodiscard]] std::vector<bool> are_names_anywhere(const NameTable& asked, const NameTable& names,
                                                   Exchange& processes);

/// The places of the hashes, in order, that stand more than once in all processes. All processes call it.
/// \param hashes 0 is left out
[[nodiscard]] std::vector<std::uint32_t> find_equal_hashes(std::span<const std::uint64_t> hashes,
                                                           Exchange& processes);

}  // namespace crowdvote
