#pragma once

/// Compares a data set with the published figures of Pl@ntNet-CrowdSWE (Zenodo 10782465).
///
/// Sources: Lefort, Affouard, Charlier, Lombardo, Chouet, Goëau, Salmon, Bonnet, Joly (2025), "Cooperative
/// learning of Pl@ntNet's Artificial Intelligence algorithm: how does it work and how can we improve it?",
/// Methods in Ecology and Evolution; Lefort's thesis (2024). Accuracies and shares of valid observations were
/// read off the published plots, to about 0.005.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/run_control.hpp>

#include <optional>
#include <string>
#include <vector>

namespace crowdvote {

struct ComparedFigure {
  std::string name;
  std::optional<double> published;  ///< empty if not published
  std::optional<double> found;      ///< empty if undefined: no truth, no AI, or a share of nothing
};

/// Shape, validity and accuracies under mv, wawa, twothird and plantnet; with AI votes and scores also under
/// plantnet in each of its AI modes. Cost: these runs. Throws Cancelled.
[[nodiscard]] std::vector<ComparedFigure> compare_with_crowdswe(const CrowdData& data,
                                                                const RunControl& control = {});

/// Lines of text: figure, published, found.
[[nodiscard]] std::string comparison_text(const std::vector<ComparedFigure>& figures);

}  // namespace crowdvote
