#include "io/names/names_alone.hpp"

#include "io/bytes/line_reader.hpp"
#include "io/bytes/message.hpp"
#include "io/names/damaged_texts.hpp"
#include "io/names/name_directory.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Matches "1.00235E+09", the form in which spreadsheets, R and pandas shorten long numbers, and Java's
/// "1.00235E9". Without a sign and a decimal point, the text may be a code.
bool is_scientific(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return false;
  const std::size_t e = text.find_first_of("eE");
  if (e == std::string_view::npos || e == 0 || e + 2 > text.size()) return false;
  const auto is_number = [](std::string_view part) {
    return part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const std::string_view mantissa = text.substr(0, e);
  const bool has_point = mantissa.size() > 2 && (mantissa[1] == '.' || mantissa[1] == ',');
  const bool has_sign = text[e + 1] == '+';
  const std::string_view exponent = text.substr(e + (has_sign ? 2 : 1));
  if (!has_sign && !has_point) return false;
  return !exponent.empty() && is_number(exponent) && is_number(mantissa.substr(0, 1)) &&
         (mantissa.size() == 1 || (has_point && is_number(mantissa.substr(2))));
}

/// Matches ="001" and an apostrophe before a number: neither is part of the text that the spreadsheet shows.
bool is_guarded_text(std::string_view text) {
  if (text.size() > 3 && text.starts_with("=\"") && text.ends_with('"')) return true;
  return text.size() > 1 && text.front() == '\'' &&
         text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

/// Counts the zeros behind the 15th digit of a number that may have been rounded to 15 digits; returns
/// nothing for other names.
std::optional<std::size_t> zeros_of_rounded(const Name& name) {
  constexpr std::int64_t kFirstOf16Digits = 1'000'000'000'000'000;
  if (!name.is_integer() || name.value() < kFirstOf16Digits) return std::nullopt;
  std::size_t n_zeros = 0;
  std::int64_t end = 1;
  for (std::int64_t rest = name.value(); rest >= kFirstOf16Digits; rest /= 10, ++n_zeros) end *= 10;
  return name.value() % end == 0 ? std::optional(n_zeros) : std::nullopt;
}

/// Stops at the first number that is not rounded.
void look_for_rounded(const NameTable& names, const SharedUsers* users, NamesAlone& alone) {
  for (std::uint32_t id = 0; id < names.size(); ++id) {
    if (!counts_here(users, id)) continue;
    const auto n_zeros = zeros_of_rounded(names[id]);
    alone.may_be_rounded = n_zeros.has_value();
    if (!n_zeros) return;
    alone.n_zeros += *n_zeros;
    add_example(alone.rounded, in_quotes(names.str(id)));
  }
}

/// \param are_labels damage of labels is reported elsewhere, as more of it is odd in labels (see
/// damage_of_label)
void look_at_texts(const NameTable& names, const SharedUsers* users, bool are_labels, NamesAlone& alone) {
  for (std::uint32_t id = 0; id < names.size(); ++id) {
    const Name name = names[id];
    if (name.is_integer() || !counts_here(users, id)) continue;
    const std::string_view text = name.text();
    if (text.find('\n') != std::string_view::npos || text.find('\r') != std::string_view::npos) {
      add_example(alone.lines, in_quotes(text.substr(0, text.find_first_of("\n\r"))));
    }
    if (is_scientific(text)) add_example(alone.scientific, in_quotes(text));
    if (is_guarded_text(text)) add_example(alone.guarded, in_quotes(text));
    if (has_outer_blanks(text)) add_example(alone.blanks, in_quotes(text));
    const TextDamage damage = are_labels ? TextDamage::none : damage_of(text);
    if (damage == TextDamage::none) continue;
    add_example(damage == TextDamage::garbled ? alone.garbled : alone.escaped, in_quotes(text));
  }
}

constexpr std::array kFindings{&NamesAlone::rounded, &NamesAlone::lines,   &NamesAlone::scientific,
                               &NamesAlone::blanks,  &NamesAlone::guarded, &NamesAlone::garbled,
                               &NamesAlone::escaped};

void add_to(Message& message, const NamesAlone& alone) {
  message.add(alone.are_integers ? 1 : 0);
  message.add(static_cast<std::uint64_t>(alone.spelling));
  message.add(alone.may_be_rounded ? 1 : 0);
  message.add(alone.n_zeros);
  for (const auto finding : kFindings) {
    message.add((alone.*finding).count);
    message.add((alone.*finding).examples);
  }
}

/// Adds the results of one more process, whose names follow those so far.
void join_from(MessageReader& message, NamesAlone& all) {
  all.are_integers = message.number() != 0 && all.are_integers;
  all.spelling = std::max(all.spelling, static_cast<Spelling>(message.number()));
  all.may_be_rounded = message.number() != 0 && all.may_be_rounded;
  all.n_zeros += message.number();
  for (const auto finding : kFindings) {
    const std::size_t count = (all.*finding).count + message.number();
    for (std::string& example : message.texts()) add_example(all.*finding, std::move(example));
    (all.*finding).count = count;
  }
}

}  // namespace

std::string in_quotes(std::string_view text) { return fmt::format("'{}'", text); }

bool NamesAlone::are_rounded() const {
  constexpr std::size_t kFewestZeros = 6;
  return may_be_rounded && n_zeros >= kFewestZeros;
}

NamesAlone look_at_each(const NameTable& names, std::string_view of, const SharedUsers* users) {
  NamesAlone alone;
  const std::string kind(of);
  alone.are_integers = names.all_integers();
  if (!alone.are_integers) alone.spelling = spelling_of(names);
  alone.rounded = {.kind = Finding::Kind::scientific_ids, .of = kind};
  alone.lines = {.kind = Finding::Kind::line_breaks, .of = kind};
  alone.scientific = {.kind = Finding::Kind::scientific_ids, .of = kind};
  alone.blanks = {.kind = Finding::Kind::outer_blanks, .of = kind};
  alone.guarded = {.kind = Finding::Kind::guarded_texts, .of = kind};
  alone.garbled = {.kind = Finding::Kind::garbled_texts, .of = kind};
  alone.escaped = {.kind = Finding::Kind::escaped_texts, .of = kind};
  look_for_rounded(names, users, alone);
  if (alone.spelling != Spelling::plain) look_at_texts(names, users, of == "labels", alone);
  return alone;
}

SharedNames gather_names_to_look_at(const NameTable& here, const SharedUsers* users, std::string_view of,
                                    std::span<const std::string> words, Exchange& processes) {
  SharedNames all{.alone = look_at_each({}, of), .names = {}};
  Message message;
  add_to(message, look_at_each(here, of, users));
  for (const Exchange::Bytes& bytes : gather_values(processes, message.bytes())) {
    MessageReader reader(bytes);
    join_from(reader, all.alone);
  }
  std::vector<std::uint32_t> ids;
  for (const std::string& word : words) {
    if (const auto id = here.find(Name(word))) ids.push_back(*id);
  }
  if (all.alone.spelling == Spelling::mixed) {
    std::vector<std::uint64_t> hashes = twin_hashes(here);
    for (std::uint32_t id = 0; id < hashes.size(); ++id) {
      if (!counts_here(users, id)) hashes[id] = 0;  // or the name would be its own twin
    }
    const std::vector<std::uint32_t> twins = find_equal_hashes(hashes, processes);
    ids.insert(ids.end(), twins.begin(), twins.end());
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  Message names;
  for (const std::uint32_t id : ids) names.add(here.str(id));
  for (const Exchange::Bytes& bytes : gather_values_at_first(processes, names.bytes())) {
    MessageReader reader(bytes);
    while (!reader.is_at_end()) all.names.intern(Name(reader.text()));
  }
  return all;
}

}  // namespace crowdvote
