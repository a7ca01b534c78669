#pragma once

/// Reads the files of votes into one set of votes.

#include "io/names/name_findings.hpp"
#include "io/read/deal_votes.hpp"
#include "io/read/shared_votes.hpp"
#include "io/read/vote_collector.hpp"
#include "io/read/votes_file.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/finding.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crowdvote {

/// Problems of all files, so that one run reports all of them.
class AllProblems {
 public:
  void add(const InputError& error) {
    problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
    total_ += error.total();
  }
  void throw_if_any() const {
    if (total_ > 0) throw InputError(problems_, total_);
  }

 private:
  std::vector<Problem> problems_;
  std::size_t total_ = 0;
};

/// Reads the files of votes into one set of votes, as if one after the other.
///
/// A table or a file of JSON records is read by a single thread, so as many of these files as there are
/// threads are read concurrently, each into a collector of its own, and are then joined in order. A file that
/// has problems or whose votes have authors is read again in its turn, so that all messages are those of a
/// run with one thread.
///
/// If several processes share the run, several of them may read one large file, each a range of its records.
/// Once all have read, it shows whether the ranges were right (see read_records). If not, or if there is a
/// message about a row, the files are read again, whole, so that all messages are those of a single process.
class Votes {
 public:
  /// All arguments must outlive the object. Throws InputError with the problems of all files.
  Votes(const std::vector<std::string>& paths, const ReadOptions& options, const RunControl& control);

  [[nodiscard]] CrowdData& data() { return data_; }

  /// Adds the findings in the rows of each file and among the names of all files. In strict runs, throws
  /// InputError after the labels have been ordered.
  void tell_all_findings(std::vector<LabelId>& labels_in_order);

 private:
  struct File;
  struct Part;

  void forget();
  void read_files(VoteCollector& collector);
  [[nodiscard]] bool read_pieces(VoteCollector& collector);
  void join_files_of_all();

  [[nodiscard]] RunControl control_of(const PlaceAmongFiles& place) const;
  [[nodiscard]] bool may_be_a_part(std::size_t f) const;
  [[nodiscard]] std::vector<std::unique_ptr<Part>> read_parts(std::size_t first) const;
  [[nodiscard]] std::unique_ptr<Part> read_part(std::size_t f, const RunControl& control) const;
  void join(std::size_t f, Part& part, VoteCollector& collector);
  [[nodiscard]] File read_file(VotesFile& file, const RecordRange& range, VoteCollector& collector,
                               const RunControl& control) const;
  void add_file(File file, std::size_t f);
  void finish(VoteCollector& collector);

  const std::vector<std::string>& all_paths_;
  const ReadOptions& options_;
  const RunControl& control_;
  DealtVotes dealt_;  ///< the pieces that this process reads
  std::vector<PlaceAmongFiles> places_;
  VotesOrigin origin_;
  std::vector<FindingsOfFile> findings_;
  std::vector<Notice> notices_;
  std::vector<InputFile> files_;
  std::vector<std::string>
      notes_of_pieces_;          ///< where files are cut: has to be the same in all pieces of a file
  std::vector<bool> continues_;  ///< by piece, for all processes: whether it continues a file
  std::size_t n_rows_left_out_ = 0;
  CrowdData data_;
};

}  // namespace crowdvote
