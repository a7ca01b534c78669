#pragma once

/// What several processes have read, each a part of the files, brought together: names have the ids that one process
/// would give them, and each process has the statements on a range of the observations.

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

/// The names of all processes, in the order of the processes and there by their ids.
/// \param id_of_mine becomes the ids there of those of this process
[[nodiscard]] NameTable join_names(const NameTable& mine, Exchange& processes,
                                   std::vector<std::uint32_t>& id_of_mine);

/// The numbers that names have among those of all processes, in the order of their first appearance in the files.
///
/// Of observations each process has a range: those of its files that stand in no process before it. Where a
/// strategy needs blocks of observations to stay together, the ranges begin at multiples of a block.
class SharedIds {
 public:
  struct Place {
    std::size_t process;
    ObservationId row;  ///< there
  };

  /// All processes make it. \param together the length of a block
  SharedIds(const NameTable& mine, std::size_t together, Exchange& processes);

  /// Every observation stays where it was read, in the row that is its id there.
  [[nodiscard]] bool are_in_place() const { return are_in_place_; }
  /// \param mine the id of a name in the files of this process
  [[nodiscard]] std::uint64_t number_of(ObservationId mine) const;
  /// Of all names in the files of this process, by id. REQUIRES: n_all() < kNoId
  [[nodiscard]] std::vector<std::uint32_t> numbers(std::size_t n_mine) const;
  /// How many appear first in the files of this process, and how many in those before it.
  [[nodiscard]] std::uint64_t n_first_here() const { return n_first_here_; }
  [[nodiscard]] std::uint64_t n_first_before() const { return n_first_before_; }
  /// The process that has an observation.
  [[nodiscard]] Place place_of(ObservationId mine) const { return stretch_from(mine).place_of(mine); }
  /// Observations of consecutive ids here that stand in consecutive rows of one process.
  struct Stretch {
    std::size_t process;
    ObservationId row;    ///< of the first
    ObservationId begin;  ///< the first id
    ObservationId end;    ///< behind the last id that is known to belong to it

    [[nodiscard]] bool holds(ObservationId mine) const { return begin <= mine && mine < end; }
    [[nodiscard]] Place place_of(ObservationId mine) const { return {process, row + (mine - begin)}; }
  };
  [[nodiscard]] Stretch stretch_from(ObservationId mine) const;
  /// Before those of this process.
  [[nodiscard]] std::uint64_t n_before() const { return begin_[processes_.rank()]; }
  [[nodiscard]] std::uint64_t n_all() const { return begin_.back(); }
  /// How many stand in the files of several processes.
  [[nodiscard]] std::uint64_t n_in_parts() const { return n_in_parts_; }
  /// The names of those that this process has, by their rows. All processes call it.
  [[nodiscard]] NameTable names(NameTable&& mine) const;

 private:
  void find_numbers_elsewhere(std::size_t n_mine);
  [[nodiscard]] std::vector<NameElsewhere>::const_iterator elsewhere_from(ObservationId mine) const;

  Exchange& processes_;
  std::vector<NameElsewhere> elsewhere_;
  std::vector<std::uint64_t> number_elsewhere_;  ///< of each of them, among all
  std::uint64_t n_first_before_ = 0;
  std::uint64_t n_first_here_ = 0;
  std::vector<std::uint64_t> begin_;  ///< of the ranges of the processes, and the end
  std::uint64_t n_in_parts_ = 0;
  bool are_in_place_ = false;
};

/// What all processes have read, in the order of the files.
[[nodiscard]] std::vector<InputFile> join_files(const std::vector<InputFile>& mine, Exchange& processes);
[[nodiscard]] std::vector<Notice> join_notices(const std::vector<Notice>& mine, Exchange& processes);

/// What a file of votes has to say beside the votes.
struct FindingsOfFile {
  std::string file;
  std::vector<Finding> findings;
};
[[nodiscard]] std::vector<FindingsOfFile> join_findings(const std::vector<FindingsOfFile>& mine,
                                                        Exchange& processes);

}  // namespace crowdvote
