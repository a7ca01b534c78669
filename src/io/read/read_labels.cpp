#include "io/names/label_spellings.hpp"
#include "io/names/name_findings.hpp"
#include "io/read/key_ids.hpp"
#include "io/read/label_scores.hpp"
#include "io/records/values.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_labels.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Without votes, the data has only the observations with a truth, and the file may well have others.
bool is_about_truth_alone(const CrowdData& data) { return data.votes.n_votes() == 0; }

void warn_of_counts(const GivenLabels& labels, const KeyIds& ids, bool others_are_expected,
                    std::vector<std::string>& said) {
  const auto warn = [&](std::size_t n, std::string_view one, std::string_view many) {
    if (n > 0) said.push_back(fmt::format("{} {}", n, n == 1 ? one : many));
  };
  warn(labels.replaced_labels, "label was replaced by a later one of the same observation",
       "labels were replaced by later ones of the same observation");
  if (ids.n_unknown() > 0 && !others_are_expected) said.push_back(ids.describe_unknown() + "; left out");
}

/// Warns if the data had none of the labels before this file.
void warn_of_strange_labels(const GivenLabels& labels, const CrowdData& data, LabelId n_known_labels,
                            std::vector<std::string>& said) {
  LabelId strange = kNoLabel;
  for (const LabelId label : labels.label) {
    if (label == kNoLabel) continue;
    if (label < n_known_labels) return;
    strange = label;
  }
  if (strange == kNoLabel) return;
  said.push_back(fmt::format("none of its labels, such as '{}', is in the {}; are they written the same way?",
                             data.labels.str(strange),
                             is_about_truth_alone(data) ? "truth" : "votes or the truth"));
}

/// The notices that were collected while the file was read.
std::vector<Notice> notices_of(const Values& values) {
  std::vector<Notice> notices;
  tell_notices(values.notices, values.file_name(), notices);
  for (const Finding& finding : values.findings) {
    notices.push_back({fmt::format("{}: {}", values.file_name(), finding.text()), finding.remedy});
  }
  return notices;
}

void add_warnings(const Values& values, const std::vector<std::string>& said, std::vector<Notice>& warnings) {
  for (const std::string& text : said) {
    warnings.push_back({fmt::format("{}: {}", values.file_name(), text), {}});
  }
}

void forbid_repairs(const Values& values, const KeyIds& ids, bool others_are_expected) {
  if (ids.n_unknown() == 0 || others_are_expected) return;
  throw InputError(Problem{.file = values.file_name(),
                           .what = ids.describe_unknown(),
                           .remedy = {WayOut::allow_repairs, "they are left out"}});
}

/// Figures that rest on no observation would look like a result.
void refuse_foreign_labels(const Values& values, const KeyIds& ids, bool is_about_truth_alone) {
  if (ids.n_unknown() == 0 || ids.n_known() > 0) return;
  throw InputError(Problem{
      .file = values.file_name(),
      .what = fmt::format("none of its observations is in the {}", is_about_truth_alone ? "truth" : "votes"),
      .expected = "ids as they are written there"});
}

/// Records which observations have a row and whether it is valid; if the file does not say, a row with a
/// label is valid.
void put_validity(const Values& values, const KeyIds& ids, GivenLabels& labels) {
  std::vector<bool> has_row(ids.n_ids(), false);
  for (std::size_t v = 0; v < ids.n_values(); ++v) {
    if (ids[v] == kNoId) continue;
    has_row[ids[v]] = true;
    const std::uint8_t said = v < values.valid_of.size() ? values.valid_of[v] : Values::kNotSaid;
    labels.valid[ids[v]] = said != Values::kNotSaid ? said : (labels.label[ids[v]] != kNoLabel ? 1 : 0);
  }
  labels.observations_without_row =
      static_cast<std::size_t>(std::count(has_row.begin(), has_row.end(), false));
}

}  // namespace

GivenLabels read_labels(const std::string& path, CrowdData& data, const ReadOptions& options,
                        const RunControl& control) {
  Values values = read_values(kLabels, path, options, control);
  const auto n_known_labels = static_cast<LabelId>(data.labels.size());
  const bool others_are_expected = is_about_truth_alone(data);
  KeyIds ids(kLabels, values, data, control);
  if (options.strict) forbid_repairs(values, ids, others_are_expected);
  refuse_foreign_labels(values, ids, others_are_expected);

  GivenLabels labels;
  labels.file = values.file;
  labels.valid.assign(ids.n_ids(), 0);
  LabelFinder finder(data.labels, options.fold);
  ids.put_names(values, labels.label, data.labels, [&](const Name& name) { return finder.find(name); });
  data.order_labels();
  put_validity(values, ids, labels);
  if (!values.number_of.empty()) ids.put_numbers(values.number_of, labels.conf);
  if (!values.acc_of.empty()) ids.put_numbers(values.acc_of, labels.acc);
  labels.unknown_observations = ids.n_unknown();
  labels.replaced_labels = ids.n_replaced();

  labels.warnings = notices_of(values);
  std::vector<std::string> said;
  warn_of_counts(labels, ids, others_are_expected, said);
  warn_of_strange_labels(labels, data, n_known_labels, said);
  if (const std::size_t n = labels.observations_without_row; n > 0) {
    said.push_back(fmt::format("{} {} no row in the labels, and so no label", n,
                               n == 1 ? "observation has" : "observations have"));
  }
  add_warnings(values, said, labels.warnings);
  return labels;
}

GivenProbabilities read_probabilities(const std::string& path, CrowdData& data, const ReadOptions& options,
                                      const RunControl& control) {
  Values values = read_values(kProbabilities, path, options, control);
  if (std::any_of(values.number_of.begin(), values.number_of.end(),
                  [](double x) { return !std::isnan(x); })) {
    throw InputError(Problem{.file = values.file_name(),
                             .what = "it has probabilities that belong to no label",
                             .expected = std::string(kProbabilities.json_shape)});
  }
  const bool others_are_expected = is_about_truth_alone(data);
  const KeyIds ids(kProbabilities, values, data, control);
  if (options.strict) forbid_repairs(values, ids, others_are_expected);
  refuse_foreign_labels(values, ids, others_are_expected);

  LabelScoresOfAi scores = all_label_scores(values, ids, data, options.fold, control);
  data.order_labels();
  GivenProbabilities given{
      .file = values.file,
      .probabilities = {std::move(scores.begin), std::move(scores.label), std::move(scores.score)},
      .unknown_observations = ids.n_unknown(),
      .warnings = notices_of(values)};

  std::vector<std::string> said;
  if (ids.n_unknown() > 0 && !others_are_expected) said.push_back(ids.describe_unknown() + "; left out");
  constexpr double kRounding = 1e-3;  // for files that keep few digits
  std::size_t n_above_1 = 0;
  std::size_t n_without = 0;
  for (ObservationId i = 0; i < ids.n_ids(); ++i) {
    const auto of_labels = given.probabilities.values_of(i);
    n_without += of_labels.empty() ? 1U : 0U;
    n_above_1 += std::accumulate(of_labels.begin(), of_labels.end(), 0.0) > 1 + kRounding ? 1U : 0U;
  }
  if (n_above_1 > 0) {
    said.push_back(fmt::format("the probabilities of {} observation{} sum to more than 1", n_above_1,
                               n_above_1 == 1 ? "" : "s"));
  }
  if (n_without > 0) {
    said.push_back(fmt::format("{} observation{} no probabilities, and so no label", n_without,
                               n_without == 1 ? " has" : "s have"));
  }
  add_warnings(values, said, given.warnings);
  return given;
}

LabelsToGrade read_labels_to_grade(const std::optional<std::string>& labels,
                                   const std::optional<std::string>& probabilities, CrowdData& data,
                                   const ReadOptions& options, const RunControl& control) {
  std::optional<GivenProbabilities> given;
  if (probabilities) given = read_probabilities(*probabilities, data, options, control);
  if (!labels) return {most_probable_labels(*given, data), std::move(given)};
  if (given) data.files.push_back(given->file);
  return {read_labels(*labels, data, options, control), std::move(given)};
}

GivenLabels most_probable_labels(const GivenProbabilities& given, const CrowdData& data) {
  const Probabilities& probabilities = given.probabilities;
  const std::size_t n = probabilities.begin.size() - 1;
  const VotesView votes = data.votes.view();
  GivenLabels labels{.file = given.file,
                     .label = std::vector<LabelId>(n, kNoLabel),
                     .valid = std::vector<std::uint8_t>(n, 0),
                     .conf = std::vector<double>(n, std::numeric_limits<double>::quiet_NaN()),
                     .acc = {},
                     .unknown_observations = given.unknown_observations,
                     .warnings = given.warnings};
  for (ObservationId i = 0; i < n; ++i) {
    const auto of_i = probabilities.labels_of(i);
    const auto values = probabilities.values_of(i);
    if (of_i.empty()) {
      ++labels.observations_without_row;
      continue;
    }
    const double top = *std::max_element(values.begin(), values.end());
    for (std::size_t k = 0; k < of_i.size(); ++k) {
      if (values[k] < top - kEpsilon * std::max(1.0, top)) continue;
      if (labels.label[i] == kNoLabel || votes.rank_of(of_i[k]) < votes.rank_of(labels.label[i]))
        labels.label[i] = of_i[k];
    }
    labels.conf[i] = top;
    labels.valid[i] = 1;
  }
  labels.acc = labels.conf;
  return labels;
}

CrowdData read_truth(const std::string& path, const ReadOptions& options, const RunControl& control) {
  if (options.asks_for_each_label()) {
    throw OptionError(
        "the questions of a truth with several labels are those of the votes: give the votes too");
  }
  Values truth = read_values(kTruth, path, options, control);
  CrowdData data;
  NameTable labels;
  const std::size_t n_blank = truth.are_positional ? truth.n_blank_at_end : 0;
  for (std::size_t v = 0; v < truth.n_values - n_blank; ++v) {
    data.observations.intern(truth.are_positional ? Name(static_cast<std::int64_t>(v)) : truth.key(v));
    if (truth.name_at(v) != kNoReference) labels.intern(truth.names.name(truth.name_at(v)));
  }
  data.votes = VoteMatrix(std::vector<VoteIndex>(data.observations.size() + 1, 0), {}, {}, 0, 0);
  LabelFinder finder(data.labels, options.fold);
  for (const std::uint32_t label : labels.ids_in_name_order()) (void)finder.find(labels[label]);
  attach_values(kTruth, std::move(truth), data, options, control);
  data.order_labels();
  return data;
}

}  // namespace crowdvote
