#pragma once

/// A look at the names of the votes, once they are read. It goes over different names, not over votes, and
/// costs next to nothing where they are whole numbers.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/finding.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// What stands at the end of a file of which the last line has no end.
struct NameAtOpenEnd {
  std::string of;  ///< "labels", "users" or "observations"
  std::string name;
};

/// What the names themselves do not tell.
struct VotesOrigin {
  bool is_json_object = false;
  bool is_table = false;
  bool is_wide = false;                 ///< a column for each user
  std::vector<ColumnUse> columns = {};  ///< of a table with a header
  std::size_t n_minus_one = 0;          ///< statements of -1 that were no vote
  std::vector<NameAtOpenEnd> open_ends = {};
};

/// What looks odd, in the order of Finding::Kind. What the options settle is left out. Where several processes share the
/// run, all call it, and the first is told what looks odd in all of them.
/// \param labels_in_order as NameTable::ids_in_name_order has them, which are put there beside
[[nodiscard]] std::vector<Finding> look_at_names(const CrowdData& data, const VotesOrigin& origin,
                                                 const ReadOptions& options, const RunControl& control,
                                                 std::vector<LabelId>& labels_in_order);

/// The same of labels that a file beside the votes has added: of those from the id `first` on.
[[nodiscard]] std::vector<Finding> look_at_added_labels(const NameTable& labels, LabelId first,
                                                        const ReadOptions& options,
                                                        const RunControl& control);

/// Keeps the findings and adds a warning for each; in strict runs throws InputError with all of them.
void tell_findings(const std::vector<Finding>& findings, const std::string& file, bool is_strict,
                   CrowdData& data);
/// Adds notices with the name of the file before them.
void tell_notices(const std::vector<Notice>& notices, std::string_view file, std::vector<Notice>& warnings);

}  // namespace crowdvote
