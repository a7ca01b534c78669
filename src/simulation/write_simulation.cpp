#include "core/ordered_blocks.hpp"
#include "io/bytes/field_text.hpp"
#include "simulation/crowd.hpp"
#include "simulation/platform.hpp"
#include "simulation/simulation_json.hpp"
#include <crowdvote/output_file.hpp>
#include <crowdvote/simulate.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

namespace {

using simulation::SimulatedObservation;

constexpr std::size_t kObservationsInText = std::size_t{1} << 13;

/// Texts of one block of observations, one for each of the files that have something on every observation.
struct BlockText {
  std::string votes;
  std::string authors;
  std::string ai_votes;
  std::string ai_scores;
  std::string expert_labels;
  std::string true_labels;
  SimulationCounts counts;

  void clear() {
    for (std::string* text : {&votes, &authors, &ai_votes, &ai_scores, &expert_labels, &true_labels}) {
      text->clear();
    }
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

/// A JSON object on one line, of members that each come with a comma before them.
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
  /// Without what closes the object until this is called.
  [[nodiscard]] OutputFile& closed() {
    file_.write(is_empty_ ? "{}\n" : "}\n");
    return file_;
  }

 private:
  OutputFile file_;
  bool is_empty_ = true;
};

/// The files of a data set, which appear together.
class SimulationFiles {
 public:
  /// \param of_platform there are authors, experts who see a part of the truth, and all of the truth beside
  /// it
  SimulationFiles(const std::filesystem::path& folder, bool of_platform, bool has_ai)
      : folder_(folder.string()),
        votes_(folder / "votes.json"),
        expert_labels_(folder / "ground_truth.txt"),
        parameters_(folder / "simulation.json") {
    if (of_platform) {
      authors_.emplace(folder / "authors.txt");
      true_labels_.emplace(folder / "truth_all.txt");
      experts_.emplace(folder / "experts.txt");
    }
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

  void publish(std::string_view experts, std::string_view parameters) {
    if (experts_) experts_->write(experts);
    parameters_.write(parameters);
    std::vector<OutputFile*> files{&expert_labels_, &parameters_, &votes_.closed()};
    for (auto* const file : {&authors_, &true_labels_, &experts_}) {
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

/// Writes the observations of a platform or a crowd, on all threads and in order.
template <class World>
SimulationCounts write_observations(const World& world, std::uint64_t n_observations,
                                    const RunControl& control, SimulationFiles& files) {
  struct Workplace {
    SimulatedObservation observation;
    BlockText text;
  };
  PerSlot<Workplace> workplace(control);
  SimulationCounts counts;
  for_each_block_in_order(
      n_observations, kObservationsInText, control,
      [&](const Block& block, std::size_t slot) {
        auto& [observation, text] = workplace[slot];
        text.clear();
        for (std::size_t i = block.begin; i < block.end; ++i) {
          world.observe(i, observation);
          text.add(i, observation);
        }
      },
      [&](const Block& block, std::size_t slot) {
        files.append(workplace[slot].text);
        add_to(counts, workplace[slot].text.counts);
        control.report({.stage = "simulate", .done = block.end, .total = n_observations, .detail = {}});
      });
  return counts;
}

}  // namespace

SimulationCounts write_simulation(const std::string& folder, const SimulationOptions& options,
                                  const RunControl& control) {
  const simulation::Platform platform(options);
  const SimulationSizes& sizes = platform.sizes();
  SimulationFiles files(folder, true, options.ai > 0);
  const SimulationCounts counts = write_observations(platform, sizes.observations, control, files);
  files.publish(experts_text(platform), simulation::simulation_json(options, sizes, counts));
  return counts;
}

SimulationCounts write_crowd(const std::string& folder, const CrowdOptions& options,
                             const RunControl& control) {
  const simulation::Crowd crowd(options);
  SimulationFiles files(folder, false, false);
  const SimulationCounts counts = write_observations(crowd, crowd.n_observations(), control, files);
  files.publish("", simulation::simulation_json(options, counts));
  return counts;
}

}  // namespace crowdvote
