#include "io/json/json_object.hpp"

#include "core/delivery_in_order.hpp"
#include "io/json/json_parser.hpp"
#include "io/json/json_scanner.hpp"
#include "io/json/json_text.hpp"
#include "io/json/json_window.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Keeps track of the line on which the next window begins.
class Places {
 public:
  Places(std::string file, const JsonStart& start)
      : file_(std::move(file)),
        has_lines_(start.file_has_lines),
        lines_before_(start.lines_before),
        line_begin_(start.line_begin) {}

  /// The information that `pass` needs; empty if places are not given as lines.
  [[nodiscard]] LineBreaks find_breaks(const JsonWindow& window) const {
    return has_lines_ ? LineBreaks(window.text()) : LineBreaks();
  }
  void pass(const JsonWindow& window, const LineBreaks& breaks) {
    lines_before_ += breaks.count;
    if (breaks.count > 0) line_begin_ = window.begin + breaks.last + 1;
  }

  [[nodiscard]] Problem problem(const JsonWindow& window, std::size_t offset, std::string what) const {
    const std::uint64_t in_file = window.begin + offset;
    if (!has_lines_) return {.file = file_, .offset = in_file, .has_offset = true, .what = std::move(what)};
    const LineBreaks breaks(window.text().substr(0, offset));
    const std::uint64_t line_begin = breaks.count > 0 ? window.begin + breaks.last + 1 : line_begin_;
    return {.file = file_,
            .line = lines_before_ + breaks.count + 1,
            .column = in_file - line_begin + 1,
            .what = std::move(what)};
  }

 private:
  std::string file_;
  bool has_lines_;
  std::size_t lines_before_;
  std::uint64_t line_begin_;
};

/// A window, and the result of parsing it.
struct WindowInWork {
  JsonWindow window;
  JsonParser parser;
  std::unique_ptr<RecordBatch> batch;
  std::vector<JsonFault> refused;  ///< what the batch rejected
  LineBreaks breaks;
  bool is_held = false;  ///< cut but not committed
};

/// Threads take windows from the cutter, parse them, and commit them in order. The first window that does not
/// parse stops them: later windows go back to the cutter, and a single thread repairs the window or finds its
/// fault.
class ObjectReader {
 public:
  ObjectReader(ByteSource& source, const JsonObjectOptions& options, RecordSink& sink, ProblemList& problems,
               const RunControl& control)
      : source_(source),
        sink_(sink),
        problems_(problems),
        control_(control),
        longest_field_(options.longest_field),
        cutter_(source, options.shape, options.window_size),
        n_steps_(sink.n_commit_steps()),
        slots_(n_threads(source, control, options.window_size), n_steps_,
               [this](std::size_t slot, std::size_t step) { commit(windows_[slot], step); }),
        windows_(n_slots(n_threads(source, control, options.window_size))),
        places_(source.name(), cutter_.start()) {
    for (WindowInWork& in_work : windows_) in_work.batch = sink.make_batch();
    if (windows_.front().batch->takes_parts_of_objects()) cutter_.cut_inside_members();
  }

  void read() {
    for (;;) {
      slots_.run(control_, [this] { work(); });
      WindowInWork* const stopped = take_stopped_window();
      if (stopped == nullptr) break;
      mend(*stopped);
      slots_.start_again(stopped->window.index + 1);
    }
    if (source_failure_) std::rethrow_exception(source_failure_);
  }

 private:
  /// Input that fits into one window is left to one thread.
  static unsigned n_threads(const ByteSource& source, const RunControl& control, std::size_t window_size) {
    const bool is_small = source.compression() == Compression::none && source.stored_size() &&
                          *source.stored_size() <= window_size;
    return is_small ? 1 : control.threads();
  }

  void work() {
    while (const auto slot = slots_.take()) {
      WindowInWork& in_work = windows_[*slot];
      if (!cut_window(in_work)) return;
      control_.throw_if_cancelled();
      const std::size_t number = in_work.window.index;
      if (!parse(in_work)) {
        slots_.stop_at(number);
        return;
      }
      in_work.breaks = places_.find_breaks(in_work.window);
      slots_.hand_in(*slot, number);
    }
  }

  bool cut_window(WindowInWork& in_work) {
    const std::lock_guard lock(source_mutex_);
    if (slots_.is_stopped() || source_failure_) return false;
    try {
      in_work.is_held = cutter_.next(in_work.window);
    } catch (...) {
      // An earlier window may contain an earlier fault.
      source_failure_ = std::current_exception();
      return false;
    }
    return in_work.is_held;
  }

  static bool parse(WindowInWork& in_work) {
    in_work.batch->clear();
    in_work.refused.clear();
    return in_work.window.end != JsonWindow::End::open &&
           in_work.parser.parse(in_work.window, *in_work.batch, in_work.refused);
  }

  void commit(WindowInWork& in_work, std::size_t step) {
    const JsonWindow& window = in_work.window;
    const std::uint64_t size = source_.bytes_to_read();
    const bool is_last = step + 1 == n_steps_;
    if (is_last) {
      for (JsonFault& refused : in_work.refused) {
        problems_.add(places_.problem(window, refused.offset, std::move(refused.what)));
      }
    }
    sink_.commit(
        *in_work.batch,
        {.problem = [&](std::size_t offset,
                        std::string what) { return places_.problem(window, offset, std::move(what)); },
         .share_read = size == 0 ? 0.0 : static_cast<double>(window.stored_bytes) / static_cast<double>(size),
         .step = step});
    if (!is_last) return;
    places_.pass(window, in_work.breaks);
    in_work.is_held = false;
    control_.report({.stage = "read", .done = window.stored_bytes, .total = size, .detail = {}});
  }

  /// Gives back all windows except the first that was not committed; returns that one, or null if all were
  /// committed.
  WindowInWork* take_stopped_window() {
    std::vector<WindowInWork*> held;
    for (WindowInWork& in_work : windows_) {
      if (in_work.is_held) held.push_back(&in_work);
    }
    if (held.empty()) return nullptr;
    std::sort(held.begin(), held.end(),
              [](const WindowInWork* a, const WindowInWork* b) { return a->window.index > b->window.index; });
    for (auto it = held.begin(); it + 1 != held.end(); ++it) {
      cutter_.give_back((*it)->window);
      (*it)->is_held = false;
    }
    return held.back();
  }

  /// Makes a window end between two members, or finds its fault.
  void mend(WindowInWork& in_work) {
    JsonWindow& window = in_work.window;
    if (window.end == JsonWindow::End::cut_inside) cutter_.reopen(window);
    for (;;) {
      control_.throw_if_cancelled();
      const JsonScan scan = scan_json(window, control_);
      const bool is_at_end = window.end == JsonWindow::End::file_end;
      if (scan.is_complete && window.end != JsonWindow::End::open) {
        if (!parse(in_work)) fail(window, 0, std::string(kUnreadableJson));
        break;
      }
      if (scan.last_comma > 0) {
        // What precedes the fault is read first; the fault is found again in the next window.
        cutter_.cut_back(window, scan.last_comma);
      } else if (scan.last_inner_comma > 0 && cutter_.may_cut_inside()) {
        cutter_.cut_inside(window, scan.last_inner_comma);
      } else if (scan.fault || is_at_end) {
        tell(window, scan);
      } else {
        check_open_field(window, scan);
        cutter_.extend(window);
        if (parse(in_work)) break;
        if (window.end == JsonWindow::End::cut_inside) cutter_.reopen(window);
      }
    }
    in_work.breaks = places_.find_breaks(window);
    for (std::size_t step = 0; step < n_steps_; ++step) commit(in_work, step);
  }

  void check_open_field(const JsonWindow& window, const JsonScan& scan) {
    if (!scan.open_field || window.size - *scan.open_field <= longest_field_) return;
    Problem problem = places_.problem(
        window, *scan.open_field, fmt::format("a field of more than {} bytes begins here", longest_field_));
    problem.remedy = {WayOut::field_limit};
    problems_.add(std::move(problem));
    problems_.throw_if_any();
  }

  [[noreturn]] void fail(const JsonWindow& window, std::size_t offset, std::string what) {
    problems_.add(places_.problem(window, offset, std::move(what)));
    throw InputError(problems_.problems(), problems_.total());
  }

  [[noreturn]] void tell(const JsonWindow& window, const JsonScan& scan) {
    if (scan.fault) fail(window, scan.fault->offset, scan.fault->what);
    if (scan.open_string) {
      fail(window, *scan.open_string,
           "the string that begins here is never closed; a quote is missing, or the file is cut off");
    }
    fail(window, window.size, "the file ends inside the object; it is cut off: fetch or write it again");
  }

  ByteSource& source_;
  RecordSink& sink_;
  ProblemList& problems_;
  const RunControl& control_;
  std::size_t longest_field_;

  std::mutex source_mutex_;  ///< guards the next two members
  JsonCutter cutter_;
  std::exception_ptr source_failure_;

  std::size_t n_steps_;
  DeliveryInOrder slots_;  ///< one number per window
  std::vector<WindowInWork> windows_;
  Places places_;  ///< updated by the thread that commits
};

}  // namespace

void read_json_object(ByteSource& source, const JsonObjectOptions& options, RecordSink& sink,
                      ProblemList& problems, const RunControl& control) {
  ObjectReader(source, options, sink, problems, control).read();
}

}  // namespace crowdvote
