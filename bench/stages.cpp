/// Benchmarks each stage of a run on one thread, and the yardstick, on a simulated crowd:
///
///     crowdvote_benchmarks [--benchmark_filter=strategy]
///
/// CROWDVOTE_BENCH_OBSERVATIONS in the environment sets the number of observations; the default is 200,000.

#include "bench/simulated_crowd.hpp"
#include "bench/yardstick.hpp"
#include <crowdvote/bootstrap.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/memory.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <malloc.h>

namespace crowdvote::bench {
namespace {

const RunControl kOneThread{.n_threads = 1};

/// Memory blocks from this size on are newly allocated in every repetition, as in a process that has just
/// started: most of the time of a run is spent on new pages.
constexpr int kFreshFrom = 128 * 1024;

/// Repeats the work; the compiler must not optimise its result away.
template <class Work>
void add_stage(const std::string& name, Work work) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [work](benchmark::State& state) {
                                 for (auto _ : state) benchmark::DoNotOptimize(work());
                               })
      ->Unit(benchmark::kMillisecond)
      ->MeasureProcessCPUTime();
}

void add_reading(const SimulatedCrowd& crowd) {
  add_stage("bare_pass", [&] { return bare_pass(crowd.paths().votes.front()); });
  add_stage("read/votes", [&] { return read_votes(crowd.paths().votes.front(), {}, kOneThread); });
  add_stage("read/votes_with_text_ids",
            [&] { return read_votes(crowd.votes_with_text_ids(), {}, kOneThread); });
  add_stage("read/votes_and_side_files", [&] { return read_inputs(crowd.paths(), {}, kOneThread); });
}

void add_strategies(const SimulatedCrowd& crowd) {
  for (const char* const spec : {"mv", "wawa", "twothird", "plantnet", "plantnet:ai-strategy=user",
                                 "plantnet:ai-strategy=fixed", "plantnet:ai-strategy=confident"}) {
    add_stage(std::string("strategy/") + spec, [&crowd, options = parse_strategy(spec)] {
      return aggregate(crowd.data().input(), options, kOneThread);
    });
  }
}

void add_what_follows(const SimulatedCrowd& crowd) {
  const auto consensus = std::make_shared<const Consensus>(
      aggregate(crowd.data().input(), parse_strategy("plantnet"), kOneThread));
  add_stage("write/labels", [&crowd, consensus] {
    write_labels(crowd.file("labels.csv"), crowd.data(), crowd.data().input(), *consensus, {}, kOneThread);
    return consensus->label.data();
  });
  add_stage("metrics", [&crowd, consensus] {
    const CrowdData& data = crowd.data();
    const EvaluationSets sets = find_evaluation_sets(data.votes, data.truth_of_observation);
    const GradedLabels graded{.label = consensus->label,
                              .valid = consensus->valid,
                              .truth = data.truth_of_observation,
                              .sets = sets,
                              .n_labels = data.labels.size()};
    Evaluation evaluation = evaluate(graded);
    add_bootstrap_intervals(evaluation, graded, {.resamples = 100}, kOneThread);
    return evaluation;
  });
}

/// Reads and writes the same memory as a round of dawid-skene or ibcc on the crowd of bench/rounds.py, in the
/// same order and with the same prefetching distance, but without any arithmetic: the minimal cost of a round
/// with doubles in two passes.
class BareRound {
 public:
  BareRound() {
    std::mt19937_64 random(1);
    for (std::uint32_t& row : row_of_vote_) row = static_cast<std::uint32_t>(random() % kRows * kLabels);
  }

  /// Reads a row of probabilities for each vote, and writes a row for each observation.
  double expect() {
    double sum = 0;
    for (std::size_t i = 0, v = 0; i < kObservations; ++i) {
      for (const std::size_t end = v + kVotesEach; v < end; ++v) {
        const double* const row = fetch(theta_, v);
        sum += row[0] + row[kLabels - 1];
      }
      std::fill_n(q_.data() + i * kLabels, kLabels, sum);
    }
    return sum;
  }

  /// Reads a row of counts for each vote, and the row of the observation.
  const double* maximize() {
    for (std::size_t v = 0; v < kVotes; ++v) {
      double* const row = fetch(counts_, v);
      const double* const q = q_.data() + v / kVotesEach * kLabels;
      row[0] += q[0];
      row[kLabels - 1] += q[kLabels - 1];
    }
    return counts_.data();
  }

 private:
  static constexpr std::size_t kObservations = 1'000'000;
  static constexpr std::size_t kVotesEach = 5;
  static constexpr std::size_t kVotes = kObservations * kVotesEach;
  static constexpr std::size_t kLabels = 10;
  static constexpr std::size_t kRows = 10'000 * kLabels;  ///< of users
  static constexpr std::size_t kVotesAhead = 32;
  static constexpr std::size_t kDoublesInLine = 8;

  template <class T>
  static std::vector<T> on_huge_pages(std::size_t n) {
    std::vector<T> values;
    values.reserve(n);
    prefer_huge_pages(values.data(), n * sizeof(T));
    values.resize(n);
    return values;
  }

  double* fetch(std::vector<double>& table, std::size_t v) {
    double* const later = table.data() + row_of_vote_[std::min(v + kVotesAhead, kVotes - 1)];
    __builtin_prefetch(later);
    __builtin_prefetch(later + kDoublesInLine);
    return table.data() + row_of_vote_[v];
  }

  std::vector<std::uint32_t> row_of_vote_ = on_huge_pages<std::uint32_t>(kVotes);
  std::vector<double> theta_ = on_huge_pages<double>(kRows * kLabels);
  std::vector<double> counts_ = on_huge_pages<double>(kRows * kLabels);
  std::vector<double> q_ = on_huge_pages<double>(kObservations * kLabels);
};

BareRound& bare_round() {
  static BareRound round;  // its memory is allocated only where it is measured
  return round;
}

void add_bare_round() {
  add_stage("bare_round/e_step", [] { return bare_round().expect(); });
  add_stage("bare_round/m_step", [] { return bare_round().maximize(); });
}

std::uint64_t chosen_observations() {
  const char* const text = std::getenv("CROWDVOTE_BENCH_OBSERVATIONS");
  return text == nullptr ? 200'000 : std::stoull(text);
}

void run(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) std::exit(2);
  mallopt(M_MMAP_THRESHOLD, kFreshFrom);
  const SimulatedCrowd crowd(chosen_observations());
  add_reading(crowd);
  add_strategies(crowd);
  add_what_follows(crowd);
  add_bare_round();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}

}  // namespace
}  // namespace crowdvote::bench

int main(int argc, char** argv) try {
  crowdvote::bench::run(argc, argv);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "crowdvote_benchmarks: %s\n", error.what());
  return 1;
}
