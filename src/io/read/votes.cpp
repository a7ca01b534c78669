#include "io/read/votes.hpp"

#include "core/parallel.hpp"
#include "io/bytes/byte_source.hpp"
#include "io/read/columns_left_alone.hpp"
#include "io/read/leave_out_users.hpp"
#include "io/read/shared_votes.hpp"
#include "io/read/votes_sink.hpp"
#include "io/records/column_names.hpp"
#include "io/records/schema.hpp"
#include "io/shapes/json_shapes.hpp"
#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

Finding find_repeated_files(const std::vector<std::string>& paths) {
  Finding finding{.kind = Finding::Kind::repeated_files};
  std::unordered_set<std::string> seen;
  for (const std::string& path : paths) {
    std::error_code error;
    const std::string file = std::filesystem::canonical(path, error).string();
    const bool is_regular = !error && std::filesystem::is_regular_file(file, error);
    if (is_regular && !seen.insert(file).second) add_example(finding, fmt::format("'{}'", path));
  }
  return finding;
}

/// A crowd with so many more users than observations is more likely a file in which users come first.
void warn_if_users_seem_to_come_first(const std::string& file, CrowdData& data) {
  constexpr std::size_t kSuspiciousUsersPerObservation = 10;
  const std::size_t n_observations = data.n_observations();
  if (n_observations == 0 || data.n_users() < kSuspiciousUsersPerObservation * n_observations) return;
  data.warnings.push_back(
      {fmt::format("{} was read as {}: {} observation{}, {} users; its outer keys may be the users", file,
                   kVotes.json_shape, n_observations, n_observations == 1 ? "" : "s", data.n_users()),
       {WayOut::json_order}});
}

std::vector<PlaceAmongFiles> places_of(const std::vector<FilePiece>& pieces) {
  std::vector<PlaceAmongFiles> places;
  std::uint64_t all = 0;
  bool is_known = true;
  for (const auto& [path, range] : pieces) {
    std::error_code error;
    std::uint64_t size = std::filesystem::file_size(path, error);
    if (error) {
      is_known = false;
    } else {
      size = std::min(size, range.end) - std::min(size, range.begin);
    }
    places.push_back({.before = all, .size = size});
    if (is_known) all += size;
  }
  for (PlaceAmongFiles& place : places) place.all = is_known ? all : 0;
  return places;
}

bool has_name_of_column(const NameTable& names) {
  for (const Column column : {Column::observation, Column::user, Column::label}) {
    for (const std::string& word : usual_names(column)) {
      if (names.find(Name(word))) return true;
    }
  }
  return false;
}

/// \param is_alone whether this is the only file: only then can observations that occur twice in an object be
/// counted
std::optional<std::uint64_t> find_cut(const std::string& path, std::uint64_t from, bool is_alone,
                                      const ReadOptions& options, const RunControl& control) {
  VotesFile file(path, options, control);
  const bool is_known_object = is_alone && options.json_order == JsonOrder::observation;
  return file.is_json_object() && !is_known_object ? std::nullopt : file.find_record(from);
}

// The first character of the notes of a piece: whether the piece begins a file or continues one.
constexpr char kBegins = 'b';
constexpr char kGoesOn = 'g';

}  // namespace

/// A votes file that has been read, and the findings about it.
struct Votes::File {
  std::string name;
  FileFormat::Kind kind;
  bool has_names;
  ReadNotes notes;
  InputFile described;
};

/// A votes file that is read independently of the others.
struct Votes::Part {
  Part(const std::string& path, const ReadOptions& options) : collector(name_of_input(path), options) {}

  VoteCollector collector;
  std::optional<File> file = std::nullopt;
};

Votes::Votes(const std::vector<std::string>& paths, const ReadOptions& options, const RunControl& control)
    : all_paths_(paths), options_(options), control_(control) {
  std::optional<VoteCollector> collector;
  const auto take = [&](DealtVotes dealt) {
    dealt_ = std::move(dealt);
    places_ = places_of(dealt_.pieces);
    collector.emplace(name_of_input(dealt_.pieces.empty() ? paths.front() : dealt_.pieces.front().path),
                      options, places_.empty() ? PlaceAmongFiles{} : places_.front());
  };
  if (control.processes == nullptr) {
    take(all_files(paths));
  } else if (forbids_repeats(options)) {
    // A repeated vote that is an error may be in another file than the first vote.
    take(control.processes->rank() == 0 ? all_files(paths) : DealtVotes());
  } else if (!options.strict) {
    const auto find = [&](const std::string& path, std::uint64_t from) {
      return find_cut(path, from, paths.size() == 1, options, control);
    };
    take(deal_pieces(paths, find, *control.processes));
  }
  if (!collector || (dealt_.are_cut && !read_pieces(*collector))) {
    forget();
    take(deal_whole_files(paths, *control.processes));
  }
  if (!dealt_.are_cut) read_files(*collector);
  origin_.n_minus_one = collector->n_minus_one();
  finish(*collector);
}

void Votes::forget() {
  origin_ = {};
  findings_.clear();
  notices_.clear();
  files_.clear();
  notes_of_pieces_.clear();
  n_rows_left_out_ = 0;
}

void Votes::read_files(VoteCollector& collector) {
  AllProblems problems;
  std::vector<std::unique_ptr<Part>> parts;  // of the files from `first_part` on
  std::size_t first_part = 0;
  for (std::size_t f = 0; f < dealt_.pieces.size(); ++f) {
    const auto& [path, range] = dealt_.pieces[f];
    if (f == first_part + parts.size()) {
      first_part = f;
      parts.clear();
      parts = read_parts(f);
    }
    if (f > 0) collector.begin_file(name_of_input(path), places_[f]);
    try {
      const std::unique_ptr<Part> part = std::move(parts[f - first_part]);
      if (part) {
        join(f, *part, collector);
      } else {
        const RunControl file_control = control_of(places_[f]);
        VotesFile file(path, options_, file_control);
        add_file(read_file(file, range, collector, file_control), f);
      }
      collector.problems().throw_if_any();
    } catch (const InputError& error) {
      problems.add(error);
    }
  }
  problems.throw_if_any();
}

/// Returns false, on all processes, unless the pieces are shown to be right.
bool Votes::read_pieces(VoteCollector& collector) {
  bool is_well = true;
  try {
    read_files(collector);
    const CrowdData& data = collector.data();
    // A table mistaken for votes may be cut so that each piece has only one column.
    const bool may_be_table =
        origin_.is_json_object && (has_name_of_column(data.observations) || has_name_of_column(data.users));
    is_well = findings_.empty() && !may_be_table;
  } catch (const InputError&) {  // reported when the files are read again
    is_well = false;
  }
  std::vector<char> mine;
  for (std::size_t f = 0; f < notes_of_pieces_.size(); ++f) {
    mine.push_back(dealt_.pieces[f].range.begin > 0 ? kGoesOn : kBegins);
    mine.insert(mine.end(), notes_of_pieces_[f].begin(), notes_of_pieces_[f].end());
    mine.push_back('\0');
  }
  continues_.clear();
  std::string of_file;
  for (const std::vector<char>& of_process : gather_values(*control_.processes, mine)) {
    for (auto at = of_process.begin(); at != of_process.end(); ++at) {
      const auto end = std::find(at, of_process.end(), '\0');
      continues_.push_back(*at == kGoesOn);
      const std::string notes(at + 1, end);
      is_well = is_well && (!continues_.back() || notes == of_file);
      of_file = notes;
      at = end;
    }
  }
  return sum_over_processes(control_, std::size_t{is_well ? 0U : 1U}) == 0;
}

/// Joins the descriptions of files from all processes; a file that several have read in pieces appears once.
void Votes::join_files_of_all() {
  const std::vector<InputFile> all = join_files(files_, *control_.processes);
  files_.clear();
  for (std::size_t f = 0; f < all.size(); ++f) {
    if (dealt_.are_cut && continues_[f]) {
      files_.back().n_statements += all[f].n_statements;
      ++files_.back().n_processes;
    } else {
      files_.push_back(all[f]);
    }
  }
}

void Votes::tell_all_findings(std::vector<LabelId>& labels_in_order) {
  std::vector<Finding> findings = look_at_names(data_, origin_, options_, control_, labels_in_order);
  if (control_.processes != nullptr) findings_ = join_findings(findings_, *control_.processes);
  if (!is_first_process(control_)) return;
  const Finding repeated = find_repeated_files(all_paths_);
  if (repeated.count > 0) findings.push_back(repeated);
  findings_.insert(findings_.begin(), {name_of_inputs(all_paths_), std::move(findings)});
  AllProblems problems;
  for (const FindingsOfFile& of_file : findings_) {
    try {
      tell_findings(of_file.findings, of_file.file, options_.strict, data_);
    } catch (const InputError& error) {
      problems.add(error);
    }
  }
  problems.throw_if_any();
}

/// Reports progress over all files.
RunControl Votes::control_of(const PlaceAmongFiles& place) const {
  RunControl control = control_;
  if (control.progress) {
    control.progress = [this, &place](Progress now) {
      now.done += place.before;
      now.total = place.all;
      control_.report(now);
    };
  }
  return control;
}

/// Whether the file can be read from its start at any time and concurrently with others. Parquet files
/// cannot: DuckDB, which reads them, has threads of its own.
bool Votes::may_be_a_part(std::size_t f) const {
  std::error_code error;
  const std::string& path = dealt_.pieces[f].path;
  return path != "-" && !is_query(path) && std::filesystem::is_regular_file(path, error) &&
         !is_parquet_file(path);
}

/// Reads as many of the files from `first` on as are worth reading concurrently, at least one. A null element
/// means that the file has to be read in its turn.
std::vector<std::unique_ptr<Votes::Part>> Votes::read_parts(std::size_t first) const {
  const bool may_be_joined =
      !forbids_repeats(options_) && !options_.allows_no_user && !options_.columns.count;
  const std::size_t n_most =
      may_be_joined ? std::min<std::size_t>(control_.threads(), dealt_.pieces.size() - first) : 1;
  std::size_t n = 1;
  while (n < n_most && may_be_a_part(first) && may_be_a_part(first + n)) ++n;
  std::vector<std::unique_ptr<Part>> parts(n);
  if (n == 1) return parts;
  for_each_block(n, 1, control_, [&](const Block& block, unsigned) {
    RunControl control = control_of(places_[first + block.index]);
    control.n_threads = 1;
    if (block.index > 0) control.progress = nullptr;
    parts[block.index] = read_part(first + block.index, control);
  });
  return parts;
}

/// Returns null if the file has to be read in its turn.
std::unique_ptr<Votes::Part> Votes::read_part(std::size_t f, const RunControl& control) const {
  try {
    const auto& [path, range] = dealt_.pieces[f];
    VotesFile file(path, options_, control);
    if (file.is_json_object()) return nullptr;
    auto part = std::make_unique<Part>(path, options_);
    part->file = read_file(file, range, part->collector, control);
    if (part->collector.may_be_joined()) return part;
  } catch (const Cancelled&) {
    throw;
  } catch (const std::exception&) {  // reported when the file is read again
  }
  return nullptr;
}

void Votes::join(std::size_t f, Part& part, VoteCollector& collector) {
  collector.join(part.collector, control_);
  add_file(std::move(*part.file), f);
  control_.report(
      {.stage = "read", .done = places_[f].before + places_[f].size, .total = places_[f].all, .detail = {}});
}

Votes::File Votes::read_file(VotesFile& file, const RecordRange& range, VoteCollector& collector,
                             const RunControl& control) const {
  collector.understand_rows_by(file.options());
  VotesSink sink(options_, collector, control);
  const std::size_t n_before = collector.n_statements();
  ReadNotes notes = file.read(sink, collector.problems(), control, range);
  if (options_.allows_no_user && !options_.columns.count) note_counts(notes);
  if (!options_.columns.label) note_other_labels(notes);
  // If a table was mistaken for votes, its values are not labels; an error about the whole file is more
  // useful than one about each value.
  if (file.is_json_object()) refuse_table(collector.data().observations, collector.data().users, file.name());
  InputFile described = file.describe(notes);
  described.n_statements = collector.n_statements() - n_before;
  return {file.name(), file.kind(), file.has_names(), std::move(notes), std::move(described)};
}

void Votes::add_file(File file, std::size_t f) {
  n_rows_left_out_ += file.notes.n_rows_left_out;
  if (dealt_.are_cut) notes_of_pieces_.push_back(notes_of_piece(file.described, file.notes));
  if (dealt_.pieces[f].range.begin == 0) tell_notices(file.notes.notices, file.name, notices_);
  files_.push_back(std::move(file.described));
  const bool is_json_object = file.kind == FileFormat::Kind::json;
  origin_.is_json_object = is_json_object && (f == 0 || origin_.is_json_object);
  if (file.kind == FileFormat::Kind::table) origin_.is_table = true;
  origin_.is_wide = options_.table.layout == TableFormat::Layout::wide;
  if (file.has_names) {
    origin_.columns.insert(origin_.columns.end(), file.notes.columns.begin(), file.notes.columns.end());
  }
  if (file.notes.open_end) origin_.open_ends.push_back(*file.notes.open_end);
  if (!file.notes.findings.empty()) findings_.push_back({file.name, std::move(file.notes.findings)});
}

void Votes::finish(VoteCollector& collector) {
  // If an object is cut, an observation may occur in several pieces.
  const bool is_cut_object =
      dealt_.are_cut && sum_over_processes(control_, origin_.is_json_object ? 1 : 0) > 0;
  const std::size_t n_in_pieces =
      is_cut_object ? sum_over_processes(control_, collector.data().observations.size()) : 0;
  data_ = collector.finish(control_);
  if (is_cut_object) data_.counts.repeated_observations += n_in_pieces - data_.n_observations();
  if (control_.processes != nullptr) join_files_of_all();
  data_.files = std::move(files_);
  if (control_.processes != nullptr) {
    notices_ = join_notices(notices_, *control_.processes);
    data_.shared->votes = sum_over_processes(control_, data_.votes.n_votes());
    std::vector<std::uint32_t>& n_processes = data_.shared->processes_that_vote_for_label;
    n_processes.assign(data_.labels.size(), 0);
    for (const LabelId label : data_.votes.view().label_of_vote()) n_processes[label] = 1;
    sum_over_processes(control_, std::span(n_processes));
    origin_.n_minus_one = collector.n_minus_one();
  }
  data_.counts.rows_left_out = sum_over_processes(control_, n_rows_left_out_);
  leave_out_users(data_, options_.without, name_of_inputs(all_paths_));
  data_.warnings.insert(data_.warnings.end(), notices_.begin(), notices_.end());
  if (origin_.is_json_object && options_.json_order == JsonOrder::observation) {
    warn_if_users_seem_to_come_first(name_of_inputs(all_paths_), data_);
  }
}

}  // namespace crowdvote
