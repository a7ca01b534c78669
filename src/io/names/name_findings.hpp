#pragma once

/// Checks of the names in the votes, once the votes have been read. They look at distinct names, not at
/// votes, and cost next to nothing if the names are whole numbers.

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

/// The name at the end of a file whose last line has no line break.
struct NameAtOpenEnd {
  std::string of;  ///< "labels", "users" or "observations"
  std::string name;
};

/// What is known about the votes besides the names.
struct VotesOrigin {
  bool is_json_object = false;
  bool is_table = false;
  bool is_wide = false;                 ///< one column per user
  std::vector<ColumnUse> columns = {};  ///< for a table with a header
  std::size_t n_minus_one = 0;          ///< statements of -1 that were not votes
  std::vector<NameAtOpenEnd> open_ends = {};
};

/// Finds what looks odd, in the order of Finding::Kind. Leaves out what the options have settled. If several
/// processes share the run, all of them call it, and the first receives the findings over all of them.
/// \param labels_in_order receives the result of NameTable::ids_in_name_order, which is computed at the same
/// time
[[nodiscard]] std::vector<Finding> look_at_names(const CrowdData& data, const VotesOrigin& origin,
                                                 const ReadOptions& options, const RunControl& control,
                                                 std::vector<LabelId>& labels_in_order);

/// The same for labels that a file beside the votes has added, from the id `first` on.
[[nodiscard]] std::vector<Finding> look_at_added_labels(const NameTable& labels, LabelId first,
                                                        const ReadOptions& options,
                                                        const RunControl& control);

/// Stores the findings and adds a warning for each; in strict runs, throws InputError with all of them.
void tell_findings(const std::vector<Finding>& findings, const std::string& file, bool is_strict,
                   CrowdData& data);
/// Adds notices, prefixed with the name of the file.
void tell_notices(const std::vector<Notice>& notices, std::string_view file, std::vector<Notice>& warnings);

}  // namespace crowdvote
