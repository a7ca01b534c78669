#pragma once

/// What several processes have read, each a part of the files, brought together: names have the ids that one process
/// would give them, and each process has the statements on a range of the observations.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/read_inputs.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crowdvote {

/// The names of all processes, in the order of the processes and there by their ids.
/// \param id_of_mine becomes the ids there of those of this process
[[nodiscard]] NameTable join_names(const NameTable& mine, Exchange& processes,
                                   std::vector<std::uint32_t>& id_of_mine);

/// The observations of each process: parts of equal length, but for what has to stay together.
[[nodiscard]] ObservationRange range_of_process(std::size_t n_observations, std::size_t together,
                                                std::size_t rank, std::size_t n_processes);

/// A user says a label of an observation: on the ids of all processes.
struct SharedStatement {
  std::int64_t time;
  std::uint32_t has_time;  ///< 0 or 1: those without come before those with a time
  ObservationId observation;
  UserId user;
  LabelId label;
};

/// The statements of all processes on the observations of this one, in the order of the files and then of time.
[[nodiscard]] std::vector<SharedStatement> statements_of_range(const std::vector<SharedStatement>& mine,
                                                               std::size_t n_observations,
                                                               std::size_t together, Exchange& processes);

/// What all processes have read, in the order of the files.
[[nodiscard]] std::vector<InputFile> join_files(const std::vector<InputFile>& mine, Exchange& processes);
[[nodiscard]] std::vector<Notice> join_notices(const std::vector<Notice>& mine, Exchange& processes);

/// The files that this process reads: a row of them, so that all processes together have them in their order.
[[nodiscard]] std::vector<std::string> deal_files(const std::vector<std::string>& paths,
                                                  const Exchange& processes);

}  // namespace crowdvote
