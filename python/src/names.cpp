#include "names.hpp"

#include "integer_numbers.hpp"
#include "text_numbers.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <exception>
#include <functional>
#include <limits>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include <tsl/robin_map.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

constexpr std::size_t kPrefetchDistance = 16;

template <class Integer>
std::span<const Integer> span_of(const py::array& values) {
  return {static_cast<const Integer*>(values.data()), static_cast<std::size_t>(values.size())};
}

/// A column whose objects of Python are all made; `finish` needs no interpreter but that somebody keeps its lock.
struct Prepared {
  Column column;
  std::function<void(Column&)> finish = {};
};

/// Values of any stride and byte order as an array that is neither.
template <class Integer>
Prepared prepare_integers(const py::array& values, Role role, bool minus_one_is_a_label) {
  const auto plain = py::array_t<Integer, py::array::c_style | py::array::forcecast>::ensure(values);
  if (!plain) throw py::error_already_set();
  std::optional<Integer> missing;
  if constexpr (std::is_signed_v<Integer>) {
    if (role == Role::label && !minus_one_is_a_label) missing = Integer{-1};
  }
  Prepared prepared;
  prepared.column.borrowed = plain;
  prepared.finish = [integers = span_of<Integer>(plain), role, missing](Column& column) {
    if (!take_as_ids(integers, role, missing.has_value(), column)) number(integers, missing, column);
  };
  return prepared;
}

bool is_nothing(py::handle object) {
  if (object.is_none()) return true;
  if (PyFloat_Check(object.ptr())) return std::isnan(PyFloat_AS_DOUBLE(object.ptr()));
  // pd.NA, pd.NaT: neither equals itself, and the first is no truth value.
  const std::string_view type = Py_TYPE(object.ptr())->tp_name;
  return type.ends_with("NAType") || type.ends_with("NaTType");
}

std::string_view utf8_of(py::handle text) {
  Py_ssize_t size = 0;
  const char* const bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (bytes == nullptr) throw py::error_already_set();
  return {bytes, static_cast<std::size_t>(size)};
}

/// Texts with the hashes that Python keeps with them.
struct HashOfText {
  std::size_t operator()(const std::pair<std::string_view, std::size_t>& text) const { return text.second; }
};

/// What stands at the front of an object, and the text behind it, is fetched ahead of its use: most of the time goes there.
void prefetch(const void* address) { __builtin_prefetch(address); }

/// Objects, numbered by their texts.
class ObjectNumbers {
 public:
  ObjectNumbers(Role role, bool minus_one_is_a_label)
      : minus_one_is_none_(role == Role::label && !minus_one_is_a_label) {}

  [[nodiscard]] std::uint32_t id_of(PyObject* object) {
    if (object == last_) return last_id_;
    last_ = object;
    last_id_ = find(object);
    return last_id_;
  }
  [[nodiscard]] const std::vector<PyObject*>& objects() const { return objects_; }

 private:
  std::uint32_t find(PyObject* object) {
    if (PyUnicode_CheckExact(object)) return id_of_text(utf8_of(object), object, object);
    std::string made;
    const std::string_view text = text_of(object, made);
    if (text.empty()) return kNoId;
    const py::str kept(text.data(), text.size());
    kept_.push_back(kept);
    return id_of_text(utf8_of(kept), kept.ptr(), object);
  }

  std::uint32_t id_of_text(std::string_view text, PyObject* holder, PyObject* object) {
    if (text.empty() || (minus_one_is_none_ && text == "-1")) return kNoId;
    const Py_hash_t hash = PyObject_Hash(holder);
    const auto [place, is_new] =
        ids_.try_emplace({text, static_cast<std::size_t>(hash)}, static_cast<std::uint32_t>(objects_.size()));
    if (is_new) {
      if (objects_.size() == kNoId - 1) throw std::length_error("more than 4294967294 names");
      objects_.push_back(object);
    }
    return place->second;
  }

  bool minus_one_is_none_;
  PyObject* last_ = nullptr;
  std::uint32_t last_id_ = kNoId;
  tsl::robin_map<std::pair<std::string_view, std::size_t>, std::uint32_t, HashOfText,
                 std::equal_to<std::pair<std::string_view, std::size_t>>,
                 std::allocator<std::pair<std::pair<std::string_view, std::size_t>, std::uint32_t>>, true>
      ids_;
  std::vector<PyObject*> objects_;  ///< those that appeared first; the column holds them
  std::vector<py::str> kept_;
};

py::object array_of_objects(const std::vector<PyObject*>& objects) {
  py::array array(py::dtype("O"), std::vector{static_cast<py::ssize_t>(objects.size())});
  auto* const places = static_cast<PyObject**>(array.mutable_data());
  for (std::size_t id = 0; id < objects.size(); ++id) {
    Py_XDECREF(places[id]);
    places[id] = py::handle(objects[id]).inc_ref().ptr();
  }
  return array;
}

/// Objects of any type, one by one.
void number_objects(std::span<PyObject* const> objects, Role role, bool minus_one_is_a_label,
                    Column& column) {
  ObjectNumbers numbers(role, minus_one_is_a_label);
  for (std::size_t v = 0; v < objects.size(); ++v) {
    if (v + kPrefetchDistance < objects.size()) prefetch(objects[v + kPrefetchDistance]);
    column.own[v] = numbers.id_of(objects[v]);
  }
  column.names.objects = array_of_objects(numbers.objects());
  column.names.size = numbers.objects().size();
}

/// Objects that are numbered as texts where all of them are, and otherwise one by one in the end.
struct ObjectColumn {
  std::span<PyObject* const> objects;
  Role role;
  bool minus_one_is_a_label;
  TextNumbers texts;
  bool are_texts = false;
};

Prepared prepare_codes(const py::tuple& codes_and_categories) {
  const auto codes =
      py::array_t<std::int32_t, py::array::c_style | py::array::forcecast>::ensure(codes_and_categories[0]);
  if (!codes) throw py::error_already_set();
  Prepared prepared;
  prepared.column.borrowed = codes;
  prepared.finish = [integers = span_of<std::int32_t>(codes)](Column& column) {
    number(integers, std::optional<std::int32_t>(-1), column);
  };
  return prepared;
}

/// The names behind the codes that occur.
void name_codes(const py::object& categories, Names& names) {
  const py::object taken = categories.attr("take")(names.array());
  const auto array = py::reinterpret_borrow<py::array>(taken);
  if (array.dtype().kind() == 'O') {
    names.objects = taken;
    names.integers.clear();
    return;
  }
  const auto integers = py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>::ensure(array);
  if (!integers) throw py::error_already_set();
  const auto values = span_of<std::int64_t>(integers);
  names.integers.assign(values.begin(), values.end());
  if (are_indices(names.integers)) names.integers.clear();
}

Prepared prepare(const GivenColumn& given, std::optional<ObjectColumn>& objects) {
  if (py::isinstance<py::tuple>(given.values))
    return prepare_codes(py::reinterpret_borrow<py::tuple>(given.values));
  const auto values = py::reinterpret_borrow<py::array>(given.values);
  const py::dtype type = values.dtype();
  const auto width = type.itemsize();
  const auto as = [&](auto integer) {
    return prepare_integers<decltype(integer)>(values, given.role, given.minus_one_is_a_label);
  };
  if (type.kind() == 'i') return width <= 4 ? as(std::int32_t{}) : as(std::int64_t{});
  if (type.kind() == 'u' && width < 4) return as(std::int32_t{});
  if (type.kind() == 'u' && width == 4) return as(std::uint32_t{});
  if (type.kind() != 'O') {
    throw py::type_error("expected integers or objects, not " +
                         py::str(py::object(type)).cast<std::string>());
  }
  const auto plain = py::array::ensure(values, py::array::c_style);
  if (!plain) throw py::error_already_set();
  const bool minus_one_is_none = given.role == Role::label && !given.minus_one_is_a_label;
  objects.emplace(ObjectColumn{span_of<PyObject*>(plain), given.role, given.minus_one_is_a_label,
                               TextNumbers(minus_one_is_none)});
  Prepared prepared;
  prepared.column.borrowed = plain;
  prepared.finish = [&column_of_objects = *objects](Column& column) {
    column.own.resize(column_of_objects.objects.size());
    column.ids = column.own;
    column_of_objects.are_texts = column_of_objects.texts.number(column_of_objects.objects, column.own);
  };
  return prepared;
}

/// What is left for the thread with the lock.
void name_objects(ObjectColumn& objects, Column& column) {
  if (!objects.are_texts) {
    number_objects(objects.objects, objects.role, objects.minus_one_is_a_label, column);
    return;
  }
  column.names.objects = array_of_objects(objects.texts.objects());
  column.names.size = objects.texts.objects().size();
}

}  // namespace

std::string_view text_of(py::handle object, std::string& text) {
  if (PyUnicode_Check(object.ptr())) return utf8_of(object);
  if (is_nothing(object)) return {};
  py::object plain = py::reinterpret_borrow<py::object>(object);
  if (py::hasattr(plain, "item") && py::hasattr(plain, "dtype")) plain = plain.attr("item")();
  if (PyBytes_Check(plain.ptr())) plain = plain.attr("decode")("utf-8");
  if (PyFloat_Check(plain.ptr())) {
    const double value = PyFloat_AS_DOUBLE(plain.ptr());
    if (std::isnan(value)) return {};
    constexpr double kExactIntegers = 9007199254740992;
    if (value == std::floor(value) && std::abs(value) < kExactIntegers)
      plain = py::int_(static_cast<std::int64_t>(value));
  }
  text = py::str(plain).cast<std::string>();
  return text;
}

py::object Names::array() const {
  if (objects) return objects;
  py::array_t<std::int64_t> array(static_cast<py::ssize_t>(size));
  std::int64_t* const values = array.mutable_data();
  for (std::size_t id = 0; id < size; ++id)
    values[id] = integers.empty() ? static_cast<std::int64_t>(id) : integers[id];
  return array;
}

NameTable Names::table() const {
  NameTable table;
  if (!objects) {
    for (std::size_t id = 0; id < size; ++id) {
      table.intern(Name(integers.empty() ? static_cast<std::int64_t>(id) : integers[id]));
    }
    return table;
  }
  std::string made;
  for (PyObject* const object : span_of<PyObject*>(py::reinterpret_borrow<py::array>(objects))) {
    table.intern(Name(text_of(object, made)));
  }
  return table;
}

std::vector<Column> make_columns(std::span<const GivenColumn> given) {
  std::vector<std::optional<ObjectColumn>> objects(given.size());
  std::vector<Prepared> prepared;
  for (std::size_t c = 0; c < given.size(); ++c) prepared.push_back(prepare(given[c], objects[c]));
  std::vector<std::exception_ptr> failures(given.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t c = 0; c < given.size(); ++c) {
      const auto work = [&prepared, &failures, c] {
        try {
          prepared[c].finish(prepared[c].column);
        } catch (...) {
          failures[c] = std::current_exception();
        }
      };
      constexpr std::size_t kWorthAThread = 10000;
      const auto size = prepared[c].column.borrowed.attr("size").cast<std::size_t>();
      if (size < kWorthAThread) {
        work();
      } else {
        threads.emplace_back(work);
      }
    }
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  std::vector<Column> columns;
  for (std::size_t c = 0; c < given.size(); ++c) {
    Column& column = prepared[c].column;
    if (objects[c]) name_objects(*objects[c], column);
    if (py::isinstance<py::tuple>(given[c].values)) {
      name_codes(py::reinterpret_borrow<py::tuple>(given[c].values)[1], column.names);
    }
    if (!column.own.empty()) column.borrowed = {};
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace crowdvote::python
