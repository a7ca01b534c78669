#include "bindings.hpp"
#include "hints.hpp"
#include <crowdvote/errors.hpp>

#include <cerrno>
#include <exception>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

/// Place and words of a problem as the class InputError of the package has them.
py::dict dict_of(const Problem& problem) {
  const auto text_or_none = [](const std::string& text) -> py::object {
    if (text.empty()) return py::none();
    return py::reinterpret_steal<py::object>(
        PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace"));
  };
  const auto number_or_none = [](std::size_t number, bool is_known) -> py::object {
    return is_known ? py::object(py::int_(number)) : py::object(py::none());
  };
  py::dict fields;
  fields["file"] = text_or_none(problem.file);
  fields["line"] = number_or_none(problem.line, problem.line > 0);
  fields["column"] = number_or_none(problem.column, problem.column > 0);
  fields["offset"] = number_or_none(problem.offset, problem.line == 0 && problem.has_offset);
  fields["what"] = text_or_none(problem.what);
  fields["found"] = text_or_none(problem.found);
  fields["expected"] = text_or_none(problem.expected);
  fields["hint"] = text_or_none(hint_for(problem.remedy));
  fields["text"] = text_or_none(problem.text());
  return fields;
}

/// Raises the exception of the package that has this name.
template <class... Fields>
void raise(const char* name, const Fields&... fields) {
  const py::object type = py::module_::import("crowdvote._errors").attr(name);
  const py::object exception = type(fields...);
  PyErr_SetObject(type.ptr(), exception.ptr());
}

void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const InputError& error) {
    py::list problems;
    for (const Problem& problem : error.problems()) problems.append(dict_of(problem));
    raise("InputError", problems, error.total());
  } catch (const OptionError& error) {
    raise("OptionError", error.what(), hint_for(error.remedy()));
  } catch (const IoError& error) {
    raise("IoError", error.what(), error.path(), error.error_number());
  } catch (const MemoryError& error) {
    raise("MemoryLimitError", error.what(), error.needed(), error.limit(), hint_for({WayOut::more_memory}));
  } catch (const Cancelled&) {
    PyErr_SetNone(PyExc_KeyboardInterrupt);
  }
}

}  // namespace

void bind_errors(py::module_& /*module*/) { py::register_exception_translator(&translate); }

}  // namespace crowdvote::python
