#include "io/duckdb/duckdb_library.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/memory.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include <dlfcn.h>
#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr const char* kLibraryFile = "libduckdb.so";

std::vector<std::string> places_of_duckdb() {
  namespace fs = std::filesystem;
  if (const char* const chosen = std::getenv("CROWDVOTE_DUCKDB")) return {chosen};
  std::vector<std::string> places;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  if (!program.empty()) {
    const fs::path lib = program.parent_path().parent_path() / "lib";
    places.push_back((lib / kLibraryFile).string());
    places.push_back((lib / "crowdvote" / kLibraryFile).string());
  }
  places.emplace_back(kLibraryFile);
  places.push_back(fmt::format("/usr/local/lib/crowdvote/{}", kLibraryFile));
  if (const char* const home = std::getenv("HOME")) {
    places.push_back(fmt::format("{}/.local/lib/crowdvote/{}", home, kLibraryFile));
  }
  return places;
}

/// The library stays loaded, as its threads may outlive a database.
void* open_duckdb() {
  std::string why;
  for (const std::string& place : places_of_duckdb()) {
    if (void* const library = dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
    const char* const error = dlerror();
    std::error_code ignored;
    if (error != nullptr && (why.empty() || std::filesystem::exists(place, ignored))) why = error;
  }
  throw OptionError(fmt::format("DuckDB reads and writes this, but its library was not found ({})", why),
                    {WayOut::get_duckdb});
}

std::string memory_for_duckdb(std::uint64_t limit) {
  constexpr std::uint64_t kLeast = std::uint64_t{64} << 20;
  const std::uint64_t held = resident_memory();
  return fmt::format("{}B", std::max(kLeast, limit > held ? limit - held : 0));
}

}  // namespace

DuckdbLibrary::DuckdbLibrary() {
  void* const library = open_duckdb();
  const auto find = [library](auto& function, const char* name) {
    void* const symbol = dlsym(library, name);
    if (symbol == nullptr) {
      throw OptionError(fmt::format("the library of DuckDB that was found lacks {}: it is too old", name),
                        {WayOut::get_duckdb});
    }
    function = reinterpret_cast<std::decay_t<decltype(function)>>(symbol);
  };
#define CROWDVOTE_FIND(result, name, parameters) find(name, "duckdb_" #name);
  CROWDVOTE_DUCKDB_FUNCTIONS(CROWDVOTE_FIND)
#undef CROWDVOTE_FIND
}

const DuckdbLibrary& DuckdbLibrary::get() {
  static const DuckdbLibrary library;
  return library;
}

bool DuckdbLibrary::is_there() {
  try {
    (void)get();
    return true;
  } catch (const OptionError&) {
    return false;
  }
}

DuckdbDatabase::DuckdbDatabase(unsigned n_threads, const RunControl& control)
    : library_(DuckdbLibrary::get()), database_(library_.close), connection_(library_.disconnect) {
  DuckdbHandle config(library_.destroy_config);
  if (library_.create_config(config.place()) != 0) throw std::bad_alloc();
  const auto set = [&](const char* name, const std::string& value) {
    (void)library_.set_config(config.get(), name, value.c_str());
  };
  set("threads", std::to_string(n_threads));
  if (control.memory_limit > 0) set("memory_limit", memory_for_duckdb(control.memory_limit));
  char* error = nullptr;
  if (library_.open_ext(nullptr, database_.place(), config.get(), &error) != 0 ||
      library_.connect(database_.get(), connection_.place()) != 0) {
    throw OptionError(fmt::format("DuckDB does not start: {}", duckdb_message(error)));
  }
}

std::string duckdb_message(const char* message) {
  std::string text(message == nullptr ? "" : message);
  text = text.substr(0, text.find("\n\n"));
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string sql_text(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + "'";
}

}  // namespace crowdvote
