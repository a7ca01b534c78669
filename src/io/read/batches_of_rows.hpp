#pragma once

/// Rows that are stored in columns, read in batches by several threads.

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

/// Threads take rows from the reader in turn, look up the references of their names, each thread in a batch
/// of its own, and commit the batches in order. The first rows that hold more than names stop the threads:
/// these rows and those taken after them go back to the reader.
class BatchesOfRows {
 public:
  /// All arguments must outlive this object.
  /// \param fields the indexes of the fields of observation, user and label
  /// \param on_commit receives the number of rows that were committed
  BatchesOfRows(RowReader& rows, const std::array<std::size_t, 3>& fields, RecordSink& sink,
                const RunControl& control, std::function<void(std::size_t n_rows)> on_commit);

  /// Reads rows until the reader has none left, or has rows that must be read one at a time.
  void read();

 private:
  struct InWork {
    std::unique_ptr<TakenRows> rows;
    std::unique_ptr<RecordBatch> batch;
    std::size_t number = 0;
    bool is_held = false;  ///< taken but not yet committed
  };

  void work();
  bool take(InWork& in_work);
  void commit(InWork& in_work, std::size_t step);

  RowReader& rows_;
  RecordSink& sink_;
  const RunControl& control_;
  std::function<void(std::size_t n_rows)> on_commit_;
  std::size_t n_steps_;
  std::mutex rows_mutex_;  ///< guards rows_ and n_taken_
  std::size_t n_taken_ = 0;
  std::vector<InWork> in_work_;  ///< empty if rows can only be read one at a time
  DeliveryInOrder slots_;
};

}  // namespace crowdvote
