#include "core/ordered_blocks.hpp"
#include "io/bytes/field_text.hpp"
#include "io/bytes/message.hpp"
#include "simulation/adversaries.hpp"
#include "simulation/crowd.hpp"
#include "simulation/platform.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/simulate.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace crowdvote {

namespace {

using simulation::SimulatedObservation;

constexpr std::size_t kObservationsInText = std::size_t{1} << 13;

/// The texts of a block of observations, one for each file with an entry per observation.
struct BlockText {
  std::string votes;
  std::string authors;
  std::string ai_votes;
  std::string ai_scores;
  std::string expert_labels;
  std::string true_labels;
  SimulationCounts counts;

  template <class Block>
  static auto texts_of(Block& block) {
    return std::array{&block.votes,     &block.authors,       &block.ai_votes,
                      &block.ai_scores, &block.expert_labels, &block.true_labels};
  }
  template <class Block>
  static auto counts_of(Block& block) {
    return std::array{&block.counts.votes, &block.counts.several_votes, &block.counts.disagreements,
                      &block.counts.expert_observations};
  }

  BlockText() = default;
  /// From another process.
  explicit BlockText(MessageReader& message) {
    for (std::string* const text : texts_of(*this)) *text = message.text();
    for (std::uint64_t* const count : counts_of(*this)) *count = message.number();
  }
  void add_to(Message& message) const {
    for (const std::string* const text : texts_of(*this)) message.add(*text);
    for (const std::uint64_t* const count : counts_of(*this)) message.add(*count);
  }

  void clear() {
    for (std::string* const text : texts_of(*this)) text->clear();
    counts = {};
  }

  void add(std::uint64_t i, const SimulatedObservation& observation) {
    add_votes(i, observation);
    append_number(authors, observation.votes.front().user);
    authors += '\n';
    append_number(true_labels, observation.true_label);
    true_labels += '\n';
    if (observation.expert_label == kNoLabel) {
      expert_labels += "-1\n";
    } else {
      append_number(expert_labels, observation.expert_label);
      expert_labels += '\n';
    }
    if (observation.ai_label != kNoLabel) {
      append_member(ai_votes, i, observation.ai_label);
      append_member(ai_scores, i, observation.ai_score);
    }
    count(observation);
  }

 private:
  void add_votes(std::uint64_t i, const SimulatedObservation& observation) {
    votes += ",\"";
    append_number(votes, i);
    votes += "\":{";
    std::string_view separator = "\"";
    for (const simulation::SimulatedVote& vote : observation.votes) {
      votes += separator;
      append_number(votes, vote.user);
      votes += "\":";
      append_number(votes, vote.label);
      separator = ",\"";
    }
    votes += '}';
  }

  template <class Number>
  static void append_member(std::string& text, std::uint64_t key, Number value) {
    text += ",\"";
    append_number(text, key);
    text += "\":";
    append_number(text, value);
  }

  void count(const SimulatedObservation& observation) {
    counts.votes += observation.votes.size();
    counts.several_votes += observation.votes.size() > 1 ? 1 : 0;
    counts.disagreements += observation.has_disagreement() ? 1 : 0;
    counts.expert_observations += observation.expert_label != kNoLabel ? 1 : 0;
  }
};

/// A JSON object on one line; each member that is added begins with a comma.
class ObjectFile {
 public:
  explicit ObjectFile(const std::string& path) : file_(path) {}

  void append(std::string_view members) {
    if (members.empty()) return;
    if (is_empty_) members.remove_prefix(1);
    file_.write(is_empty_ ? "{" : "");
    file_.write(members);
    is_empty_ = false;
  }
  /// Closes the object and returns the file.
  [[nodiscard]] OutputFile& closed() {
    file_.write(is_empty_ ? "{}\n" : "}\n");
    return file_;
  }

 private:
  OutputFile file_;
  bool is_empty_ = true;
};

/// The files of a data set, which are published together.
class SimulationFiles {
 public:
  /// \param of_platform whether there are authors, experts who know part of the truth, and a separate file
  /// with the complete truth
  SimulationFiles(const std::filesystem::path& folder, bool of_platform, bool has_ai, bool has_adversaries)
      : folder_(folder.string()),
        votes_(folder / "votes.json"),
        expert_labels_(folder / "ground_truth.txt"),
        parameters_(folder / "simulation.json") {
    if (of_platform) {
      authors_.emplace(folder / "authors.txt");
      true_labels_.emplace(folder / "truth_all.txt");
      experts_.emplace(folder / "experts.txt");
    }
    if (has_adversaries) adversaries_.emplace(folder / "adversaries.csv");
    if (!has_ai) return;
    ai_votes_.emplace(folder / "ai_votes.json");
    ai_scores_.emplace(folder / "ai_scores.json");
  }

  void append(const BlockText& block) {
    votes_.append(block.votes);
    expert_labels_.write(block.expert_labels);
    if (authors_) authors_->write(block.authors);
    if (true_labels_) true_labels_->write(block.true_labels);
    if (!ai_votes_) return;
    ai_votes_->append(block.ai_votes);
    ai_scores_->append(block.ai_scores);
  }

  void publish(std::string_view experts, std::string_view adversaries, std::string_view parameters,
               std::vector<OutputFile*> files) {
    if (experts_) experts_->write(experts);
    if (adversaries_) adversaries_->write(adversaries);
    parameters_.write(parameters);
    for (OutputFile* const file : {&expert_labels_, &parameters_, &votes_.closed()}) files.push_back(file);
    for (auto* const file : {&authors_, &true_labels_, &experts_, &adversaries_}) {
      if (*file) files.push_back(&**file);
    }
    for (auto* const file : {&ai_votes_, &ai_scores_}) {
      if (*file) files.push_back(&(*file)->closed());
    }
    OutputFile::publish_together(files);
  }

 private:
  OutputFolder folder_;
  ObjectFile votes_;
  OutputFile expert_labels_;
  OutputFile parameters_;
  std::optional<OutputFile> authors_;
  std::optional<OutputFile> true_labels_;
  std::optional<OutputFile> experts_;
  std::optional<OutputFile> adversaries_;
  std::optional<ObjectFile> ai_votes_;
  std::optional<ObjectFile> ai_scores_;
};

std::string experts_text(const simulation::Platform& platform) {
  std::string text;
  for (const UserId expert : platform.experts()) {
    append_number(text, expert);
    text += '\n';
  }
  return text;
}

void add_to(SimulationCounts& sum, const SimulationCounts& counts) {
  sum.votes += counts.votes;
  sum.several_votes += counts.several_votes;
  sum.disagreements += counts.disagreements;
  sum.expert_observations += counts.expert_observations;
}

/// Every option under its name; null if it was derived from the proportions.
template <class... Options>
nlohmann::ordered_json options_json(Options... options) {
  nlohmann::ordered_json object;
  const auto add = [&](std::string_view name, const auto& value, const Range&, std::string_view) {
    nlohmann::ordered_json& member = object[std::string(name)];
    if constexpr (requires { value.has_value(); }) {
      if (value) member = *value;
    } else {
      member = value;
    }
  };
  (visit_options(add, options), ...);
  return object;
}

template <class Options>
nlohmann::ordered_json with_adversaries(nlohmann::ordered_json asked, const Options& options) {
  if (options.adversaries.any()) asked["adversaries"] = options_json(options.adversaries);
  return asked;
}

nlohmann::ordered_json counts_json(const SimulationCounts& counts) {
  return {{"votes", counts.votes},
          {"several_votes", counts.several_votes},
          {"disagreements", counts.disagreements},
          {"expert_observations", counts.expert_observations}};
}

/// simulation.json: everything needed to generate the data set again, and the results.
std::string simulation_json(const SimulationOptions& options, const SimulationSizes& sizes,
                            const SimulationCounts& counts) {
  const nlohmann::ordered_json document{
      {"version", CROWDVOTE_VERSION},
      {"options", with_adversaries(options_json(options, options.shape), options)},
      {"sizes",
       {{"observations", sizes.observations},
        {"users", sizes.users},
        {"species", sizes.species},
        {"experts", sizes.experts},
        {"expert_observations", sizes.expert_observations}}},
      {"counts", counts_json(counts)}};
  return document.dump(2) + '\n';
}

std::string simulation_json(const CrowdOptions& options, const SimulationCounts& counts) {
  const nlohmann::ordered_json document{{"version", CROWDVOTE_VERSION},
                                        {"preset", "crowd"},
                                        {"options", with_adversaries(options_json(options), options)},
                                        {"counts", counts_json(counts)}};
  return document.dump(2) + '\n';
}

/// Generates the observations [begin, end) of a platform or a crowd on all threads. \param take receives
/// their texts, in order, and the number of observations generated so far
template <class World, class Take>
void make_observations(const World& world, const simulation::Adversaries& adversaries, std::uint64_t begin,
                       std::uint64_t end, const RunControl& control, const Take& take) {
  struct Workplace {
    SimulatedObservation observation;
    BlockText text;
  };
  PerSlot<Workplace> workplace(control);
  for_each_block_in_order(
      end - begin, kObservationsInText, control,
      [&](const Block& block, std::size_t slot) {
        auto& [observation, text] = workplace[slot];
        text.clear();
        for (std::uint64_t i = begin + block.begin; i < begin + block.end; ++i) {
          world.observe(i, observation);
          adversaries.change(i, observation);
          text.add(i, observation);
        }
      },
      [&](const Block& block, std::size_t slot) { take(workplace[slot].text, begin + block.end); });
}

/// The same for all observations. If several processes share the run, they generate blocks in turn, and the
/// first process takes all of them.
template <class World, class Take>
void make_all_observations(const World& world, const simulation::Adversaries& adversaries, std::uint64_t n,
                           const RunControl& control, const Take& take) {
  if (control.processes == nullptr) return make_observations(world, adversaries, 0, n, control, take);
  constexpr std::uint64_t kObservationsInTurn = 8 * kObservationsInText;
  Exchange& processes = *control.processes;
  const std::uint64_t n_of_all = kObservationsInTurn * processes.size();
  for (std::uint64_t turn = 0; turn < n; turn += n_of_all) {
    const std::uint64_t begin = std::min(n, turn + kObservationsInTurn * processes.rank());
    Message message;
    make_observations(world, adversaries, begin, std::min(n, begin + kObservationsInTurn), control,
                      [&](const BlockText& text, std::uint64_t n_made) {
                        message.add(n_made);
                        text.add_to(message);
                      });
    for (const Exchange::Bytes& bytes : gather_values_at_first(processes, message.bytes())) {
      MessageReader reader(bytes);
      while (!reader.is_at_end()) {
        const std::uint64_t n_made = reader.number();
        take(BlockText(reader), n_made);
      }
    }
  }
}

/// Writes the observations of a platform or a crowd. \param files on the first process; null on others
template <class World>
SimulationCounts write_observations(const World& world, const simulation::Adversaries& adversaries,
                                    std::uint64_t n_observations, const RunControl& control,
                                    SimulationFiles* files) {
  SimulationCounts counts;
  make_all_observations(
      world, adversaries, n_observations, control, [&](const BlockText& text, std::uint64_t n_made) {
        files->append(text);
        add_to(counts, text.counts);
        control.report({.stage = "simulate", .done = n_made, .total = n_observations, .detail = {}});
      });
  return counts;
}

}  // namespace

SimulationCounts write_simulation(const std::string& folder, const SimulationOptions& options,
                                  const RunControl& control,
                                  const std::function<std::vector<OutputFile*>()>& also) {
  const simulation::Platform platform(options);
  const SimulationSizes& sizes = platform.sizes();
  const simulation::Adversaries adversaries(options.adversaries, sizes.users, sizes.species, options.seed,
                                            platform.experts());
  const std::optional<std::string> who = adversaries.table();
  std::optional<SimulationFiles> files;
  if (is_first_process(control)) files.emplace(folder, true, options.ai > 0, who.has_value());
  const SimulationCounts counts =
      write_observations(platform, adversaries, sizes.observations, control, files ? &*files : nullptr);
  if (!files) return counts;
  files->publish(experts_text(platform), who.value_or(""), simulation_json(options, sizes, counts),
                 also ? also() : std::vector<OutputFile*>());
  return counts;
}

SimulationCounts write_crowd(const std::string& folder, const CrowdOptions& options,
                             const RunControl& control) {
  const simulation::Crowd crowd(options);
  const simulation::Adversaries adversaries(options.adversaries, options.users, options.labels, options.seed);
  const std::optional<std::string> who = adversaries.table();
  std::optional<SimulationFiles> files;
  if (is_first_process(control)) files.emplace(folder, false, false, who.has_value());
  const SimulationCounts counts =
      write_observations(crowd, adversaries, crowd.n_observations(), control, files ? &*files : nullptr);
  if (files) files->publish("", who.value_or(""), simulation_json(options, counts), {});
  return counts;
}

}  // namespace crowdvote
