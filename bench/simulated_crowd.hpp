#pragma once

/// The data of the benchmarks: a simulated data set, as files and as read into memory.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/read_inputs.hpp>

#include <cstdint>
#include <filesystem>
#include <string>

namespace crowdvote::bench {

class SimulatedCrowd {
 public:
  /// Simulates into a temporary folder, which this object removes at its end, and reads everything.
  explicit SimulatedCrowd(std::uint64_t n_observations);
  ~SimulatedCrowd();
  SimulatedCrowd(const SimulatedCrowd&) = delete;
  SimulatedCrowd& operator=(const SimulatedCrowd&) = delete;
  SimulatedCrowd(SimulatedCrowd&&) = delete;
  SimulatedCrowd& operator=(SimulatedCrowd&&) = delete;

  [[nodiscard]] std::filesystem::path file(const char* name) const { return folder_ / name; }
  /// Votes, authors, AI votes and scores, truth.
  [[nodiscard]] const InputPaths& paths() const { return paths_; }
  [[nodiscard]] const CrowdData& data() const { return data_; }
  /// The same votes, with ids of users and observations that are not integers.
  [[nodiscard]] std::string votes_with_text_ids() const { return file("votes_with_text_ids.json"); }

 private:
  std::filesystem::path folder_;
  InputPaths paths_;
  CrowdData data_;
};

}  // namespace crowdvote::bench
