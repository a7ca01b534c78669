#pragma once

/// Columns of the caller as dense ids and names.

#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

namespace crowdvote::python {

/// Names by id, as the caller has them. Where there are neither integers nor objects, each id is its own name.
struct Names {
  std::size_t size = 0;
  std::vector<std::int64_t> integers = {};
  pybind11::object objects = {};  ///< an array of objects

  [[nodiscard]] bool are_indices() const { return integers.empty() && !objects; }
  /// As an array of int64 or of objects. Needs the interpreter's lock.
  [[nodiscard]] pybind11::object array() const;
  /// Needs the interpreter's lock where names are objects.
  [[nodiscard]] NameTable table() const;
};

/// A column of ids in the order of first appearance, or as the caller has them (see `make_column`).
struct Column {
  std::span<const std::uint32_t> ids;  ///< kNoId: nothing stands there
  Names names;
  std::vector<std::uint32_t> own = {};  ///< behind `ids` where they were made
  pybind11::object borrowed = {};       ///< behind `ids` where they are the caller's
};

enum class Role { observation, user, label };

/// Ids of a column. Native, contiguous arrays of int32 and uint32 are borrowed where their values are exactly the ids 0 to
/// n - 1 and, of observations, ascend; all others are numbered in the order of first appearance. Arrays of integers of
/// every width and of objects are taken. In objects, None, NaN and NaT are no values, and neither is an empty text; of
/// labels, -1 is none either unless it is a label. Needs the interpreter's lock.
[[nodiscard]] Column make_column(const pybind11::array& values, Role role, bool minus_one_is_a_label);

/// The name of an object as the program would read it: "4" of 4, 4.0 and "4", "True" of True.
/// \param text is used where the text has to be made
/// Empty where the object is no value. Needs the interpreter's lock.
[[nodiscard]] std::string_view text_of(pybind11::handle object, std::string& text);

}  // namespace crowdvote::python
