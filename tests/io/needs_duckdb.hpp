#pragma once

/// Tests that need the library of DuckDB.

#include "io/duckdb/duckdb_library.hpp"

/// Used in the body of a test or of SetUp: skips the rest if the library is missing.
#define CROWDVOTE_NEEDS_DUCKDB()                                                                      \
  if (!crowdvote::DuckdbLibrary::is_there()) {                                                        \
    GTEST_SKIP() << "the library of DuckDB is not there; scripts/install_packages --sql installs it"; \
  }                                                                                                   \
  static_assert(true, "")
