#include "bench/simulated_crowd.hpp"

#include <crowdvote/simulate.hpp>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace crowdvote::bench {

namespace {

std::filesystem::path make_temporary_folder() {
  std::string name = std::filesystem::temp_directory_path() / "crowdvote-bench-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
  return name;
}

/// Puts a letter before every id: ids are everything in quotes.
void write_with_text_ids(const std::string& votes, const std::string& with_text_ids) {
  std::ifstream from(votes, std::ios::binary);
  std::ofstream to(with_text_ids, std::ios::binary);
  to.exceptions(std::ios::failbit | std::ios::badbit);
  bool is_inside = false;
  for (auto it = std::istreambuf_iterator<char>(from); it != std::istreambuf_iterator<char>(); ++it) {
    to.put(*it);
    if (*it != '"') continue;
    is_inside = !is_inside;
    if (is_inside) to.put('u');
  }
}

}  // namespace

SimulatedCrowd::SimulatedCrowd(std::uint64_t n_observations) : folder_(make_temporary_folder()) {
  SimulationOptions options;
  options.observations = n_observations;
  options.seed = 1;
  static_cast<void>(write_simulation(folder_, options));
  paths_ = {.votes = {file("votes.json")},
            .authors = file("authors.txt"),
            .ai_votes = file("ai_votes.json"),
            .ai_scores = file("ai_scores.json"),
            .truth = file("ground_truth.txt")};
  data_ = read_inputs(paths_);
  write_with_text_ids(paths_.votes.front(), votes_with_text_ids());
}

SimulatedCrowd::~SimulatedCrowd() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace crowdvote::bench
