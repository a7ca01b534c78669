#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crowdvote {

/// Keeps the `most` ids with the highest scores of all that are offered, in one pass and in memory for no
/// more than these. Of equal scores, the lower id comes first.
class FirstRows {
 public:
  struct Row {
    double score;
    std::uint32_t id;
  };

  explicit FirstRows(std::size_t most) : most_(most) { rows_.reserve(most); }

  void offer(double score, std::uint32_t id) {
    const Row row{score, id};
    if (rows_.size() == most_) {
      if (most_ == 0 || !comes_before(row, rows_.front())) return;
      std::pop_heap(rows_.begin(), rows_.end(), comes_before);
      rows_.pop_back();
    }
    rows_.push_back(row);
    std::push_heap(rows_.begin(), rows_.end(), comes_before);
  }

  /// The rows kept, best first.
  [[nodiscard]] std::vector<Row> sorted() const {
    std::vector<Row> rows = rows_;
    std::sort(rows.begin(), rows.end(), comes_before);
    return rows;
  }

 private:
  static bool comes_before(const Row& a, const Row& b) {
    return a.score != b.score ? a.score > b.score : a.id < b.id;
  }

  std::size_t most_;
  std::vector<Row> rows_;  // a heap with the row to be removed next at the front
};

}  // namespace crowdvote
