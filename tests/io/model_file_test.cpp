#include "io/json/options_json.hpp"
#include "io/temporary_file.hpp"
#include "support/temporary_folder.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/model_file.hpp>
#include <crowdvote/read_inputs.hpp>

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::HasSubstr;

constexpr std::string_view kCrowdOfModel =
    R"({"a": {"ann": 4, "bob": 4, "7": "Rosa"}, "b": {"ann": "Rosa", "bob": 4},
 "c": {"ann": 11, "bob": 11, "7": 11, "eve \"x\"": 4}, "d": {"ann": 4, "7": 4}})";

CrowdData crowd_of_model() { return read_votes(TemporaryFile(kCrowdOfModel).path()); }

/// Writes the model that the strategy learns and returns its text.
std::string model_text(const CrowdData& data, const std::string& spec, unsigned n_threads = 1,
                       const std::string& name = "model.json") {
  AggregationInput input = data.input();
  input.wants_model = true;
  const StrategyOptions strategy = parse_strategy(spec);
  const RunControl control{.n_threads = n_threads};
  const Consensus consensus = aggregate(input, strategy, control);
  const test::TemporaryFolder folder;
  OutputFile file(folder.path(name));
  write_model(file, data, data.votes, strategy, consensus, "1.2.3", control);
  file.publish();
  return test::read_file(folder.path(name));
}

SavedModel read_text_of_model(const std::string& text) { return read_model(TemporaryFile(text).path()); }

TEST(OptionsJson, has_numbers_flags_and_words_as_such_and_defaults_filled_in) {
  EXPECT_EQ(
      strategy_options_json(parse_strategy("dawid-skene:smoothing=0.25,max-iterations=7")).dump(),
      R"({"max-iterations":7,"tolerance":1e-05,"smoothing":0.25,"hard":false,"theta-acc":0,"support":"all"})");
}

TEST(ModelFile, is_written_and_read_to_the_last_bit) {
  const CrowdData data = crowd_of_model();
  for (const char* spec : {"dawid-skene:smoothing=0.01", "wds", "ibcc", "one-coin:max-iterations=3", "mace",
                           "glad", "wawa", "zero-based-skill", "wmv:default-weight=0.3"}) {
    SCOPED_TRACE(spec);
    AggregationInput input = data.input();
    input.wants_model = true;
    const Consensus consensus = aggregate(input, parse_strategy(spec), {});
    const SavedModel saved = read_text_of_model(model_text(data, spec));
    EXPECT_EQ(saved.program_version, "1.2.3");
    EXPECT_EQ(option_values(saved.strategy), option_values(with_defaults_filled(parse_strategy(spec))));
    EXPECT_EQ(saved.learnt.prior, consensus.model->prior);
    EXPECT_EQ(saved.learnt.value.back(), consensus.model->value.back());
    ASSERT_EQ(saved.users.size(), data.users.size());
    for (UserId u = 0; u < data.users.size(); ++u) {
      const std::uint32_t row = saved.users.find(data.users[u]).value();
      EXPECT_EQ(saved.learnt.value[row], consensus.model->value[u]);
      const auto before = consensus.model->cells_of(u);
      const auto after = saved.learnt.cells_of(row);
      ASSERT_EQ(after.size(), before.size());
      for (std::size_t c = 0; c < after.size(); ++c) {
        EXPECT_EQ(after[c].truth, before[c].truth);
        EXPECT_EQ(after[c].label, before[c].label);
        EXPECT_EQ(after[c].votes, before[c].votes);
      }
    }
    for (LabelId number = 0; number < consensus.model->labels.size(); ++number) {
      EXPECT_EQ(saved.labels.str(number), data.labels.str(consensus.model->labels[number]));
    }
  }
}

TEST(ModelFile, has_the_same_bytes_for_any_number_of_threads) {
  const CrowdData data = crowd_of_model();
  for (const char* spec : {"dawid-skene", "mace", "wawa"}) {
    EXPECT_EQ(model_text(data, spec, 1), model_text(data, spec, 3)) << spec;
  }
}

TEST(ModelFile, may_be_packed) {
  const CrowdData data = crowd_of_model();
  const std::string packed = model_text(data, "one-coin", 1, "model.json.gz");
  const SavedModel saved = read_text_of_model(packed);
  EXPECT_EQ(saved.file.format, "json.gz");
  EXPECT_EQ(saved.file.bytes, packed.size());
  EXPECT_EQ(saved.users.size(), 4U);
}

TEST(ModelFile, leaves_out_users_without_votes) {
  CrowdData data = crowd_of_model();
  const std::vector<std::uint8_t> leaves_out{0, 1, 0, 0};
  data.votes = data.votes.without_users(leaves_out);
  const SavedModel saved = read_text_of_model(model_text(data, "one-coin"));
  EXPECT_EQ(saved.users.size(), 3U);
  EXPECT_FALSE(saved.users.find(Name("bob")));
}

/// The text with one part of it replaced.
std::string changed(std::string text, const std::string& part, const std::string& by) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part << " is not in " << text;
  return text.replace(at, part.size(), by);
}

constexpr const char* kSmallModel =
    R"({"format": "crowdvote model", "format_version": 1, "program_version": "1",
 "strategy": "dawid-skene", "options": {"smoothing": 0.5}, "labels": [4, "Rosa"], "prior": [0.5, 0.5],
 "newcomer": {"skill": 0.5, "truth": [], "label": [], "votes": []},
 "users": {"ann": {"skill": 0.75, "truth": [4, "Rosa"], "label": [4, 4], "votes": [2, 1]}}})";

TEST(ModelFile, that_is_damaged_or_wrong_is_told_with_the_place_and_what_was_expected) {
  EXPECT_EQ(read_text_of_model(kSmallModel).users.size(), 1U);
  struct Damage {
    const char* part;
    const char* by;
    const char* message;
  };
  for (const Damage& damage : {
           Damage{"crowdvote model", "other", "/format is \"other\", expected \"crowdvote model\""},
           Damage{"\"format_version\": 1", "\"format_version\": 2", "/format_version is 2, expected 1"},
           Damage{"\"format\": \"crowdvote model\",", "", "there is no /format, so this is not a model"},
           Damage{"dawid-skene", "dawid",
                  "/strategy is \"dawid\", expected a strategy whose model can be used"},
           Damage{"dawid-skene", "bwa", "/strategy is \"bwa\", expected a strategy whose model can be used"},
           Damage{"\"smoothing\": 0.5", "\"smoothing\": -1",
                  "/options/smoothing is -1, expected 0 to 1000000"},
           Damage{"[4, \"Rosa\"], \"prior\"", "[\"Rosa\", 4], \"prior\"",
                  "/labels/1 is 4, expected labels in ascending"},
           Damage{"[4, \"Rosa\"], \"prior\"", "[4, 4], \"prior\"",
                  "/labels/1 is 4, expected labels in ascending"},
           Damage{"[4, \"Rosa\"], \"prior\"", "[4, 1.5], \"prior\"", "/labels/1 is 1.5, expected a label"},
           Damage{"[0.5, 0.5]", "[1]", "/prior is [1], expected an array of 2 shares"},
           Damage{"[0.5, 0.5]", "[0.5, -1]", "/prior/1 is -1, expected a share of at least 0"},
           Damage{"0.75", "1.75", "/users/ann/skill is 1.75, expected a number from 0 to 1"},
           Damage{"0.75", "null", "/users/ann/skill is null, expected a number from 0 to 1"},
           Damage{"\"skill\": 0.75,", "", "there is no /users/ann/skill"},
           Damage{"\"label\": [4, 4]", "\"label\": [4, 5]",
                  "/users/ann/label/1 is 5, expected one of the labels"},
           Damage{"\"label\": [4, 4]", "\"label\": [4]", "/users/ann/label is [4], expected 2 labels"},
           Damage{"[4, \"Rosa\"], \"label\"", "[4, 4], \"label\"",
                  "expected pairs of truth and label in the order"},
           Damage{"[4, \"Rosa\"], \"label\"", "[4, null], \"label\"", "/users/ann/truth/1 is null"},
           Damage{"\"votes\": [2, 1]", "\"votes\": [2, -1]",
                  "/users/ann/votes/1 is -1, expected a number of votes"},
           Damage{"\"users\": {", "\"users\": 3, \"x\": {", "/users is 3, expected an object of users"},
           Damage{"\"newcomer\"", "\"newcomers\"", "there is no /newcomer"},
       }) {
    try {
      (void)read_text_of_model(changed(kSmallModel, damage.part, damage.by));
      ADD_FAILURE() << "no error for " << damage.by;
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr(damage.message));
    }
  }
  try {
    (void)read_text_of_model(std::string(kSmallModel).substr(0, 200));
    ADD_FAILURE() << "no error";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("byte "));
    EXPECT_THAT(error.what(), HasSubstr("this is not JSON"));
    EXPECT_EQ(error.problems()[0].remedy.way, WayOut::make_model);
  }
}

TEST(ModelMatch, counts_users_and_labels_that_the_model_does_not_know) {
  const SavedModel saved = read_text_of_model(kSmallModel);
  CrowdData data = read_votes(
      TemporaryFile(R"({"a": {"ann": 4, "new": 4}, "b": {"new": 9, "ann": 7}, "c": {"ann": 7}})").path());
  const ModelMatch match = match_model(saved, data);
  EXPECT_EQ(match.n_users_unknown, 1U);
  EXPECT_EQ(match.n_votes_of_unknown_users, 1U) << "the other is for a label that is left out";
  EXPECT_EQ(match.n_labels_unknown, 2U);
  EXPECT_EQ(match.n_votes_left_out, 3U);
  EXPECT_EQ(data.votes.n_votes(), 2U);
  EXPECT_EQ(data.votes.n_observations(), 3U);
  EXPECT_THAT(match.row_of_user, testing::ElementsAre(0U, 1U));
  ASSERT_EQ(match.label_of_number.size(), 2U);
  EXPECT_EQ(data.labels.str(match.label_of_number[1]), "Rosa") << "added, as it may be true";

  AggregationInput input = data.input();
  input.known = match.known;
  input.wants_probabilities = true;
  const Consensus consensus = aggregate(input, saved.strategy, {});
  EXPECT_EQ(consensus.label[2], kNoLabel);
  EXPECT_EQ(consensus.probabilities->labels_of(0).size(), 2U);
}

TEST(ModelMatch, knows_labels_by_their_spelling_where_spellings_are_joined) {
  const SavedModel saved = read_text_of_model(kSmallModel);
  const NameFold fold{.letter_case = true};
  CrowdData data = read_votes(TemporaryFile(R"({"a": {"ann": "ROSA", "bob": 4}})").path(), {.fold = fold});
  const ModelMatch match = match_model(saved, data, fold);
  EXPECT_EQ(match.n_votes_left_out, 0U);
  EXPECT_EQ(data.labels.str(match.label_of_number[1]), "ROSA");
}

TEST(ModelMatch, leaves_no_votes_out_where_labels_do_not_matter) {
  const SavedModel saved = read_text_of_model(model_text(crowd_of_model(), "wawa"));
  CrowdData data = read_votes(TemporaryFile(R"({"a": {"ann": "Malva"}, "b": {"new": 3, "ann": 2}})").path());
  const ModelMatch match = match_model(saved, data);
  EXPECT_EQ(match.n_votes_left_out, 0U);
  EXPECT_EQ(match.n_users_unknown, 1U);
  EXPECT_EQ(data.votes.n_votes(), 3U);
}

}  // namespace
}  // namespace crowdvote
