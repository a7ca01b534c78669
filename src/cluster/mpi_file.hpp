#pragma once

/// A file that several processes write by MPI-IO.

#include <crowdvote/exchange.hpp>

#include <memory>
#include <string>

namespace crowdvote {

/// Opens a file that is there for writing, in this process alone, so that one which fails leaves no other waiting. Null
/// where it cannot be opened.
[[nodiscard]] std::unique_ptr<SharedFile> open_mpi_file(const std::string& path);

}  // namespace crowdvote
