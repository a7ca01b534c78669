#pragma once

/// Where the readers of labels put what they read.

#include "io/label_row.hpp"
#include "io/vote_collector.hpp"
#include <crowdvote/read_labels.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crowdvote {

class LabelsCollector {
 public:
  /// What is given must outlive the collector.
  LabelsCollector(CrowdData& data, const ReadOptions& options, GivenLabels& labels);

  /// Returns what is wrong, a whole sentence, or nothing.
  [[nodiscard]] std::string take(const LabelRow& row);

  /// kNoLabel for a name that means none.
  [[nodiscard]] LabelId label_id(const Name& name);
  /// The labels of a file that goes by position. \param n_blank_at_end places at the end that may be no
  /// places at all Throws InputError if there are not as many as observations.
  void take_places(std::vector<LabelId> label_of_place, std::size_t n_blank_at_end);

  /// Counts what is left, and adds the warnings.
  void finish();

 private:
  [[nodiscard]] std::string note_unknown(const Name& observation);
  [[nodiscard]] bool truth_goes_by_position() const;
  [[nodiscard]] bool places_are_ids(std::size_t n_places) const;
  void put(ObservationId i, LabelId label, bool is_valid);
  void warn_of_strange_labels();

  CrowdData& data_;
  const ReadOptions& options_;
  GivenLabels& labels_;
  Abstentions nones_;
  LabelId n_known_labels_;  ///< those before the file was read
  std::vector<std::uint8_t> has_row_;
  std::vector<std::string> first_unknown_;
};

}  // namespace crowdvote
