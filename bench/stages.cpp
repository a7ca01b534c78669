/// Each stage of a run on one thread, and the yardstick, on a simulated crowd:
///
///     crowdvote_benchmarks [--benchmark_filter=strategy]
///
/// CROWDVOTE_BENCH_OBSERVATIONS in the environment says how many observations, else 200,000.

#include "bench/simulated_crowd.hpp"
#include "bench/yardstick.hpp"
#include <crowdvote/bootstrap.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/write_outputs.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>
#include <malloc.h>

namespace crowdvote::bench {
namespace {

const RunControl kOneThread{.n_threads = 1};

/// Memory from this size on is fresh in every repetition, as in a process that has just begun: most of the
/// time of a run goes into fresh pages.
constexpr int kFreshFrom = 128 * 1024;

/// Repeats the work, whose result the compiler must not drop.
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
