#include "io/write/rows_of_processes.hpp"

#include "core/ordered_blocks.hpp"
#include "core/parallel.hpp"
#include "io/bytes/message.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

/// Number of blocks that a process makes before it sends them.
constexpr std::size_t kBlocksInMessage = 8;
/// Packed rows take long to make and need little memory, so this many bytes per row are kept until their
/// position in the file is known.
constexpr std::uint64_t kBytesOfPackedRow = 16;

/// The positions of each process's rows among all rows.
class RowsOfAll {
 public:
  RowsOfAll(std::size_t n_rows, std::size_t rows_in_block, Exchange& processes)
      : rank_(processes.rank()), rows_in_block_(rows_in_block) {
    for (const auto& n : gather_values(processes, std::vector<std::uint64_t>{n_rows})) {
      begin_.push_back(begin_.back() + n.front());
    }
  }

  [[nodiscard]] std::size_t rank() const { return rank_; }
  [[nodiscard]] std::size_t n() const { return begin_.back(); }
  [[nodiscard]] std::size_t n_of(std::size_t process) const { return begin_[process + 1] - begin_[process]; }
  [[nodiscard]] std::size_t n_here() const { return n_of(rank_); }
  [[nodiscard]] std::size_t rows_in_block() const { return rows_in_block_; }
  /// The number of rows from other processes in the block in which the process begins.
  [[nodiscard]] std::size_t shift_of(std::size_t process) const { return begin_[process] % rows_in_block_; }
  /// The number of first rows here that belong to a block which begins in an earlier process.
  [[nodiscard]] std::size_t n_head() const {
    return shift_of(rank_) == 0 ? 0 : std::min(n_here(), rows_in_block_ - shift_of(rank_));
  }
  /// The process in which that block begins.
  [[nodiscard]] std::size_t process_of_head() const {
    const std::size_t row = begin_[rank_] - shift_of(rank_);
    return static_cast<std::size_t>(std::upper_bound(begin_.begin(), begin_.end(), row) - begin_.begin() - 1);
  }

 private:
  std::size_t rank_;
  std::size_t rows_in_block_;
  std::vector<std::size_t> begin_{0};  ///< by process; then the end
};

/// Every process writes its rows at their positions in the file.
class RowsAtPlaces {
 public:
  RowsAtPlaces(OutputFile& file, const RowsOfAll& rows, const RunControl& control,
               const AppendRows& append_rows, const MeasureRows& measure_rows)
      : file_(file),
        rows_(rows),
        control_(control),
        append_rows_(append_rows),
        measure_rows_(measure_rows),
        n_head_(file.is_packed() ? rows.n_head() : 0) {}

  /// Returns false, on all processes, if the file cannot be written in this way.
  [[nodiscard]] bool write() {
    if (!open()) return false;
    file_.is_packed() ? write_packed() : write_text();
    const auto parts = gather_values_at_first(*control_.processes, stored_);
    if (rows_.rank() != 0) return true;
    for (const auto& of_process : parts) {
      for (const OutputFile::StoredPart& part : of_process) file_.go_past(part);
    }
    return true;
  }

 private:
  struct Made {
    OutputFile::Part part;
    DoubleText doubles;
  };

  bool open() {
    Exchange& processes = *control_.processes;
    Message message;
    if (const auto place = rows_.rank() == 0 ? file_.place_for_parts() : std::nullopt) {
      message.add(place->begin);
      message.add(place->path);
    }
    const auto of_first = gather_values(processes, message.bytes()).front();
    if (of_first.empty()) return false;
    MessageReader reader(of_first);
    begin_ = reader.number();
    auto shared = processes.open_file(std::string(reader.text()));
    if (sum_over_processes(control_, std::size_t{shared ? 0U : 1U}) > 0) return false;
    file_.share(std::move(shared));
    return true;
  }

  /// The length of text is measured first, so that all processes can write at once. The length of the last
  /// process's text is not needed.
  void write_text() {
    const bool is_last = rows_.rank() + 1 == control_.processes->size();
    std::uint64_t place = begin_ + bytes_before(is_last ? 0 : length_of_text());
    std::uint64_t n_written = 0;
    make_blocks(0, [&](const OutputFile::Part& part) {
      file_.write_at(place + n_written, part);
      n_written += part.bytes.size();
    });
    stored_.push_back({.bytes = n_written, .length = n_written, .checksum = 0});
  }

  [[nodiscard]] std::uint64_t length_of_text() const {
    PerThread<Made> made(control_);
    std::atomic<std::uint64_t> n_bytes{0};
    for_each_block(rows_.n_here(), rows_.rows_in_block(), control_, [&](const Block& block, unsigned thread) {
      auto& [part, doubles] = made[thread];
      if (measure_rows_) {
        n_bytes += measure_rows_(block.begin, block.end, doubles);
        return;
      }
      part.bytes.clear();
      append_rows_(block.begin, block.end, part.bytes, doubles);
      n_bytes += part.bytes.size();
    });
    return n_bytes;
  }

  /// A process packs the blocks that begin in its rows. Their position in the file is known only once the
  /// processes before it have packed theirs. Until then, the process keeps its packed blocks, up to a limit;
  /// blocks beyond the limit are packed once for their length, and again when their position is known.
  void write_packed() {
    bring_ends_of_blocks();
    std::uint64_t n_bytes = 0;
    std::uint64_t n_kept = 0;
    make_blocks(0, [&](OutputFile::Part& part) {
      const std::uint64_t n = part.bytes.size();
      stored_.push_back({.bytes = n, .length = part.length, .checksum = part.checksum});
      if (rows_.rank() == 0) {
        file_.write_at(begin_ + n_bytes, part);
      } else if (kept_.size() + 1 == stored_.size() && n_kept + n <= bytes_to_keep()) {
        n_kept += n;
        // A copy of the exact size: the part may have spare capacity.
        kept_.push_back({.bytes = std::string(part.bytes)});
      }
      n_bytes += n;
    });
    std::uint64_t place = begin_ + bytes_before(n_bytes);
    if (rows_.rank() == 0) return;
    const auto write = [&](const OutputFile::Part& part) {
      file_.write_at(place, part);
      place += part.bytes.size();
    };
    for (OutputFile::Part& part : kept_) {
      write(part);
      part.bytes = {};
    }
    make_blocks(kept_.size(), write);
  }

  void bring_ends_of_blocks() {
    Exchange& processes = *control_.processes;
    std::string head;
    std::vector<std::span<const char>> parts(processes.size());
    if (n_head_ > 0) {
      DoubleText doubles;
      append_rows_(0, n_head_, head, doubles);
      parts[rows_.process_of_head()] = head;
    }
    for (const Exchange::Bytes& bytes : processes.swap(parts)) end_.append(bytes.begin(), bytes.end());
  }

  /// Calls deliver for the blocks from `first` on, in order.
  template <class Deliver>
  void make_blocks(std::size_t first, const Deliver& deliver) {
    const std::size_t n_skipped = n_head_ + first * rows_.rows_in_block();
    if (n_skipped >= rows_.n_here()) return;
    PerSlot<Made> made(control_);
    for_each_block_in_order(
        rows_.n_here() - n_skipped, rows_.rows_in_block(), control_,
        [&](const Block& block, std::size_t slot) {
          auto& [part, doubles] = made[slot];
          part.bytes.clear();
          append_rows_(n_skipped + block.begin, n_skipped + block.end, part.bytes, doubles);
          if (n_skipped + block.end == rows_.n_here()) part.bytes += end_;
          file_.prepare(part);
        },
        [&](const Block& block, std::size_t slot) {
          deliver(made[slot].part);
          control_.report(
              {.stage = "write", .done = n_skipped + block.end, .total = rows_.n_here(), .detail = {}});
        });
  }

  /// Room for all packed rows, or 0 if the memory limit does not allow it.
  [[nodiscard]] std::uint64_t bytes_to_keep() {
    if (!most_kept_) {
      most_kept_ = rows_.n_here() * kBytesOfPackedRow;
      try {
        control_.check_memory("keeping rows", *most_kept_);
      } catch (const MemoryError&) {
        most_kept_ = 0;
      }
    }
    return *most_kept_;
  }

  [[nodiscard]] std::uint64_t bytes_before(std::uint64_t n_here) const {
    const auto of_all = gather_values(*control_.processes, std::vector<std::uint64_t>{n_here});
    std::uint64_t before = 0;
    for (std::size_t r = 0; r < rows_.rank(); ++r) before += of_all[r].front();
    return before;
  }

  OutputFile& file_;
  const RowsOfAll& rows_;
  const RunControl& control_;
  const AppendRows& append_rows_;
  const MeasureRows& measure_rows_;
  std::size_t n_head_;       ///< rows of a packed block that begins in an earlier process
  std::uint64_t begin_ = 0;  ///< offset in the file of the first of all rows
  std::string end_;          ///< rows from later processes, which end the last block here
  std::vector<OutputFile::StoredPart> stored_;
  std::vector<OutputFile::Part> kept_;  ///< the first packed parts
  std::optional<std::uint64_t> most_kept_;
};

/// The first process writes the rows that the others send.
class RowsToFirst {
 public:
  RowsToFirst(OutputFile& file, const RowsOfAll& rows, const RunControl& control,
              const AppendRows& append_rows)
      : file_(file),
        rows_(rows),
        control_(control),
        append_rows_(append_rows),
        rows_in_block_(rows.rows_in_block()) {}

  void write() {
    Exchange& processes = *control_.processes;
    for (std::size_t rank = 0; rank < processes.size(); ++rank) {
      const std::size_t blocks = n_blocks(rows_.shift_of(rank) + rows_.n_of(rank), rows_in_block_);
      const std::size_t n = rows_.n_of(rank) == 0 ? 0 : blocks;
      for (std::size_t first = 0; first < n; first += kBlocksInMessage) {
        const std::size_t last = std::min(n, first + kBlocksInMessage);
        if (rank == processes.rank()) make(first, last);
        if (rank == 0) continue;
        std::vector<std::span<const char>> parts(processes.size());
        parts[0] = message_.bytes();
        const std::vector<Exchange::Bytes> received = processes.swap(parts);
        message_ = {};
        if (processes.rank() == 0) take(received[rank]);
      }
    }
    if (!block_.bytes.empty()) append_block();
  }

 private:
  struct Text {
    std::string rows;
    DoubleText doubles;
  };

  /// Makes the blocks of this process.
  void make(std::size_t first, std::size_t last) {
    const std::size_t begin_of_mine = rows_.shift_of(rows_.rank());
    const std::size_t end_of_mine = begin_of_mine + rows_.n_here();
    PerSlot<Text> text(control_);
    for_each_block_in_order(
        last - first, 1, control_,
        [&](const Block& block, std::size_t slot) {
          const std::size_t begin = (first + block.begin) * rows_in_block_;
          text[slot].rows.clear();
          append_rows_(std::max(begin, begin_of_mine) - begin_of_mine,
                       std::min(begin + rows_in_block_, end_of_mine) - begin_of_mine, text[slot].rows,
                       text[slot].doubles);
        },
        [&](const Block& block, std::size_t slot) {
          const std::size_t begin = (first + block.begin) * rows_in_block_;
          const std::size_t n =
              std::min(begin + rows_in_block_, end_of_mine) - std::max(begin, begin_of_mine);
          if (rows_.rank() == 0) return add(n, text[slot].rows);
          message_.add(n);
          message_.add(text[slot].rows);
        });
  }

  void take(std::span<const char> bytes) {
    MessageReader message(bytes);
    while (!message.is_at_end()) {
      const std::size_t n = message.number();
      add(n, message.text());
    }
  }

  /// Adds rows of a block, which may have more rows to come.
  void add(std::size_t n, std::string_view rows) {
    block_.bytes += rows;
    rows_of_block_ += n;
    if (rows_of_block_ == rows_in_block_) append_block();
  }

  void append_block() {
    file_.prepare(block_);
    file_.append(block_);
    block_.bytes.clear();
    rows_written_ += std::exchange(rows_of_block_, 0);
    control_.report({.stage = "write", .done = rows_written_, .total = rows_.n(), .detail = {}});
  }

  OutputFile& file_;
  const RowsOfAll& rows_;
  const RunControl& control_;
  const AppendRows& append_rows_;
  std::size_t rows_in_block_;
  Message message_;
  OutputFile::Part block_;
  std::size_t rows_of_block_ = 0;
  std::size_t rows_written_ = 0;
};

}  // namespace

void write_rows_of_processes(OutputFile& file, std::size_t n_rows, const RunControl& control,
                             const AppendRows& append_rows, std::size_t rows_in_block,
                             const MeasureRows& measure_rows) {
  const RowsOfAll rows(n_rows, rows_in_block, *control.processes);
  if (RowsAtPlaces(file, rows, control, append_rows, measure_rows).write()) return;
  RowsToFirst(file, rows, control, append_rows).write();
}

}  // namespace crowdvote
