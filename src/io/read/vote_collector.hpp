#pragma once

/// Gathers the votes of files.

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

/// Whether it is a problem if a user votes twice on an observation.
[[nodiscard]] bool forbids_repeats(const ReadOptions& options);
/// The remedies to suggest for repeated votes.
[[nodiscard]] Remedy way_out_of_repeats(const ReadOptions& options);

/// The position of a file among the bytes of all votes files, as stored.
struct PlaceAmongFiles {
  std::uint64_t before = 0;
  std::uint64_t size = 1;
  std::uint64_t all = 1;  ///< 0: unknown

  /// \param read the fraction of the file that has been read. Returns the fraction of all files; 0: unknown
  [[nodiscard]] double share_read(double read) const {
    if (all == 0) return 0.0;
    return (static_cast<double>(before) + read * static_cast<double>(size)) / static_cast<double>(all);
  }
};

/// Turns the names and statements of votes files, read in sequence, into CrowdData.
class VoteCollector {
 public:
  /// \param file its name in messages
  /// \param options must outlive the collector. Throws OptionError if as_of is not a time.
  VoteCollector(std::string file, const ReadOptions& options, const PlaceAmongFiles& place = {});

  /// Announces that what follows is from another file, which has no problems yet.
  void begin_file(std::string file, const PlaceAmongFiles& place);
  /// Sets how rows are read if the file itself determines that. \param options must outlive the rows of the
  /// file
  void understand_rows_by(const ReadOptions& options) { reader_.begin_file(options); }
  /// The problems of the file, in its order. `finish` throws them.
  [[nodiscard]] ProblemList& problems() { return problems_; }
  /// Adds a problem of which only the line is known.
  void add_problem(std::size_t line, std::string what, Remedy remedy);

  /// Takes a row: a vote, several votes of unnamed users, or an observation without votes. Problems are added
  /// to the list. Throws MemoryError if the votes of one row would not fit, Cancelled.
  void take(const Record& record, const RunControl& control);

  /// Whether what was gathered means the same wherever the file stands among the others: it has no problems,
  /// and no authors, of whom the last one in all files counts.
  [[nodiscard]] bool may_be_joined() const {
    return problems_.empty() && !forbids_repeats_ && data_.author_of_observation.empty() &&
           is_made_up_.empty();
  }
  /// Adds what another collector has gathered from the file that was begun, with the same result as reading
  /// the file into this collector. REQUIRES: other.may_be_joined(), and the same options. Throws MemoryError.
  void join(const VoteCollector& other, const RunControl& control);

  /// Adds votes that each have a user of their own, as it is unknown who voted twice. Throws InputError if
  /// there are more votes than ids, MemoryError, Cancelled.
  void add_unnamed(ObservationId observation, LabelId label, std::uint64_t n_votes,
                   const RunControl& control);
  /// Returns the row of an observation and adds it if it is new. An observation needs no vote.
  ObservationId add_observation(const Name& name);
  /// Adds the label that a user gave, which may be an abstention. \param line for messages
  void add(ObservationId observation, const Name& user, const Name& label, std::size_t line);
  /// Adds the user as author of the observation; of several authors, the last one counts.
  void add_author(ObservationId observation, const Name& user, std::size_t line);

  /// The id for the statements of a user: kNoUser for the AI, also if its name has blanks around it.
  UserId user_id(const Name& user) { return is_ai(user) ? kNoUser : data_.users.intern(user); }
  /// Returns kNoLabel for an abstention.
  LabelId label_id(const Name& label) {
    if (!abstentions_.contains(label)) return data_.labels.intern(label);
    if (label == Name(std::int64_t{-1})) ++n_minus_one_;
    return kNoLabel;
  }
  /// Number of statements of -1 that were not votes.
  [[nodiscard]] std::size_t n_minus_one() const { return n_minus_one_; }
  void add_minus_one(std::size_t n) { n_minus_one_ += n; }
  [[nodiscard]] const Abstentions& abstentions() const { return abstentions_; }
  /// For sinks that map names to ids themselves.
  [[nodiscard]] VoteMatrixBuilder& builder() { return builder_; }
  [[nodiscard]] CrowdData& data() { return data_; }
  /// So far, in all files.
  [[nodiscard]] std::size_t n_statements() const { return builder_.n_statements() + timed_.size(); }
  /// The fraction of all files that has been read. \param share of this file; 0: unknown
  [[nodiscard]] double share_of_all(double share) const { return place_.share_read(share); }

  /// To be called from time to time. Throws MemoryError if the data gathered so far, together with the votes
  /// still to come at the same density, would not fit. \param share_read the fraction of the file that has
  /// been read; 0: unknown
  void check_memory(double share_read, const RunControl& control) const;

  /// Returns what was gathered: observations, users, labels (in the order of first appearance), votes, AI
  /// labels, authors and counts. Throws InputError if there were problems.
  [[nodiscard]] CrowdData finish(const RunControl& control = {});

 private:
  [[nodiscard]] bool is_ai(const Name& user) const {
    return user == ai_ ||
           (!user.is_integer() && has_outer_blanks(user.text()) && Name(trimmed(user.text())) == ai_);
  }

  struct Line {
    std::size_t file;  ///< index into files_
    std::size_t number;
  };
  /// A vote that is held back to be sorted by time.
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
  PlaceAmongFiles place_;  ///< of the file begun last
  Name ai_;
  FieldReader author_reader_;
  Abstentions abstentions_;
  ProblemList problems_;
  std::size_t n_minus_one_ = 0;
  FieldReader count_reader_;
  bool forbids_repeats_;
  std::vector<TimedStatement> timed_;
  std::vector<bool> is_made_up_;        ///< by user; may be shorter than the users
  std::uint64_t n_unlooked_ = 0;        ///< votes from counts since the last memory check
  std::size_t n_user_names_tried_ = 0;  ///< for users without names
  CrowdData data_;
  VoteMatrixBuilder builder_;
  /// If repeats are forbidden: the line of the first statement of (observation, user).
  std::unordered_map<std::uint64_t, Line> line_of_statement_;
};

}  // namespace crowdvote
