#include "io/shapes/label_questions.hpp"

#include "io/names/label_set.hpp"
#include "io/names/label_spellings.hpp"
#include "io/records/column_parts.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr LabelId kAnswerNo = 0;
constexpr LabelId kAnswerYes = 1;

/// The single labels in all sets. A label is represented by its index in name order.
class SingleLabels {
 public:
  SingleLabels(const NameTable& sets, const ReadOptions& options) {
    LabelSets reader(*options.multi_label);
    LabelFinder finder(names_, options.fold);
    for (LabelId set = 0; set < sets.size(); ++set) {
      for (const std::string& label : reader.labels_in(sets[set]))
        places_.push_back(finder.find(Name(label)));
      end_.push_back(places_.size());
    }
    in_order_ = names_.ids_in_name_order();
    std::vector<LabelId> place_of(in_order_.size());
    for (LabelId place = 0; place < in_order_.size(); ++place) place_of[in_order_[place]] = place;
    for (LabelId& label : places_) label = place_of[label];
    for (LabelId set = 0; set < sets.size(); ++set) {
      const auto begin = places_.begin() + static_cast<std::ptrdiff_t>(begin_of(set));
      std::sort(begin, places_.begin() + static_cast<std::ptrdiff_t>(end_[set]));
    }
  }

  /// In ascending order.
  [[nodiscard]] std::span<const LabelId> of(LabelId set) const {
    return std::span(places_).subspan(begin_of(set), end_[set] - begin_of(set));
  }
  [[nodiscard]] LabelId answer(LabelId set, LabelId label) const {
    const auto labels = of(set);
    return std::binary_search(labels.begin(), labels.end(), label) ? kAnswerYes : kAnswerNo;
  }
  [[nodiscard]] std::string name(LabelId label) const { return names_.str(in_order_[label]); }

 private:
  [[nodiscard]] std::size_t begin_of(LabelId set) const { return set == 0 ? 0 : end_[set - 1]; }

  NameTable names_;
  std::vector<LabelId> in_order_;
  std::vector<LabelId> places_;
  std::vector<std::size_t> end_;  ///< set s has the elements from end_[s - 1] to end_[s]
};

/// The set of an observation in a column that may be empty, such as the truth.
LabelId set_at(const std::vector<LabelId>& column, ObservationId i) {
  return column.empty() ? kNoLabel : column[i];
}

class Questions {
 public:
  Questions(const CrowdData& data, const ReadOptions& options) : data_(data), labels_(data.labels, options) {}

  void ask(const RunControl& control) {
    reserve(control);
    for (ObservationId i = 0; i < data_.observations.size(); ++i) {
      if (i % kObservationsBetweenLooks == 0) control.throw_if_cancelled();
      find_labels(i);
      if (chosen_.empty()) ++n_without_labels_;
      for (const LabelId label : chosen_) add(i, label);
      const LabelId truth = set_at(data_.truth_of_observation, i);
      if (truth == kNoLabel) continue;
      for (const LabelId label : labels_.of(truth)) {
        n_true_not_chosen_ += std::binary_search(chosen_.begin(), chosen_.end(), label) ? 0U : 1U;
      }
    }
  }

  void move_to(CrowdData& data) {
    NameTable answers;
    answers.intern(Name(std::string_view("no")));
    answers.intern(Name(std::string_view("yes")));
    data.votes = VoteMatrix(std::move(begin_), std::move(user_), std::move(answer_), data.users.size(),
                            answers.size());
    data.observations = std::move(names_);
    data.labels = std::move(answers);
    data.author_of_observation = std::move(author_);
    data.ai_label_of_observation = std::move(ai_);
    data.truth_of_observation = std::move(truth_);
    data.gold_of_observation = std::move(gold_);
    if (n_without_labels_ > 0) {
      data.warnings.push_back(
          {fmt::format("on {} observation{} nobody chose a label, so there is no question", n_without_labels_,
                       n_without_labels_ == 1 ? "" : "s"),
           {}});
    }
    if (n_true_not_chosen_ > 0) {
      data.warnings.push_back(
          {fmt::format("nobody chose {} true label{}, so no question asks for {}", n_true_not_chosen_,
                       n_true_not_chosen_ == 1 ? "" : "s", n_true_not_chosen_ == 1 ? "it" : "them"),
           {}});
    }
    if (data.ai_score_of_observation.empty()) return;
    data.ai_score_of_observation.clear();
    data.warnings.push_back(
        {"the scores of the AI are left out: they belong to all labels of its vote together", {}});
  }

 private:
  static constexpr ObservationId kObservationsBetweenLooks = 1U << 16;

  void reserve(const RunControl& control) {
    constexpr std::uint64_t kMost = kNoId - 1;
    constexpr std::uint64_t kBytesOfQuestion = 64;  // including its name
    std::uint64_t n_questions = 0;
    std::uint64_t n_votes = 0;
    for (ObservationId i = 0; i < data_.observations.size(); ++i) {
      find_labels(i);
      n_questions += chosen_.size();
      n_votes += chosen_.size() * data_.votes.n_votes_of(i);
    }
    if (n_questions > kMost || n_votes > kMost) {
      throw OptionError(fmt::format(
          "the labels of the votes make {} votes on yes/no questions, and {} are the most", n_votes, kMost));
    }
    control.check_memory("asking for each label",
                         n_votes * (sizeof(UserId) + sizeof(LabelId)) + n_questions * kBytesOfQuestion);
    begin_.reserve(n_questions + 1);
    begin_.push_back(0);
    user_.reserve(n_votes);
    answer_.reserve(n_votes);
  }

  /// Stores in chosen_ the labels that anybody chose on the observation.
  void find_labels(ObservationId i) {
    chosen_.clear();
    const auto add_all_of = [&](LabelId set) {
      chosen_.insert(chosen_.end(), labels_.of(set).begin(), labels_.of(set).end());
    };
    for (const LabelId set : data_.votes.labels_of(i)) add_all_of(set);
    if (const LabelId set = set_at(data_.ai_label_of_observation, i); set != kNoLabel) add_all_of(set);
    std::sort(chosen_.begin(), chosen_.end());
    chosen_.erase(std::unique(chosen_.begin(), chosen_.end()), chosen_.end());
  }

  void add(ObservationId i, LabelId label) {
    text_.clear();
    append_part(text_, data_.observations.str(i), true);
    append_part(text_, labels_.name(label), false);
    names_.intern(Name(text_));
    const auto users = data_.votes.users_of(i);
    user_.insert(user_.end(), users.begin(), users.end());
    for (const LabelId set : data_.votes.labels_of(i)) answer_.push_back(labels_.answer(set, label));
    begin_.push_back(static_cast<VoteIndex>(user_.size()));
    const auto add_answer = [&](const std::vector<LabelId>& column, std::vector<LabelId>& answers) {
      if (column.empty()) return;
      answers.push_back(column[i] == kNoLabel ? kNoLabel : labels_.answer(column[i], label));
    };
    add_answer(data_.ai_label_of_observation, ai_);
    add_answer(data_.truth_of_observation, truth_);
    add_answer(data_.gold_of_observation, gold_);
    if (!data_.author_of_observation.empty()) author_.push_back(data_.author_of_observation[i]);
  }

  const CrowdData& data_;
  SingleLabels labels_;
  std::vector<LabelId> chosen_;
  std::string text_;

  NameTable names_;
  std::vector<VoteIndex> begin_;
  std::vector<UserId> user_;
  std::vector<LabelId> answer_;
  std::vector<UserId> author_;
  std::vector<LabelId> ai_;
  std::vector<LabelId> truth_;
  std::vector<LabelId> gold_;
  std::size_t n_without_labels_ = 0;
  std::size_t n_true_not_chosen_ = 0;
};

}  // namespace

void ask_for_each_label(CrowdData& data, const ReadOptions& options, const RunControl& control) {
  Questions questions(data, options);
  questions.ask(control);
  questions.move_to(data);
}

}  // namespace crowdvote
