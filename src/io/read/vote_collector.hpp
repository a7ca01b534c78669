#pragma once

/// Gathers votes.

#include "io/read/vote_record_reader.hpp"
#include "io/records/field.hpp"
#include "io/records/record.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace crowdvote {

class SharedIds;

/// Whether a user who votes twice on an observation is a problem.
[[nodiscard]] bool forbids_repeats(const ReadOptions& options);
/// What may be done about that.
[[nodiscard]] Remedy way_out_of_repeats(const ReadOptions& options);

/// Where a file stands among the bytes of all files of votes, as stored.
struct PlaceAmongFiles {
  std::uint64_t before = 0;
  std::uint64_t size = 1;
  std::uint64_t all = 1;  ///< 0: not known

  /// \param read how much of the file was read, of 1. Returns how much of all files was; 0: not known
  [[nodiscard]] double share_read(double read) const {
    if (all == 0) return 0.0;
    return (static_cast<double>(before) + read * static_cast<double>(size)) / static_cast<double>(all);
  }
};

/// Names and statements of votes files, one after the other, turned into CrowdData.
class VoteCollector {
 public:
  /// \param file for messages
  /// \param options must outlive the collector. Throws OptionError if as_of is no time.
  VoteCollector(std::string file, const ReadOptions& options, const PlaceAmongFiles& place = {});

  /// What follows stands in another file, which has no problems yet.
  void begin_file(std::string file, const PlaceAmongFiles& place);
  /// How the rows of the file are understood, where the file itself says so. \param options must outlive its rows
  void understand_rows_by(const ReadOptions& options) { reader_.begin_file(options); }
  /// The problems of the file, in its order. `finish` throws them.
  [[nodiscard]] ProblemList& problems() { return problems_; }
  /// A problem of which only the line is known.
  void add_problem(std::size_t line, std::string what, Remedy remedy);

  /// A row: a vote, several of users without a name, or an observation without votes. Problems are added to the
  /// list. Throws MemoryError where the votes of one row would not fit, Cancelled.
  void take(const Record& record, const RunControl& control);

  /// Whether what was gathered means the same in any place among other files: nothing is wrong with it, and nobody is
  /// an author, of whom the last of all files counts.
  [[nodiscard]] bool may_be_joined() const {
    return problems_.empty() && !forbids_repeats_ && data_.author_of_observation.empty() &&
           is_made_up_.empty();
  }
  /// Adds what another collector has gathered of the file that was begun, with the same result as reading the file
  /// into this one. REQUIRES: other.may_be_joined(), and the same options. Throws MemoryError.
  void join(const VoteCollector& other, const RunControl& control);

  /// Every vote is one of a user of its own: who voted twice is not known. Throws InputError where there are more votes
  /// than ids, MemoryError, Cancelled.
  void add_unnamed(ObservationId observation, LabelId label, std::uint64_t n_votes,
                   const RunControl& control);
  /// The row of an observation, new if there was none. An observation needs no vote.
  ObservationId add_observation(const Name& name);
  /// A user says a label, which may be an abstention. \param line where, for messages
  void add(ObservationId observation, const Name& user, const Name& label, std::size_t line);
  /// The user made the observation; of several authors of one observation the last counts.
  void add_author(ObservationId observation, const Name& user, std::size_t line);

  /// The id under which the statements of a user are kept: kNoUser for the AI, with or without blanks around
  /// its name.
  UserId user_id(const Name& user) { return is_ai(user) ? kNoUser : data_.users.intern(user); }
  /// kNoLabel for an abstention.
  LabelId label_id(const Name& label) {
    if (!abstentions_.contains(label)) return data_.labels.intern(label);
    if (label == Name(std::int64_t{-1})) ++n_minus_one_;
    return kNoLabel;
  }
  /// Statements of -1 that were no vote.
  [[nodiscard]] std::size_t n_minus_one() const { return n_minus_one_; }
  void add_minus_one(std::size_t n) { n_minus_one_ += n; }
  [[nodiscard]] const Abstentions& abstentions() const { return abstentions_; }
  /// For sinks that map names to ids on their own.
  [[nodiscard]] VoteMatrixBuilder& builder() { return builder_; }
  [[nodiscard]] CrowdData& data() { return data_; }
  /// So far, in all files.
  [[nodiscard]] std::size_t n_statements() const { return builder_.n_statements() + timed_.size(); }
  /// How much of all files was read, of 1. \param share of the file; 0: not known
  [[nodiscard]] double share_of_all(double share) const { return place_.share_read(share); }

  /// To be asked now and then. Throws MemoryError where what is held by now and the votes that are still to
  /// come, if they are as dense, would be too much. \param share_read of the file, of 1; 0: not known
  void check_memory(double share_read, const RunControl& control) const;

  /// What was gathered: observations, users, labels (in the order of first appearance), votes, AI labels,
  /// authors and counts. Throws InputError if there were problems.
  [[nodiscard]] CrowdData finish(const RunControl& control = {});

 private:
  [[nodiscard]] bool is_ai(const Name& user) const {
    return user == ai_ ||
           (!user.is_integer() && has_outer_blanks(user.text()) && Name(trimmed(user.text())) == ai_);
  }

  struct Line {
    std::size_t file;  ///< in files_
    std::size_t number;
  };
  /// A vote that waits for its turn in the order of time.
  struct TimedStatement {
    std::int64_t time;
    ObservationId observation;
    UserId user;
    LabelId label;
  };

  void take_unnamed(const Record& record, ObservationId observation, LabelId label,
                    const RunControl& control);
  void take_author(const Record& record, ObservationId observation, const Name& user);
  [[nodiscard]] bool is_made_up(const Record& record, const Name& user);
  [[nodiscard]] UserId make_user();
  void add_statement(ObservationId observation, UserId user, LabelId label);
  void share(const RunControl& control);
  void share_statements(const SharedIds& observations, const SharedIds& users,
                        std::span<const LabelId> labels, const RunControl& control);
  void add_in_order_of_time(const RunControl& control);
  void forbid_second_statement(ObservationId observation, UserId user, const Name& user_name,
                               std::size_t line);

  [[nodiscard]] const std::string& file() const { return files_.back(); }

  const ReadOptions& options_;
  VoteRecordReader reader_;
  std::vector<std::string> files_;
  PlaceAmongFiles place_;  ///< of the last of them
  Name ai_;
  FieldReader author_reader_;
  Abstentions abstentions_;
  ProblemList problems_;
  std::size_t n_minus_one_ = 0;
  FieldReader count_reader_;
  bool forbids_repeats_;
  std::vector<TimedStatement> timed_;
  std::vector<bool> is_made_up_;        ///< by user, as far as any were made up
  std::uint64_t n_unlooked_ = 0;        ///< votes of counts since memory was looked at
  std::size_t n_user_names_tried_ = 0;  ///< for users without a name
  CrowdData data_;
  VoteMatrixBuilder builder_;
  /// Where repeats are forbidden: the line of the first statement of (observation, user).
  std::unordered_map<std::uint64_t, Line> line_of_statement_;
};

}  // namespace crowdvote
