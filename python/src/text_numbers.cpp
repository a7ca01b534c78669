#include "text_numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <utility>

namespace crowdvote::python {

namespace {

constexpr std::size_t kLongestKey = 15;

bool is_nothing(PyObject* object) {
  if (object == Py_None) return true;
  if (PyFloat_CheckExact(object)) return std::isnan(PyFloat_AS_DOUBLE(object));
  const std::string_view type = Py_TYPE(object)->tp_name;
  return type.ends_with("NAType") || type.ends_with("NaTType");
}

}  // namespace

std::size_t TextNumbers::Key::hash() const {
  constexpr std::uint64_t kFirst = 0x9E3779B97F4A7C15;
  constexpr std::uint64_t kSecond = 0xC2B2AE3D27D4EB4F;
  const std::uint64_t mixed = (low ^ (low >> 29)) * kFirst + (high ^ (high >> 32)) * kSecond;
  return (mixed ^ (mixed >> 31)) * kFirst >> 20;
}

std::size_t TextNumbers::HashOfText::operator()(const Text& text) const {
  return std::hash<std::string_view>{}(text.bytes) + text.width;
}

TextNumbers::TextNumbers(bool minus_one_is_none) : places_(1024) {
  if (!minus_one_is_none) return;
  std::array<char, 16> bytes{'-', '1'};
  bytes[kLongestKey] = 2;
  std::memcpy(&none_, bytes.data(), sizeof(Key));
}

bool TextNumbers::number(std::span<PyObject* const> objects, std::span<std::uint32_t> ids) {
  for (std::size_t begin = 0; begin < objects.size(); begin += kBlock) {
    const std::size_t size = std::min(kBlock, objects.size() - begin);
    const std::size_t ahead = std::min(objects.size(), begin + 2 * kBlock);
    for (std::size_t v = begin + size; v < ahead; ++v) {
      // The head of a text and its first bytes may stand in two lines.
      __builtin_prefetch(objects[v]);
      __builtin_prefetch(reinterpret_cast<const char*>(objects[v]) + sizeof(PyASCIIObject));
    }
    if (!number_block(objects.subspan(begin, size), ids.subspan(begin, size))) return false;
  }
  return true;
}

/// First all keys, whose places are fetched meanwhile, then all look-ups.
bool TextNumbers::number_block(std::span<PyObject* const> objects, std::span<std::uint32_t> ids) {
  if (2 * (n_in_places_ + kBlock) > places_.size()) grow();
  std::array<Key, kBlock> keys{};
  const std::size_t mask = places_.size() - 1;
  for (std::size_t v = 0; v < objects.size(); ++v) {
    PyObject* const object = objects[v];
    if (!PyUnicode_CheckExact(object)) {
      if (!is_nothing(object)) return false;
      continue;
    }
    if (!PyUnicode_IS_READY(object)) return false;
    const auto length = static_cast<std::size_t>(PyUnicode_GET_LENGTH(object));
    if (length == 0 || length > kLongestKey || !PyUnicode_IS_COMPACT_ASCII(object)) continue;
    std::array<char, sizeof(Key)> bytes{};
    std::memcpy(bytes.data(), PyUnicode_1BYTE_DATA(object), length);
    bytes[kLongestKey] = static_cast<char>(length);
    std::memcpy(&keys[v], bytes.data(), sizeof(Key));
    __builtin_prefetch(&places_[keys[v].hash() & mask]);
  }
  for (std::size_t v = 0; v < objects.size(); ++v) {
    if (keys[v] != Key{}) {
      if (v > 0 && keys[v] == keys[v - 1]) {
        ids[v] = ids[v - 1];
      } else {
        ids[v] = keys[v] == none_ ? kNoId : id_of(keys[v], objects[v]);
      }
      continue;
    }
    PyObject* const object = objects[v];
    if (!PyUnicode_CheckExact(object) || PyUnicode_GET_LENGTH(object) == 0) {
      ids[v] = kNoId;
      continue;
    }
    const auto width = static_cast<unsigned>(PyUnicode_KIND(object));
    const auto size = static_cast<std::size_t>(PyUnicode_GET_LENGTH(object)) * width;
    ids[v] = id_of(Text{{static_cast<const char*>(PyUnicode_DATA(object)), size}, width}, object);
  }
  return true;
}

std::uint32_t TextNumbers::id_of(const Key& key, PyObject* object) {
  const std::size_t mask = places_.size() - 1;
  for (std::size_t p = key.hash() & mask;; p = (p + 1) & mask) {
    Place& place = places_[p];
    if (place.key == key) return place.id;
    if (place.id != kNoId) continue;
    ++n_in_places_;
    place = {key, new_id(object)};
    return place.id;
  }
}

std::uint32_t TextNumbers::id_of(const Text& text, PyObject* object) {
  const auto known = long_texts_.find(text);
  if (known != long_texts_.end()) return known->second;
  const std::uint32_t id = new_id(object);
  long_texts_.emplace(text, id);
  return id;
}

std::uint32_t TextNumbers::new_id(PyObject* object) {
  if (objects_.size() == kNoId) throw std::length_error("more than 4294967294 names");
  objects_.push_back(object);
  return static_cast<std::uint32_t>(objects_.size() - 1);
}

void TextNumbers::grow() {
  std::vector<Place> before(4 * places_.size());
  before.swap(places_);
  const std::size_t mask = places_.size() - 1;
  for (const Place& place : before) {
    if (place.id == kNoId) continue;
    std::size_t p = place.key.hash() & mask;
    while (places_[p].id != kNoId) p = (p + 1) & mask;
    places_[p] = place;
  }
}

}  // namespace crowdvote::python
