#include "io/json_object.hpp"

#include "core/parallel.hpp"
#include "io/json_parser.hpp"
#include "io/json_scanner.hpp"
#include "io/json_window.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

/// Line breaks of a window: how many, and where the last one stands.
struct LineBreaks {
  std::size_t count = 0;
  std::size_t last = 0;

  LineBreaks() = default;
  explicit LineBreaks(std::string_view text)
      : count(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'))) {
    if (count > 0) last = text.rfind('\n');
  }
};

/// Knows the line on which the next window begins.
class Places {
 public:
  Places(std::string file, const JsonStart& start)
      : file_(std::move(file)),
        has_lines_(start.file_has_lines),
        lines_before_(start.lines_before),
        line_begin_(start.line_begin) {}

  /// What `pass` wants to know; nothing where places are not told by lines.
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

/// Room for a window, and for what its text says.
struct Slot {
  enum class State : std::uint8_t {
    free,
    in_work,  ///< of a thread that holds a window, or is about to
    parsed    ///< waits for its turn
  };

  State state = State::free;
  JsonWindow window;
  JsonParser parser;
  TextArena arena;
  std::unique_ptr<JsonMembers> members;
  LineBreaks breaks;
  bool holds_window = false;  ///< that is not committed
};

/// Threads take windows from the cutter, parse them, and commit them in turn: who parsed a window before its
/// turn leaves it to whoever commits the one before, and goes on with the next. The first window that does
/// not parse stops them: what is cut behind it goes back to the cutter, and the window is mended or its fault
/// told, alone.
class ObjectReader {
 public:
  ObjectReader(ByteSource& source, std::string_view shape, JsonConsumer& consumer, ProblemList& problems,
               const RunControl& control, std::size_t window_size)
      : source_(source),
        consumer_(consumer),
        problems_(problems),
        control_(control),
        cutter_(source, shape, window_size),
        places_(source.name(), cutter_.start()) {
    const bool is_small =
        source.packing() == Packing::none && source.stored_size() && *source.stored_size() <= window_size;
    n_threads_ = is_small ? 1 : control.threads();
    // One more than threads, so that one thread may run ahead of the others.
    slots_ = std::vector<Slot>(n_threads_ == 1 ? 1 : n_threads_ + 1);
  }

  void read() {
    for (;;) {
      stop_at_ = kNever;
      for_each_block(n_threads_, 1, control_, [this](const Block&, unsigned) { work_or_stop(); });
      Slot* const stopped = take_stopped_window();
      if (stopped == nullptr) break;
      read_exactly(*stopped);
    }
    if (source_failure_) std::rethrow_exception(source_failure_);
  }

 private:
  void work_or_stop() {
    try {
      work();
    } catch (...) {
      stop_at(0);
      throw;
    }
  }

  void work() {
    while (Slot* const slot = take_slot()) {
      if (!take_window(*slot)) return;
      control_.throw_if_cancelled();
      if (!parse(*slot)) {
        stop_at(slot->window.index);
        return;
      }
      slot->breaks = places_.find_breaks(slot->window);
      hand_in(*slot);
    }
  }

  /// A free one, as soon as there is one; null if the reading was stopped.
  Slot* take_slot() {
    std::unique_lock lock(turn_mutex_);
    const auto is_free = [](const Slot& slot) { return slot.state == Slot::State::free; };
    auto slot = slots_.end();
    slot_is_free_.wait(lock, [&] {
      slot = std::find_if(slots_.begin(), slots_.end(), is_free);
      return slot != slots_.end() || stop_at_ != kNever;
    });
    if (stop_at_ != kNever) return nullptr;
    slot->state = Slot::State::in_work;
    if (!slot->members) slot->members = consumer_.make_members();
    return &*slot;
  }

  bool take_window(Slot& slot) {
    const std::lock_guard lock(source_mutex_);
    if (is_stopped() || source_failure_) return false;
    try {
      slot.holds_window = cutter_.next(slot.window);
    } catch (...) {
      // The windows before it may hold an earlier fault.
      source_failure_ = std::current_exception();
      return false;
    }
    return slot.holds_window;
  }

  static bool parse(Slot& slot) {
    slot.arena.clear();
    slot.members->clear();
    return slot.window.end != JsonWindow::End::open &&
           slot.parser.parse(slot.window, *slot.members, slot.arena);
  }

  void stop_at(std::size_t window) {
    {
      const std::lock_guard lock(turn_mutex_);
      stop_at_ = std::min(stop_at_, window);
    }
    slot_is_free_.notify_all();
  }

  bool is_stopped() {
    const std::lock_guard lock(turn_mutex_);
    return stop_at_ != kNever;
  }

  /// Commits a parsed window if it is its turn, and then those behind it that wait for theirs.
  void hand_in(Slot& parsed) {
    std::unique_lock lock(turn_mutex_);
    parsed.state = Slot::State::parsed;
    const auto is_next = [this](const Slot& slot) {
      return slot.state == Slot::State::parsed && slot.window.index == next_to_commit_;
    };
    for (;;) {
      const auto next = std::find_if(slots_.begin(), slots_.end(), is_next);
      if (next == slots_.end() || stop_at_ <= next_to_commit_) return;
      next->state = Slot::State::in_work;
      lock.unlock();
      commit(*next);
      lock.lock();
      ++next_to_commit_;
      next->state = Slot::State::free;
      slot_is_free_.notify_one();
    }
  }

  /// Only the thread whose turn it is gets here.
  void commit(Slot& slot) {
    const JsonWindow& window = slot.window;
    const std::uint64_t size = source_.stored_size().value_or(0);
    consumer_.commit(
        *slot.members,
        {.problem = [&](std::size_t offset,
                        std::string what) { return places_.problem(window, offset, std::move(what)); },
         .share_read =
             size == 0 ? 0.0 : static_cast<double>(window.stored_bytes) / static_cast<double>(size)});
    places_.pass(window, slot.breaks);
    slot.holds_window = false;
    control_.report({.stage = "read", .done = window.stored_bytes, .total = size, .detail = {}});
  }

  /// Gives all windows back but the first that was not committed, and makes all slots free. Null if all were
  /// committed. REQUIRES: no thread is at work.
  Slot* take_stopped_window() {
    std::vector<Slot*> holders;
    for (Slot& slot : slots_) {
      slot.state = Slot::State::free;
      if (slot.holds_window) holders.push_back(&slot);
    }
    if (holders.empty()) return nullptr;
    std::sort(holders.begin(), holders.end(),
              [](const Slot* a, const Slot* b) { return a->window.index > b->window.index; });
    for (auto it = holders.begin(); it + 1 != holders.end(); ++it) {
      cutter_.give_back((*it)->window);
      (*it)->holds_window = false;
    }
    return holders.back();
  }

  void read_exactly(Slot& slot) {
    JsonWindow& window = slot.window;
    for (;;) {
      control_.throw_if_cancelled();
      slot.arena.clear();
      slot.members->clear();
      const JsonScan scan = scan_json(window, *slot.members, slot.arena);
      const bool is_whole =
          window.end == JsonWindow::End::file_end || (window.end == JsonWindow::End::cut && scan.is_complete);
      if (is_whole || scan.fault) {
        tell(window, scan);
        slot.breaks = places_.find_breaks(window);
        commit(slot);
        ++next_to_commit_;
        return;
      }
      if (scan.last_comma > 0) {
        cutter_.cut_back(window, scan.last_comma);
      } else {
        cutter_.extend(window);
      }
    }
  }

  void tell(const JsonWindow& window, const JsonScan& scan) {
    const auto add = [&](std::size_t offset, std::string what) {
      problems_.add(places_.problem(window, offset, std::move(what)));
    };
    for (const JsonFault& refused : scan.refused) add(refused.offset, refused.what);
    if (scan.is_complete) return;
    if (scan.fault) {
      add(scan.fault->offset, scan.fault->what);
    } else if (scan.open_string) {
      add(*scan.open_string,
          "the string that begins here is never closed; a quote is missing, or the file is cut off");
    } else {
      add(window.size, "the file ends inside the object; it is cut off: fetch or write it again");
    }
    problems_.throw_if_any();
  }

  ByteSource& source_;
  JsonConsumer& consumer_;
  ProblemList& problems_;
  const RunControl& control_;
  unsigned n_threads_ = 1;

  std::mutex source_mutex_;  ///< guards the two below
  JsonCutter cutter_;
  std::exception_ptr source_failure_;

  Places places_;  ///< used in turn

  std::mutex turn_mutex_;  ///< guards what is below: of slots that are in work, their state
  std::vector<Slot> slots_;
  std::condition_variable slot_is_free_;
  std::size_t next_to_commit_ = 0;
  std::size_t stop_at_ = kNever;  ///< no window from this on is committed
};

}  // namespace

void read_json_object(ByteSource& source, std::string_view shape, JsonConsumer& consumer,
                      ProblemList& problems, const RunControl& control, std::size_t window_size) {
  ObjectReader(source, shape, consumer, problems, control, window_size).read();
}

}  // namespace crowdvote
