#pragma once

#include "io/read/key_ids.hpp"
#include "io/records/values.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/name_fold.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>

namespace crowdvote {

/// Takes from scores by label the AI's votes, where nothing else says them, its scores, and those of the truths.
/// Returns how many scores a later one of the same label replaced.
/// \param keeps_all fills CrowdData::ai_scores_of_labels too; all their labels get ids
std::size_t attach_label_scores(Values& values, const KeyIds& ids, CrowdData& data, const NameFold& fold_by,
                                bool keeps_all, const RunControl& control);

/// All scores by label, by observation; their labels get ids. Of several scores of one label on an observation the
/// last counts.
[[nodiscard]] LabelScoresOfAi all_label_scores(Values& values, const KeyIds& ids, CrowdData& data,
                                               const NameFold& fold_by, const RunControl& control);

}  // namespace crowdvote
