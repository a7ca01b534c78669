#include "io/write/write_rows.hpp"

#include "core/ordered_blocks.hpp"
#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

/// Blocks that a process makes before it sends them.
constexpr std::size_t kBlocksInMessage = 8;

/// Rows of several processes: those of each stand behind those of the processes before it. The first process writes
/// what it is sent. Blocks are those of all rows, so that a packed file is the same for any number of processes; where
/// a process begins within a block, the rows of the block come from two.
class RowsOfProcesses {
 public:
  RowsOfProcesses(OutputFile& file, std::size_t n_rows, const RunControl& control,
                  const AppendRows& append_rows, std::size_t rows_in_block)
      : file_(file), control_(control), append_rows_(append_rows), rows_in_block_(rows_in_block) {
    for (const auto& n : gather_values(*control.processes, std::vector<std::uint64_t>{n_rows})) {
      shift_.push_back(n_rows_ % rows_in_block);
      rows_of_process_.push_back(n.front());
      n_rows_ += n.front();
    }
  }

  void write() {
    Exchange& processes = *control_.processes;
    for (std::size_t rank = 0; rank < processes.size(); ++rank) {
      const std::size_t blocks = n_blocks(shift_[rank] + rows_of_process_[rank], rows_in_block_);
      const std::size_t n = rows_of_process_[rank] == 0 ? 0 : blocks;
      for (std::size_t first = 0; first < n; first += kBlocksInMessage) {
        const std::size_t last = std::min(n, first + kBlocksInMessage);
        if (rank == processes.rank()) make(first, last);
        if (rank == 0) continue;
        std::vector<std::span<const char>> parts(processes.size());
        parts[0] = message_;
        const std::vector<Exchange::Bytes> received = processes.swap(parts);
        message_.clear();
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

  /// Makes blocks of this process.
  void make(std::size_t first, std::size_t last) {
    const std::size_t rank = control_.processes->rank();
    const std::size_t begin_of_mine = shift_[rank];
    const std::size_t end_of_mine = begin_of_mine + rows_of_process_[rank];
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
          if (rank == 0) return add(n, text[slot].rows);
          put_number(n);
          put_number(text[slot].rows.size());
          message_.insert(message_.end(), text[slot].rows.begin(), text[slot].rows.end());
        });
  }

  void put_number(std::uint64_t number) {
    message_.resize(message_.size() + sizeof number);
    std::memcpy(message_.data() + message_.size() - sizeof number, &number, sizeof number);
  }

  void take(std::span<const char> message) {
    const auto number = [&message] {
      std::uint64_t value = 0;
      std::memcpy(&value, message.data(), sizeof value);
      message = message.subspan(sizeof value);
      return value;
    };
    while (!message.empty()) {
      const std::size_t n = number();
      const std::size_t length = number();
      add(n, {message.data(), length});
      message = message.subspan(length);
    }
  }

  /// Rows of one block, of which more may follow.
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
    control_.report({.stage = "write", .done = rows_written_, .total = n_rows_, .detail = {}});
  }

  OutputFile& file_;
  const RunControl& control_;
  const AppendRows& append_rows_;
  std::size_t rows_in_block_;
  std::size_t n_rows_ = 0;                    ///< of all processes
  std::vector<std::size_t> rows_of_process_;  ///< by process
  std::vector<std::size_t> shift_;            ///< rows of others in the block in which the process begins
  Exchange::Bytes message_;
  OutputFile::Part block_;
  std::size_t rows_of_block_ = 0;
  std::size_t rows_written_ = 0;
};

}  // namespace

void write_rows(OutputFile& file, std::size_t n_rows, const RunControl& control,
                const AppendRows& append_rows, std::size_t rows_in_block) {
  if (control.processes != nullptr) {
    return RowsOfProcesses(file, n_rows, control, append_rows, rows_in_block).write();
  }
  struct Text {
    OutputFile::Part part;
    DoubleText doubles;
  };
  PerSlot<Text> text(control);
  for_each_block_in_order(
      n_rows, rows_in_block, control,
      [&](const Block& block, std::size_t slot) {
        auto& [part, doubles] = text[slot];
        part.bytes.clear();
        append_rows(block.begin, block.end, part.bytes, doubles);
        file.prepare(part);
      },
      [&](const Block& block, std::size_t slot) {
        file.append(text[slot].part);
        control.report({.stage = "write", .done = block.end, .total = n_rows, .detail = {}});
      });
}

}  // namespace crowdvote
