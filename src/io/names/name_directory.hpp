#pragma once

/// Finds which names several processes have if each process holds only part of the names.
///
/// No process has all names. Each process is responsible for some of them: for integers by value, for texts
/// by hash. For most texts it receives only the hash. Only if a hash occurs twice are the texts themselves
/// compared, so that different texts with equal hashes are told apart.

#include <crowdvote/exchange.hpp>
#include <crowdvote/name_table.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

/// A name of this process that a process before it has too.
struct NameElsewhere {
  std::uint32_t id;       ///< on this process
  std::uint32_t process;  ///< the first process that has the name
  std::uint32_t id_there;
};

/// Returns the names of this process that a process before it has, by id. Collective: all processes call it.
[[nodiscard]] std::vector<NameElsewhere> find_names_elsewhere(const NameTable& names, Exchange& processes);

/// The hash of a name; never 0.
[[nodiscard]] std::uint64_t directory_hash(const Name& name);

/// A process that has a name with the hash at this position of the query: most likely the queried name.
struct NameHolder {
  std::uint32_t place;
  std::uint32_t process;
};

/// Finds which processes have names with these hashes, sorted by position and process. Collective: all
/// processes call it.
/// \param asked hashes; 0 is skipped
/// \param names of this process
[[nodiscard]] std::vector<NameHolder> find_holders(std::span<const std::uint64_t> asked,
                                                   const NameTable& names, Exchange& processes);

/// For each name of `asked`, whether any process has it in its `names`. Collective: all processes call it.
[[nodiscard]] std::vector<bool> are_names_anywhere(const NameTable& asked, const NameTable& names,
                                                   Exchange& processes);

/// Returns the positions of the hashes that occur more than once across all processes, in ascending order.
/// Collective: all processes call it.
/// \param hashes 0 is skipped
[[nodiscard]] std::vector<std::uint32_t> find_equal_hashes(std::span<const std::uint64_t> hashes,
                                                           Exchange& processes);

}  // namespace crowdvote
