#include "crowd.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

/// Throws unless something stands in every place.
void check_is_whole(const Column& column, std::string_view role) {
  const auto missing = std::find(column.ids.begin(), column.ids.end(), kNoId);
  if (missing == column.ids.end()) return;
  throw InputError(Problem{
      .file = "votes",
      .line = 0,
      .what = "row " + std::to_string(missing - column.ids.begin()) + " (from 0) has no " + std::string(role),
      .found = {},
      .expected = "a name or a number in every row"});
}

std::vector<LabelId> ranks_of(const NameTable& labels) {
  if (labels.are_indices()) return {};
  const std::vector<std::uint32_t> in_order = labels.ids_in_name_order();
  std::vector<LabelId> rank(in_order.size());
  for (LabelId place = 0; place < in_order.size(); ++place) rank[in_order[place]] = place;
  return rank;
}

VoteMatrix copy_of(const VotesView& votes) {
  const auto copied = [](const auto& values) { return std::vector(values.begin(), values.end()); };
  VoteMatrix copy(copied(votes.observation_begin()), copied(votes.user_of_vote()),
                  copied(votes.label_of_vote()), votes.n_users(), votes.n_labels());
  if (!votes.label_rank().empty()) copy.set_label_order(copied(votes.label_rank()));
  return copy;
}

/// The id of the user who is the AI, if that user voted.
std::optional<UserId> find_user(const Names& names, const std::string& wanted) {
  if (wanted.empty()) return std::nullopt;
  const Name name(wanted);
  if (!names.objects) {
    if (!name.is_integer()) return std::nullopt;
    if (names.are_indices()) {
      return name.value() >= 0 && static_cast<std::size_t>(name.value()) < names.size
                 ? std::optional(static_cast<UserId>(name.value()))
                 : std::nullopt;
    }
    const auto place = std::find(names.integers.begin(), names.integers.end(), name.value());
    return place == names.integers.end() ? std::nullopt
                                         : std::optional(static_cast<UserId>(place - names.integers.begin()));
  }
  const py::gil_scoped_acquire locked;
  const py::array objects = py::reinterpret_borrow<py::array>(names.objects);
  const auto* const first = static_cast<PyObject* const*>(objects.data());
  std::string made;
  for (std::size_t id = 0; id < names.size; ++id) {
    if (text_of(first[id], made) == wanted) return static_cast<UserId>(id);
  }
  return std::nullopt;
}

void leave_out(Names& names, UserId id) {
  if (names.are_indices()) {
    names.integers.resize(names.size);
    for (std::size_t i = 0; i < names.size; ++i) names.integers[i] = static_cast<std::int64_t>(i);
  }
  if (names.objects) {
    const py::gil_scoped_acquire locked;
    names.objects = py::module_::import("numpy").attr("delete")(names.objects, id);
  } else {
    names.integers.erase(names.integers.begin() + id);
  }
  --names.size;
}

}  // namespace

Crowd::Crowd(CrowdData data) : data_(std::move(data)), is_made_(true) {}

Crowd::Crowd(StatementColumns columns)
    : is_made_(false),
      columns_(std::move(columns)),
      n_statements_(columns_->label.ids.size()),
      observation_names_(std::move(columns_->observation.names)),
      user_names_(std::move(columns_->user.names)),
      label_names_(std::move(columns_->label.names)) {
  data_.labels = label_names_.table();
  label_rank_ = ranks_of(data_.labels);
}

void Crowd::take_votes(const ReadOptions& read, const RunControl& control) {
  check_is_whole(columns_->observation, "observation");
  check_is_whole(columns_->user, "user");
  if (read.repeats != Repeats::last || find_user(user_names_, read.ai_user)) {
    collect(read, control);
    release_columns();
    return;
  }
  borrowed_.emplace(StatementArrays{.observation = columns_->observation.ids,
                                    .user = columns_->user.ids,
                                    .label = columns_->label.ids,
                                    .n_observations = observation_names_.size,
                                    .n_users = user_names_.size,
                                    .n_labels = label_names_.size},
                    control);
  data_.counts.abstentions = borrowed_->n_abstentions();
  data_.counts.replaced_votes = borrowed_->n_replaced();
  if (!borrowed_->is_borrowed()) release_columns();
  if (!read.strict || data_.counts.replaced_votes == 0) return;
  throw InputError(Problem{.file = "votes",
                           .what = std::to_string(data_.counts.replaced_votes) +
                                   " votes are replaced by a later one of their user on their observation",
                           .remedy = {WayOut::allow_repairs, "the last counts"}});
}

void Crowd::release_columns() {
  const py::gil_scoped_acquire locked;
  columns_.reset();
}

/// For what borrowed votes do not know: the votes of an AI, and statements of which not the last counts.
void Crowd::collect(const ReadOptions& read, const RunControl& control) {
  const auto ai = find_user(user_names_, read.ai_user);
  if (ai) leave_out(user_names_, *ai);
  const auto& [observation, user, label] = *columns_;
  VoteMatrixBuilder builder;
  builder.keep(read.repeats);
  builder.reserve(observation_names_.size, observation.ids.size());
  for (std::size_t v = 0; v < observation.ids.size(); ++v) {
    UserId id = user.ids[v];
    if (ai && id == *ai) id = kNoUser;
    if (ai && id != kNoUser && id > *ai) --id;
    builder.add_statement(observation.ids[v], id, label.ids[v]);
  }
  auto finished = builder.finish(user_names_.size, label_names_.size, control);
  if (read.repeats == Repeats::error && finished.n_replaced > 0) {
    throw InputError(Problem{.file = "votes",
                             .what = std::to_string(finished.n_replaced) +
                                     " votes repeat an earlier vote of their user on "
                                     "their observation",
                             .expected = "one vote of a user on an observation",
                             .remedy = {WayOut::choose_repeats}});
  }
  data_.votes = std::move(finished.votes);
  if (!label_rank_.empty()) data_.votes.set_label_order(label_rank_);
  data_.ai_label_of_observation = std::move(finished.ai_label_of_observation);
  data_.counts.abstentions = finished.n_abstentions;
  data_.counts.replaced_votes = finished.n_replaced;
  data_.counts.repeats = read.repeats;
  data_.counts.ai_votes_in_votes_file = finished.n_ai_votes;
}

CrowdData& Crowd::data() {
  // Whoever makes the data needs the interpreter's lock in between, so nobody waits here with it.
  std::optional<py::gil_scoped_release> unlocked;
  if (PyGILState_Check() != 0) unlocked.emplace();
  const std::lock_guard lock(making_);
  if (!is_made_) make_data();
  return data_;
}

void Crowd::make_data() {
  {
    const py::gil_scoped_acquire locked;
    data_.observations = observation_names_.table();
    data_.users = user_names_.table();
  }
  if (borrowed_) data_.votes = copy_of(votes());
  data_.files.insert(data_.files.begin(),
                     {.role = "votes", .path = "votes", .format = "arrays", .n_statements = n_statements_});
  is_made_ = true;
}

VotesView Crowd::votes() const {
  if (!borrowed_) return data_.votes;
  const VotesView votes = borrowed_->view();
  return {votes.observation_begin(), votes.user_of_vote(), votes.label_of_vote(),
          votes.n_users(),           votes.n_labels(),     label_rank_};
}

AggregationInput Crowd::input() const {
  AggregationInput input = data_.input();
  input.votes = votes();
  return input;
}

void Crowd::attach(const InputPaths& paths, const ReadOptions& read, const RunControl& control) {
  attach_side_files(paths, own_data(), read, control);
}

CrowdData& Crowd::own_data() {
  static_cast<void>(data());
  borrowed_.reset();
  return data_;
}

bool Crowd::needs_names(const RunInputOptions& options) {
  return options.draws || options.hold_out_experts || options.ties == TieRule::random;
}

py::object Crowd::names_of(Names& own, const NameTable& table) {
  if (own.size == table.size() && (own.objects || own.size > 0)) return own.array();
  if (!is_made_) return own.array();
  if (table.all_integers()) {
    own.integers.resize(table.size());
    for (std::uint32_t id = 0; id < table.size(); ++id) own.integers[id] = table[id].value();
    own.objects = {};
  } else {
    py::list texts;
    const std::size_t n_own = own.objects ? own.size : 0;
    const py::object objects = own.array();
    for (std::uint32_t id = 0; id < table.size(); ++id) {
      if (id < n_own) {
        texts.append(objects[py::int_(id)]);
      } else {
        const std::string text = table.str(id);
        texts.append(py::reinterpret_steal<py::object>(
            PyUnicode_DecodeUTF8(text.data(), static_cast<py::ssize_t>(text.size()), "surrogateescape")));
      }
    }
    py::array array(py::dtype("O"), std::vector{static_cast<py::ssize_t>(texts.size())});
    array[py::ellipsis()] = texts;
    own.objects = array;
  }
  own.size = table.size();
  return own.array();
}

py::object Crowd::observation_names() { return names_of(observation_names_, data_.observations); }
py::object Crowd::user_names() { return names_of(user_names_, data_.users); }
py::object Crowd::label_names() { return names_of(label_names_, data_.labels); }

const RunInput& Run::input_of_data() {
  const std::lock_guard lock(in_use);
  if (!run_input) {
    const CrowdData& data = crowd->data();
    run_input.emplace(data, input_options);
  }
  return *run_input;
}

const std::optional<Grades>& Run::graded(const RunControl& control) {
  const std::lock_guard lock(in_use);
  if (!is_graded) {
    const CrowdData& data = crowd->data();
    grades = Grader(data, input_of_data()).grade(consensus, input_options.seed, control);
    is_graded = true;
  }
  return grades;
}

}  // namespace crowdvote::python
