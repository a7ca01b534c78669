#pragma once

/// A file that several processes write with MPI-IO.

#include <crowdvote/exchange.hpp>

#include <memory>
#include <string>

namespace crowdvote {

/// Opens an existing file for writing, in this process alone, so that a process that fails leaves no other
/// waiting. Returns null if the file cannot be opened.
[[nodiscard]] std::unique_ptr<SharedFile> open_mpi_file(const std::string& path);

}  // namespace crowdvote
