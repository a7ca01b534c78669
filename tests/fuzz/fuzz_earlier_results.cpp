/// Arbitrary bytes as the results of an earlier run: labels, probabilities, a baseline, a model.

#include "fuzz/checked_data.hpp"
#include <crowdvote/model_file.hpp>
#include <crowdvote/read_baseline.hpp>
#include <crowdvote/read_labels.hpp>

namespace crowdvote::fuzz {
namespace {

constexpr std::string_view kVotes =
    R"({"0": {"ann": "oak", "bob": "ash"}, "1": {"ann": "ash"}, "two": {"bob": "3"}})";

void read_as(std::uint32_t kind, const std::string& path, CrowdData& data) {
  switch (kind) {
    case 0: {
      const GivenLabels labels = read_labels(path, data);
      expect(labels.label.size() == data.observations.size(), "every observation has an entry");
      break;
    }
    case 1: {
      const GivenProbabilities given = read_probabilities(path, data);
      const GivenLabels labels = most_probable_labels(given, data);
      expect(labels.label.size() == data.observations.size(), "every observation has an entry");
      break;
    }
    case 2:
      static_cast<void>(read_baseline(path));
      break;
    default: {
      const SavedModel model = read_model(path);
      ModelMatch match = match_model(model, data);
      AggregationInput input = data.input();
      input.known = match.known;
      check_uses_model(model.strategy, {});
      const Consensus consensus = aggregate(input, model.strategy, {.n_threads = 1});
      expect(consensus.label.size() == data.observations.size(), "every observation has an entry");
    }
  }
}

}  // namespace
}  // namespace crowdvote::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace crowdvote;
  fuzz::Choices choices(bytes, size);
  const std::uint32_t kind = choices.below(4);
  const fuzz::FileInMemory votes(fuzz::kVotes);
  const fuzz::FileInMemory file(choices.rest());
  CrowdData data = read_inputs({.votes = {votes.path()}});
  try {
    fuzz::read_as(kind, file.path(), data);
  } catch (const InputError&) {
  } catch (const IoError&) {
  } catch (const OptionError&) {
  } catch (const MemoryError&) {
  }
  fuzz::check(data);
  return 0;
}
