/// The yardstick as a separate program:
///
///     bare_pass votes.json [ai_votes.json ...]

#include "bench/yardstick.hpp"

#include <cstdint>
#include <cstdio>
#include <exception>

int main(int argc, char** argv) try {
  std::uint64_t sum = 0;
  for (int i = 1; i < argc; ++i) sum += crowdvote::bench::bare_pass(argv[i]);
  std::printf("%llu\n", static_cast<unsigned long long>(sum));
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bare_pass: %s\n", error.what());
  return 1;
}
