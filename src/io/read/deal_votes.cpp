#include "io/read/deal_votes.hpp"

#include "io/read/votes_file.hpp"
#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <compare>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <optional>
#include <system_error>

namespace crowdvote {

namespace {

/// With less for each process, opening and joining cost more than reading.
constexpr std::uint64_t kLeastShare = std::uint64_t{64} << 10;

/// Where the part of a process begins.
struct Place {
  std::uint64_t file;
  std::uint64_t offset;

  auto operator<=>(const Place&) const = default;
};

class FilesInARow {
 public:
  explicit FilesInARow(const std::vector<std::string>& paths) : paths_(paths) {
    for (const std::string& path : paths) {
      std::error_code error;
      const std::uint64_t size = std::filesystem::file_size(path, error);
      begin_.push_back(begin_.back() + (error ? 0 : size));
    }
  }

  /// \param find_cut (path, offset): where the file can be cut; nothing where it cannot
  template <class FindCut>
  [[nodiscard]] Place begin_of(std::size_t rank, std::size_t n_processes, const FindCut& find_cut) const {
    const std::uint64_t n_bytes = begin_.back();
    if (rank == 0) return {0, 0};
    if (n_bytes == 0) return {paths_.size(), 0};
    const double share = static_cast<double>(n_bytes) / static_cast<double>(n_processes);
    const auto target = static_cast<std::uint64_t>(share * static_cast<double>(rank));
    const auto next = std::lower_bound(begin_.begin(), begin_.end() - 1, target);
    const auto f = static_cast<std::uint64_t>(next - begin_.begin());
    if (*next <= target || share < static_cast<double>(kLeastShare)) return {f, 0};
    const std::optional<std::uint64_t> cut = find_cut(paths_[f - 1], target - begin_[f - 1]);
    return cut ? Place{f - 1, *cut} : Place{f, 0};
  }

  [[nodiscard]] std::vector<FilePiece> between(const Place& begin, const Place& end) const {
    std::vector<FilePiece> pieces;
    for (std::uint64_t f = begin.file; f < paths_.size() && Place{f, 0} < end; ++f) {
      FilePiece& piece = pieces.emplace_back(FilePiece{paths_[f]});
      if (f == begin.file) piece.range.begin = begin.offset;
      if (f == end.file) piece.range.end = end.offset;
      if (piece.range.begin >= piece.range.end) pieces.pop_back();
    }
    return pieces;
  }

 private:
  const std::vector<std::string>& paths_;
  std::vector<std::uint64_t> begin_{0};  ///< of each file among all bytes, and the end
};

/// \param is_alone among the files: only then it can be told how many observations stand in an object twice
std::optional<std::uint64_t> find_cut_of(const std::string& path, std::uint64_t from, bool is_alone,
                                         const ReadOptions& options, const RunControl& control) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  try {
    VotesFile file(path, options, control);
    const bool is_known_object = is_alone && options.json_order == JsonOrder::observation;
    return file.is_json_object() && !is_known_object ? std::nullopt : file.find_record(from);
  } catch (const Cancelled&) {
    throw;
  } catch (const std::exception&) {  // told when it is read
    return std::nullopt;
  }
}

}  // namespace

DealtVotes all_files(const std::vector<std::string>& paths) {
  DealtVotes dealt;
  for (const std::string& path : paths) dealt.pieces.push_back({path});
  return dealt;
}

DealtVotes deal_whole_files(const std::vector<std::string>& paths, const Exchange& processes) {
  const FilesInARow files(paths);
  const auto never = [](const std::string&, std::uint64_t) { return std::optional<std::uint64_t>(); };
  const auto begin_of = [&](std::size_t rank) {
    return rank == processes.size() ? Place{paths.size(), 0} : files.begin_of(rank, processes.size(), never);
  };
  return {files.between(begin_of(processes.rank()), begin_of(processes.rank() + 1))};
}

DealtVotes deal_pieces(const std::vector<std::string>& paths, const ReadOptions& options,
                       const RunControl& control) {
  const Exchange& processes = *control.processes;
  const FilesInARow files(paths);
  const Place mine =
      files.begin_of(processes.rank(), processes.size(), [&](const std::string& path, std::uint64_t from) {
        return find_cut_of(path, from, paths.size() == 1, options, control);
      });
  std::vector<Place> begins;
  for (const auto& of_process : gather_values(*control.processes, std::vector<Place>{mine})) {
    // A long record may reach over the part of a process.
    begins.push_back(begins.empty() ? of_process.front() : std::max(begins.back(), of_process.front()));
  }
  begins.push_back({paths.size(), 0});
  return {.pieces = files.between(begins[processes.rank()], begins[processes.rank() + 1]),
          .are_cut =
              std::any_of(begins.begin(), begins.end(), [](const Place& place) { return place.offset > 0; })};
}

}  // namespace crowdvote
