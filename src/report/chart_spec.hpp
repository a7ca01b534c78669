#pragma once

/// A chart: a Vega specification from the assets, filled with its data and with what all charts have in
/// common.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace crowdvote {

using Json = nlohmann::ordered_json;

class ChartSpec {
 public:
  /// \param id of the chart on the page and in file names
  /// \param asset stem of the .vg.json file on which the chart is based
  ChartSpec(std::string id, std::string_view asset);

  /// Puts rows into the data set with this name.
  void set_values(std::string_view data, Json rows);
  /// The data set to show when a reader asks for the data of the chart.
  void set_table(std::string_view data) { spec_["usermeta"]["table"] = data; }
  void set_title(std::string_view title, std::string_view caption, std::string_view description);
  void set_axis_title(std::size_t axis, std::string_view title) { spec_["axes"][axis]["title"] = title; }

  /// Makes a scale logarithmic over these data, with a place for 0.
  void set_logarithmic(std::string_view scale, Json domain);

  /// Lets the reader choose the value of a signal; if there is only one option, no choice is shown.
  void set_choice(std::string_view signal, const std::string& chosen, const std::vector<std::string>& options,
                  const std::vector<std::string>& labels = {});

  /// Fills the data set "series" with these names; a legend with a single name is left out.
  /// \param shown the names in the legend
  void set_series(const std::vector<std::string>& names, const std::vector<std::string>& shown);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const Json& json() const { return spec_; }
  [[nodiscard]] std::string title() const { return spec_["usermeta"]["title"]; }
  [[nodiscard]] std::string caption() const { return spec_["usermeta"]["caption"]; }

 private:
  Json& named(std::string_view list, std::string_view name);

  std::string id_;
  Json spec_;
};

/// Labels and texts that are shown for the mark under the pointer; also its description for screen readers.
void add_tooltip(Json& row, std::initializer_list<std::pair<std::string_view, std::string>> lines);

/// Rows {"value": v} with v = 0, ..., 1, 2, 5, 10, 20, 50, ... up to `most`: ticks of a logarithmic axis that
/// includes 0.
[[nodiscard]] Json ticks_1_2_5(double least_step, double most);

/// Rows with the multiples of `step` from 0 to `most`.
[[nodiscard]] Json ticks_in_steps(double step, double most);

/// Like ticks_1_2_5, but only powers of ten.
[[nodiscard]] Json ticks_of_ten(double most);

}  // namespace crowdvote
