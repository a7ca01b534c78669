#pragma once

/// Joins what several processes have read, each from its part of the files: names get the ids that a single
/// process would give them, and each process gets the statements on a range of the observations.

#include "io/names/name_directory.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/finding.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/read_inputs.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crowdvote {

/// Joins the names of all processes, by process and then by local id.
/// \param id_of_mine becomes the ids in the joined table of the names of this process
[[nodiscard]] NameTable join_names(const NameTable& mine, Exchange& processes,
                                   std::vector<std::uint32_t>& id_of_mine);

/// Numbers the names of all processes in the order of their first appearance in the files.
///
/// Each process owns a range of the observations: those in its files that no process before it has read. If a
/// strategy needs blocks of observations to stay together, the ranges begin at multiples of the block length.
class SharedIds {
 public:
  struct Place {
    std::size_t process;
    ObservationId row;  ///< in that process
  };

  /// Collective: all processes construct it. \param together the length of a block
  SharedIds(const NameTable& mine, std::size_t together, Exchange& processes);

  /// Whether every observation stays on the process that read it, in the row given by its id there.
  [[nodiscard]] bool are_in_place() const { return are_in_place_; }
  /// \param mine the local id of a name in the files of this process
  [[nodiscard]] std::uint64_t number_of(ObservationId mine) const;
  /// The numbers of all names in the files of this process, by local id. REQUIRES: n_all() < kNoId
  [[nodiscard]] std::vector<std::uint32_t> numbers(std::size_t n_mine) const;
  /// How many names appear first in the files of this process, and how many in those of the processes before
  /// it.
  [[nodiscard]] std::uint64_t n_first_here() const { return n_first_here_; }
  [[nodiscard]] std::uint64_t n_first_before() const { return n_first_before_; }
  /// Which process owns an observation, and in which row.
  [[nodiscard]] Place place_of(ObservationId mine) const { return stretch_from(mine).place_of(mine); }
  /// Observations with consecutive local ids that are in consecutive rows of one process.
  struct Stretch {
    std::size_t process;
    ObservationId row;    ///< of the first observation
    ObservationId begin;  ///< the first id
    ObservationId end;    ///< behind the last id that is known to belong to the stretch

    [[nodiscard]] bool holds(ObservationId mine) const { return begin <= mine && mine < end; }
    [[nodiscard]] Place place_of(ObservationId mine) const { return {process, row + (mine - begin)}; }
  };
  [[nodiscard]] Stretch stretch_from(ObservationId mine) const;
  /// The number of observations on the processes before this one.
  [[nodiscard]] std::uint64_t n_before() const { return begin_[processes_.rank()]; }
  [[nodiscard]] std::uint64_t n_all() const { return begin_.back(); }
  /// How many observations are in the files of several processes.
  [[nodiscard]] std::uint64_t n_in_parts() const { return n_in_parts_; }
  /// The names of the observations that this process owns, by row. Collective: all processes call it.
  [[nodiscard]] NameTable names(NameTable&& mine) const;

 private:
  void find_numbers_elsewhere(std::size_t n_mine);
  [[nodiscard]] std::vector<NameElsewhere>::const_iterator elsewhere_from(ObservationId mine) const;

  Exchange& processes_;
  std::vector<NameElsewhere> elsewhere_;
  std::vector<std::uint64_t> number_elsewhere_;  ///< of each of elsewhere_, among all names
  std::uint64_t n_first_before_ = 0;
  std::uint64_t n_first_here_ = 0;
  std::vector<std::uint64_t> begin_;  ///< where the range of each process begins; then the end
  std::uint64_t n_in_parts_ = 0;
  bool are_in_place_ = false;
};

/// Joins what all processes have read, in the order of the files.
[[nodiscard]] std::vector<InputFile> join_files(const std::vector<InputFile>& mine, Exchange& processes);
[[nodiscard]] std::vector<Notice> join_notices(const std::vector<Notice>& mine, Exchange& processes);

/// Findings about a file of votes.
struct FindingsOfFile {
  std::string file;
  std::vector<Finding> findings;
};
[[nodiscard]] std::vector<FindingsOfFile> join_findings(const std::vector<FindingsOfFile>& mine,
                                                        Exchange& processes);

}  // namespace crowdvote
