#include "io/labels_collector.hpp"

#include <crowdvote/errors.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

constexpr std::size_t kExamples = 3;

void put_number(std::vector<double>& numbers, ObservationId i, double number, std::size_t n) {
  if (std::isnan(number) && numbers.empty()) return;
  if (numbers.empty()) numbers.assign(n, std::numeric_limits<double>::quiet_NaN());
  numbers[i] = number;
}

}  // namespace

LabelsCollector::LabelsCollector(CrowdData& data, const ReadOptions& options, GivenLabels& labels)
    : data_(data),
      options_(options),
      labels_(labels),
      nones_(options.abstain),
      n_known_labels_(static_cast<LabelId>(data.labels.size())) {
  labels.label.assign(data.observations.size(), kNoLabel);
  labels.valid.assign(data.observations.size(), 0);
  has_row_.assign(data.observations.size(), 0);
}

LabelId LabelsCollector::label_id(const Name& name) {
  return nones_.contains(name) ? kNoLabel : data_.labels.intern(name);
}

std::string LabelsCollector::take(const LabelRow& row) {
  if (!row.observation.is_integer() && row.observation.text().empty()) {
    return "a label without an observation; every row needs its id";
  }
  if (row.valid.value_or(false) && nones_.contains(row.label)) {
    return fmt::format("observation '{}' is valid and has no label", row.observation.str());
  }
  const auto i = data_.observations.find(row.observation);
  if (!i) return note_unknown(row.observation);
  if (has_row_[*i] != 0) {
    ++labels_.replaced_labels;
    if (options_.strict) {
      return fmt::format(
          "observation '{}' has a label already; leave one of the two, or run without --strict, where the "
          "last "
          "counts",
          row.observation.str());
    }
  }
  const LabelId label = label_id(row.label);
  put(*i, label, row.valid.value_or(label != kNoLabel));
  put_number(labels_.conf, *i, row.conf, has_row_.size());
  put_number(labels_.acc, *i, row.acc, has_row_.size());
  return {};
}

void LabelsCollector::put(ObservationId i, LabelId label, bool is_valid) {
  has_row_[i] = 1;
  labels_.label[i] = label;
  labels_.valid[i] = is_valid ? 1 : 0;
}

std::string LabelsCollector::note_unknown(const Name& observation) {
  ++labels_.unknown_observations;
  // Without votes the data has only the observations that have a truth, and others are to be expected.
  if (data_.votes.n_votes() == 0) return {};
  if (first_unknown_.size() < kExamples) first_unknown_.push_back(fmt::format("'{}'", observation.str()));
  if (!options_.strict) return {};
  return fmt::format("observation '{}' is not in the votes; leave it out, or run without --strict",
                     observation.str());
}

bool LabelsCollector::truth_goes_by_position() const {
  return std::any_of(data_.files.begin(), data_.files.end(), [](const InputFile& file) {
    return file.role == "truth" && file.format.starts_with("text");
  });
}

/// Whether place i belongs to the observation whose id is the number i.
bool LabelsCollector::places_are_ids(std::size_t n_places) const {
  if (n_places == data_.observations.size()) return data_.observations.is_permutation_of_indices();
  if (data_.votes.n_votes() != 0 || truth_goes_by_position()) return false;
  for (ObservationId i = 0; i < data_.observations.size(); ++i) {
    const Name name = data_.observations[i];
    if (!name.is_integer() || name.value() < 0 || name.value() >= static_cast<std::int64_t>(n_places))
      return false;
  }
  return true;
}

void LabelsCollector::take_places(std::vector<LabelId> label_of_place, std::size_t n_blank_at_end) {
  const std::size_t n = data_.observations.size();
  // Blank lines at the end are places as far as they are needed, else the habit of an editor.
  if (label_of_place.size() > n) {
    label_of_place.resize(std::max(n, label_of_place.size() - n_blank_at_end));
  }
  const bool are_ids = places_are_ids(label_of_place.size());
  if (!are_ids && label_of_place.size() != n) {
    throw InputError(Problem{
        .file = labels_.file.path,
        .what =
            fmt::format("{} labels, but the {} {} observations; such a file has one label for each, in their "
                        "order. Give a table or a JSON object with ids instead",
                        label_of_place.size(), data_.votes.n_votes() == 0 ? "truth has" : "votes have", n)});
  }
  for (ObservationId i = 0; i < n; ++i) {
    const auto place = are_ids ? static_cast<std::size_t>(data_.observations[i].value()) : std::size_t{i};
    put(i, label_of_place[place], label_of_place[place] != kNoLabel);
  }
  labels_.unknown_observations = label_of_place.size() - n;
}

void LabelsCollector::finish() {
  labels_.observations_without_row =
      static_cast<std::size_t>(std::count(has_row_.begin(), has_row_.end(), std::uint8_t{0}));
  const auto warn = [&](std::size_t n, std::string_view one, std::string_view many, const std::string& rest) {
    if (n == 0) return;
    labels_.warnings.push_back(fmt::format("{}: {} {}{}", labels_.file.path, n, n == 1 ? one : many, rest));
  };
  warn(labels_.replaced_labels, "label was replaced by a later one of the same observation",
       "labels were replaced by later ones of the same observation", "");
  if (!first_unknown_.empty()) {
    warn(labels_.unknown_observations, "observation is not in the votes", "observations are not in the votes",
         fmt::format(", as {}; left out", fmt::join(first_unknown_, ", ")));
  }
  warn_of_strange_labels();
  warn(labels_.observations_without_row, "observation has no row in the labels, and so no label",
       "observations have no row in the labels, and so no label", "");
}

void LabelsCollector::warn_of_strange_labels() {
  LabelId strange = kNoLabel;
  for (const LabelId label : labels_.label) {
    if (label == kNoLabel) continue;
    if (label < n_known_labels_) return;
    strange = label;
  }
  if (strange == kNoLabel) return;
  labels_.warnings.push_back(fmt::format(
      "{}: none of its labels, as '{}', stands in the {}; are they written the same way?", labels_.file.path,
      data_.labels.str(strange), data_.votes.n_votes() == 0 ? "truth" : "votes or the truth"));
}

}  // namespace crowdvote
