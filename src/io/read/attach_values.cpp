#include "io/names/label_set.hpp"
#include "io/names/label_spellings.hpp"
#include "io/names/name_directory.hpp"
#include "io/names/name_findings.hpp"
#include "io/read/key_ids.hpp"
#include "io/read/label_scores.hpp"
#include "io/read/shared_labels.hpp"
#include "io/records/values.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::size_t kBlockOfValues = std::size_t{1} << 16;

class Attachment {
 public:
  Attachment(const Schema& schema, Values& values, CrowdData& data, const ReadOptions& options,
             const RunControl& control)
      : schema_(schema),
        values_(values),
        data_(data),
        is_strict_(options.strict),
        fold_(options.fold),
        asks_for_each_label_(options.asks_for_each_label()),
        keeps_label_scores_(options.keeps_label_scores),
        control_(control),
        ids_(schema, values, data, control) {
    if (options.multi_label) label_sets_.emplace(*options.multi_label);
  }

  void attach() {
    if (schema_.payload == kAuthors.payload) attach_authors();
    if (schema_.payload == kAiVotes.payload) attach_ai_votes();
    if (schema_.payload == kTruth.payload) attach_known_labels(data_.truth_of_observation);
    if (schema_.payload == kGold.payload) attach_known_labels(data_.gold_of_observation);
    if (schema_.payload == kExperts.payload) attach_experts();
    if (schema_.payload == kAiScores.payload) attach_ai_scores();
    if (schema_.payload == kWeights.payload) ids_.put_numbers(values_.number_of, data_.weight_of_user);
    finish();
  }

 private:
  [[nodiscard]] bool votes_on(UserId user, ObservationId observation) const {
    const auto users = data_.votes.users_of(observation);
    return std::find(users.begin(), users.end(), user) != users.end();
  }

  void attach_authors() {
    const bool is_adopted = ids_.are_in_place() && data_.author_of_observation.empty();
    NameTable unknown;
    std::vector<std::size_t> n_observations_of_unknown;
    const auto find = [&](const Name& name) {
      const UserId user = data_.users.find(name).value_or(kNoUser);
      if (user != kNoUser || control_.processes == nullptr) return user;
      n_observations_of_unknown.resize(unknown.size() + 1);
      ++n_observations_of_unknown[unknown.intern(name)];
      return kNoUser;
    };
    const std::size_t n_named = ids_.put_names(values_, data_.author_of_observation, data_.users, find);
    if (control_.processes != nullptr) {
      const std::vector<bool> vote_elsewhere = are_names_anywhere(unknown, data_.users, *control_.processes);
      for (std::size_t name = 0; name < vote_elsewhere.size(); ++name) {
        if (vote_elsewhere[name]) data_.counts.authors_elsewhere += n_observations_of_unknown[name];
      }
      data_.counts.authors_elsewhere = sum_over_processes(control_, data_.counts.authors_elsewhere);
    }
    std::atomic<std::size_t> n_present{0};
    for_each_block(ids_.n_values(), kBlockOfValues, control_, [&](const Block& block, unsigned) {
      std::size_t n = 0;
      for (std::size_t v = block.begin; v < block.end; ++v) {
        const UserId author = is_adopted ? data_.author_of_observation[v] : values_.name_of[v];
        if (author != kNoUser && votes_on(author, ids_[v])) ++n;
      }
      n_present += n;
    });
    const std::size_t n_all_named = sum_over_processes(control_, n_named);
    data_.counts.authors_named += n_all_named;
    data_.counts.authors_who_did_not_vote += n_all_named - sum_over_processes(control_, n_present);
  }

  void put_labels(std::vector<LabelId>& column) {
    const std::size_t n_known_labels = data_.labels.size();
    LabelFinder finder(data_.labels, fold_);
    ids_.put_names(values_, column, data_.labels, [&](const Name& name) {
      if (!label_sets_) return finder.find(name);
      const Value set = label_sets_->join(Value::of(name));
      if (set.is_missing()) return kNoLabel;
      return finder.find(set.kind == Value::Kind::name ? set.name : name);
    });
    number_labels_alike(data_.labels, n_known_labels, control_, [&](const auto& take) {
      for (std::size_t v = 0; v < ids_.n_values(); ++v) {
        if (ids_[v] != kNoId) take(ids_.place_of(v), column[ids_[v]]);
      }
    });
  }

  void attach_ai_votes() {
    put_labels(data_.ai_label_of_observation);
    // With several processes, some of them may hold no values.
    if (sum_over_processes(control_, values_.number_of.size()) > 0)
      ids_.put_numbers(values_.number_of, data_.ai_score_of_observation);
  }

  void attach_known_labels(std::vector<LabelId>& column) {
    const auto n_known_labels = static_cast<LabelId>(data_.labels.size());
    put_labels(column);
    const bool are_any_here =
        std::any_of(column.begin(), column.end(), [&](LabelId label) { return label < n_known_labels; });
    const bool any_known = sum_over_processes(control_, are_any_here ? 1 : 0) > 0;
    // A set of labels that nobody chose as a whole may consist of labels that were each voted for.
    if (any_known || data_.labels.size() == n_known_labels || asks_for_each_label_) return;
    warn_ = {fmt::format(
                 "nobody ever voted for any of its labels, such as '{}'; are they written as in the votes?",
                 data_.labels.str(n_known_labels)),
             {}};
  }

  void attach_ai_scores() {
    ids_.put_numbers(values_.number_of, data_.ai_score_of_observation);
    if (sum_over_processes(control_, values_.scores.size()) > 0)
      n_replaced_scores_ = attach_label_scores(values_, ids_, data_, fold_, keeps_label_scores_, control_);
    if (sum_over_processes(control_, data_.ai_label_of_observation.size()) == 0) {
      warn_ = {"the scores count for nothing, because no file says what the AI votes",
               {WayOut::give_ai_votes}};
    }
  }

  void attach_experts() {
    for (std::size_t v = 0; v < ids_.n_values(); ++v) {
      if (ids_[v] != kNoId) data_.experts.push_back(ids_[v]);
    }
    std::sort(data_.experts.begin(), data_.experts.end());
    if (!data_.truth_of_observation.empty()) return;
    take_truth_from_experts();
    const std::size_t n = data_.counts.experts_in_conflict;
    if (n == 0) return;
    warn_ = {fmt::format("its experts contradict each other on {} observation{}, which {} no truth", n,
                         n == 1 ? "" : "s", n == 1 ? "has" : "have"),
             {}};
  }

  void take_truth_from_experts() {
    std::vector<std::uint8_t> is_expert(data_.users.size(), 0);
    for (const UserId expert : data_.experts) is_expert[expert] = 1;
    data_.truth_of_observation.assign(data_.observations.size(), kNoLabel);
    for (ObservationId i = 0; i < data_.votes.n_observations(); ++i) {
      const auto users = data_.votes.users_of(i);
      const auto labels = data_.votes.labels_of(i);
      LabelId common = kNoLabel;
      bool is_contradicted = false;
      for (std::size_t v = 0; v < users.size(); ++v) {
        if (is_expert[users[v]] == 0) continue;
        if (common == kNoLabel) common = labels[v];
        is_contradicted = is_contradicted || common != labels[v];
      }
      if (is_contradicted) {
        ++data_.counts.experts_in_conflict;
      } else {
        data_.truth_of_observation[i] = common;
      }
    }
  }

  /// Figures that rest on no observation would look like a result.
  void refuse_foreign_truth() const {
    const bool judges = schema_.payload == kTruth.payload || schema_.payload == kGold.payload ||
                        schema_.payload == kExperts.payload;
    if (!judges || ids_.n_unknown() == 0 || ids_.n_known() > 0) return;
    throw InputError(Problem{.file = values_.file_name(),
                             .what = ids_.describe_unknown() + "; none of the file's ids is in them",
                             .expected = "ids as they are written in the votes"});
  }

  /// Adds the file, its counts and its warnings to the data; strict runs throw instead of warning.
  void finish() {
    const bool keys_are_users = schema_.key == Column::user;
    const std::size_t n_replaced = ids_.n_replaced() + n_replaced_scores_;
    data_.files.push_back(values_.file);
    tell_notices(values_.notices, values_.file_name(), data_.warnings);
    tell_findings(values_.findings, values_.file_name(), is_strict_, data_);
    data_.counts.replaced_side_values += n_replaced;
    (keys_are_users ? data_.counts.unknown_users : data_.counts.unknown_observations) += ids_.n_unknown();
    if (n_replaced > 0) {
      tell(fmt::format(
               "{} replaced by a later one of the same {}",
               n_replaced == 1 ? std::string("1 value was") : fmt::format("{} values were", n_replaced),
               keys_are_users ? "user" : "observation"),
           "the last counts");
    }
    if (ids_.n_unknown() > 0) {
      tell(ids_.describe_unknown() + (is_strict_ ? "" : "; left out"),
           ids_.n_unknown() == 1 ? "it is left out" : "they are left out");
    }
    refuse_foreign_truth();
    if (!warn_.text.empty()) {
      data_.warnings.push_back({fmt::format("{}: {}", values_.file_name(), warn_.text), warn_.remedy});
    }
  }

  void tell(const std::string& what, const std::string& repair) {
    if (is_strict_) {
      throw InputError(
          Problem{.file = values_.file_name(), .what = what, .remedy = {WayOut::allow_repairs, repair}});
    }
    data_.warnings.push_back({fmt::format("{}: {}", values_.file_name(), what), {}});
  }

  const Schema& schema_;
  Values& values_;
  CrowdData& data_;
  bool is_strict_;
  NameFold fold_;
  bool asks_for_each_label_;
  std::optional<LabelSets> label_sets_;
  bool keeps_label_scores_;
  const RunControl& control_;
  KeyIds ids_;
  std::size_t n_replaced_scores_ = 0;
  Notice warn_ = {};
};

}  // namespace

void attach_values(const Schema& schema, Values&& values, CrowdData& data, const ReadOptions& options,
                   const RunControl& control) {
  Attachment(schema, values, data, options, control).attach();
}

}  // namespace crowdvote
