#pragma once

/// Python's texts as ids, without the interpreter: only what a text itself holds is read, so that columns are numbered at
/// the same time while one thread keeps the interpreter's lock.

#include <crowdvote/ids.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <pybind11/pybind11.h>
#include <tsl/robin_map.h>

namespace crowdvote::python {

/// Numbers texts in the order of first appearance. Short ones are their own keys, so that a look-up touches one place.
class TextNumbers {
 public:
  /// \param minus_one_is_none the text "-1" is no value
  explicit TextNumbers(bool minus_one_is_none);

  /// Numbers all objects, or returns false where one of them is neither a text nor None or NaN. The empty text is no value.
  [[nodiscard]] bool number(std::span<PyObject* const> objects, std::span<std::uint32_t> ids);
  /// Those that appeared first, by id.
  [[nodiscard]] const std::vector<PyObject*>& objects() const { return objects_; }

 private:
  /// A text of up to 15 bytes of ASCII, and its length in the last byte.
  struct Key {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend bool operator==(const Key&, const Key&) = default;
    [[nodiscard]] std::size_t hash() const;
  };
  struct Place {
    Key key;
    std::uint32_t id = kNoId;
  };
  /// The bytes of a text as Python stores it; texts of different widths have no bytes in common.
  struct Text {
    std::string_view bytes;
    unsigned width;
    friend bool operator==(const Text&, const Text&) = default;
  };
  struct HashOfText {
    std::size_t operator()(const Text& text) const;
  };

  static constexpr std::size_t kBlock = 64;

  [[nodiscard]] bool number_block(std::span<PyObject* const> objects, std::span<std::uint32_t> ids);
  [[nodiscard]] std::uint32_t id_of(const Key& key, PyObject* object);
  [[nodiscard]] std::uint32_t id_of(const Text& text, PyObject* object);
  [[nodiscard]] std::uint32_t new_id(PyObject* object);
  void grow();

  Key none_;  ///< of "-1" where that is no value
  std::vector<Place> places_;
  std::size_t n_in_places_ = 0;
  tsl::robin_map<Text, std::uint32_t, HashOfText> long_texts_;
  std::vector<PyObject*> objects_;
};

}  // namespace crowdvote::python
