#include "io/read/deal_votes.hpp"

#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <compare>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// With fewer bytes per process, opening files and joining results cost more than reading.
constexpr std::uint64_t kLeastShare = std::uint64_t{64} << 10;

/// Where the part of a process begins in the files.
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

  /// \param find_cut takes (path, offset) and returns where the file can be cut, or nothing if it cannot be
  /// cut
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
  std::vector<std::uint64_t> begin_{0};  ///< where each file begins among the bytes of all files, and the end
};

std::optional<std::uint64_t> try_to_cut(const FindCut& find_cut, const std::string& path,
                                        std::uint64_t from) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  try {
    return find_cut(path, from);
  } catch (const Cancelled&) {
    throw;
  } catch (const std::exception&) {  // reported when the file is read
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

DealtVotes deal_pieces(const std::vector<std::string>& paths, const FindCut& find_cut, Exchange& processes) {
  const FilesInARow files(paths);
  const Place mine = files.begin_of(
      processes.rank(), processes.size(),
      [&](const std::string& path, std::uint64_t from) { return try_to_cut(find_cut, path, from); });
  std::vector<Place> begins;
  for (const auto& of_process : gather_values(processes, std::vector<Place>{mine})) {
    // A long record may span the whole part of a process.
    begins.push_back(begins.empty() ? of_process.front() : std::max(begins.back(), of_process.front()));
  }
  begins.push_back({paths.size(), 0});
  return {.pieces = files.between(begins[processes.rank()], begins[processes.rank() + 1]),
          .are_cut =
              std::any_of(begins.begin(), begins.end(), [](const Place& place) { return place.offset > 0; })};
}

std::string notes_of_piece(const InputFile& file, const ReadNotes& notes) {
  std::string text = fmt::format("{} {} {} {}\n", file.format, file.layout, notes.n_names, notes.knew_names);
  for (const ColumnUse& column : file.columns) text += fmt::format("{}={}\n", column.role, column.name);
  for (const std::string& name : file.left_alone) text += fmt::format("-{}\n", name);
  for (const Notice& notice : notes.notices) text += fmt::format("{}\n", notice.text);
  return text;
}

}  // namespace crowdvote
