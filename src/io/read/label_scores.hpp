#pragma once

#include "io/read/key_ids.hpp"
#include "io/records/values.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/name_fold.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>

namespace crowdvote {

/// Derives from scores by label the AI's votes, unless another file gives them, the AI's scores, and the
/// scores of the true labels. Returns how many scores were replaced by a later score of the same label.
/// \param keeps_all also fills CrowdData::ai_scores_of_labels, for which all labels of the scores get ids
std::size_t attach_label_scores(Values& values, const KeyIds& ids, CrowdData& data, const NameFold& fold_by,
                                bool keeps_all, const RunControl& control);

/// All scores by label, grouped by observation; assigns ids to their labels. If an observation has several
/// scores for one label, the last one counts.
[[nodiscard]] LabelScoresOfAi all_label_scores(Values& values, const KeyIds& ids, CrowdData& data,
                                               const NameFold& fold_by, const RunControl& control);

}  // namespace crowdvote
