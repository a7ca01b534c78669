#pragma once

/// Rows that are in columns, read many at once by several threads.

#include "core/delivery_in_order.hpp"
#include "io/records/record.hpp"
#include <crowdvote/run_control.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace crowdvote {

/// Threads take rows from the reader in turn, refer to their names, each in a batch of its own, and commit the batches
/// in order. The first rows that are no names alone stop them: those and what was taken behind them go back to the
/// reader.
class BatchesOfRows {
 public:
  /// What is given must outlive this.
  /// \param fields of observation, user and label
  /// \param on_commit is told how many rows were committed
  BatchesOfRows(RowReader& rows, const std::array<std::size_t, 3>& fields, RecordSink& sink,
                const RunControl& control, std::function<void(std::size_t n_rows)> on_commit);

  /// Reads rows until they are to come one by one, or end.
  void read();

 private:
  struct InWork {
    std::unique_ptr<TakenRows> rows;
    std::unique_ptr<RecordBatch> batch;
    std::size_t number = 0;
    bool is_held = false;  ///< taken, and not committed
  };

  void work();
  bool take(InWork& in_work);
  void commit(InWork& in_work, std::size_t step);

  RowReader& rows_;
  RecordSink& sink_;
  const RunControl& control_;
  std::function<void(std::size_t n_rows)> on_commit_;
  std::size_t n_steps_;
  std::mutex rows_mutex_;  ///< guards the reader and the number
  std::size_t n_taken_ = 0;
  std::vector<InWork> in_work_;  ///< none where rows come one by one alone
  DeliveryInOrder slots_;
};

}  // namespace crowdvote
