#include "io/read/batches_of_rows.hpp"

#include <algorithm>
#include <utility>

namespace crowdvote {

BatchesOfRows::BatchesOfRows(RowReader& rows, const std::array<std::size_t, 3>& fields, RecordSink& sink,
                             const RunControl& control, std::function<void(std::size_t n_rows)> on_commit)
    : rows_(rows),
      sink_(sink),
      control_(control),
      on_commit_(std::move(on_commit)),
      n_steps_(sink.n_commit_steps()),
      slots_(control.threads(), n_steps_,
             [this](std::size_t slot, std::size_t step) { commit(in_work_[slot], step); }) {
  for (std::size_t slot = 0; slot < n_slots(control.threads()); ++slot) {
    InWork in_work{rows.make_rows(fields), nullptr};
    if (!in_work.rows) return;
    in_work.batch = sink.make_batch();
    if (!in_work.batch->names()) {
      in_work_.clear();
      return;
    }
    in_work_.push_back(std::move(in_work));
  }
}

void BatchesOfRows::read() {
  if (in_work_.empty() || !rows_.has_many()) return;
  slots_.run(control_, [this] { work(); });
  std::vector<InWork*> held;
  for (InWork& in_work : in_work_) {
    if (in_work.is_held) held.push_back(&in_work);
  }
  std::sort(held.begin(), held.end(), [](const InWork* a, const InWork* b) { return a->number > b->number; });
  for (InWork* const in_work : held) {
    rows_.give_back(*in_work->rows);
    in_work->is_held = false;
  }
  n_taken_ -= held.size();
  slots_.start_again(n_taken_);
}

void BatchesOfRows::work() {
  while (const auto slot = slots_.take()) {
    InWork& in_work = in_work_[*slot];
    if (!take(in_work)) return;
    in_work.batch->clear();
    if (!in_work.rows->refer(*in_work.batch->names())) {
      slots_.stop_at(in_work.number);
      return;
    }
    in_work.batch->on_names();
    slots_.hand_in(*slot, in_work.number);
  }
}

bool BatchesOfRows::take(InWork& in_work) {
  const std::lock_guard lock(rows_mutex_);
  if (slots_.is_stopped()) return false;
  control_.throw_if_cancelled();
  in_work.is_held = rows_.take_rows(*in_work.rows);
  if (in_work.is_held) in_work.number = n_taken_++;
  return in_work.is_held;
}

void BatchesOfRows::commit(InWork& in_work, std::size_t step) {
  sink_.commit(*in_work.batch, {.problem = nullptr, .share_read = in_work.rows->share_read(), .step = step});
  if (step + 1 < n_steps_) return;
  in_work.is_held = false;
  on_commit_(in_work.rows->n_rows());
}

}  // namespace crowdvote
