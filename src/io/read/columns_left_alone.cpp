#include "io/read/columns_left_alone.hpp"

#include "io/records/column_names.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Looks for a column with a name such as "worker_answer" beside the column of labels: then that column may
/// hold the votes, and the column of labels the true labels.
void note_answers(ReadNotes& notes) {
  const auto is_of = [](std::string_view role) {
    return [role](const ColumnUse& use) { return use.role == role; };
  };
  const auto label = std::find_if(notes.columns.begin(), notes.columns.end(), is_of(name_of(Column::label)));
  if (label == notes.columns.end()) return;
  for (const std::string_view user : {"worker", "user", "annotator", "rater"}) {
    for (const std::string_view answer : {"answer", "response", "vote", "choice", "label"}) {
      for (const std::size_t place : places_of_name(notes.left_alone, fmt::format("{}_{}", user, answer))) {
        notes.notices.push_back(
            {fmt::format("the column {} is left alone; does it hold the votes, and {} the true labels?",
                         notes.left_alone[place], label->name),
             {WayOut::name_column, "label"}});
      }
    }
  }
}

/// Looks for columns whose names are a word for a label together with a number or a word such as "new".
void note_second_labels(ReadNotes& notes) {
  constexpr std::array kOthers{"1",        "2",         "3",       "a",       "b",         "new",
                               "old",      "first",     "second",  "primary", "secondary", "initial",
                               "original", "corrected", "revised", "updated"};
  std::vector<std::string> found;
  for (const char* const word : {"label", "answer", "class", "vote", "response", "choice", "category"}) {
    for (const char* const other : kOthers) {
      for (const std::string& name : {fmt::format("{}_{}", word, other), fmt::format("{}_{}", other, word),
                                      fmt::format("{}{}", word, other)}) {
        for (const std::size_t place : places_of_name(notes.left_alone, name)) {
          if (std::find(found.begin(), found.end(), notes.left_alone[place]) == found.end()) {
            found.push_back(notes.left_alone[place]);
          }
        }
      }
    }
  }
  if (found.empty()) return;
  notes.notices.push_back(
      {fmt::format("left alone, though named like columns of labels: {}", list_names(found)),
       {WayOut::name_column, "label"}});
}

}  // namespace

void note_other_labels(ReadNotes& notes) {
  if (notes.left_alone.empty()) return;
  note_answers(notes);
  note_second_labels(notes);
}

void note_counts(ReadNotes& notes) {
  const auto is_of_user = [](const ColumnUse& use) { return use.role == name_of(Column::user); };
  if (std::any_of(notes.columns.begin(), notes.columns.end(), is_of_user)) return;
  for (const char* const word :
       {"count",    "counts",    "n",           "num",        "cnt",        "freq",      "frequency",
        "votes",    "n_votes",   "num_votes",   "share",      "proportion", "percent",   "percentage",
        "pct",      "%",         "Anzahl",      "Häufigkeit", "Prozent",    "Anteil",    "nombre",
        "effectif", "fréquence", "pourcentage", "cantidad",   "frecuencia", "porcentaje"}) {
    for (const std::size_t place : places_of_name(notes.left_alone, word)) {
      notes.notices.push_back(
          {fmt::format("each row is one vote, and the column {} is left alone; does it say how many "
                       "votes a row stands for?",
                       notes.left_alone[place]),
           {WayOut::name_column, "count"}});
    }
  }
}

}  // namespace crowdvote
