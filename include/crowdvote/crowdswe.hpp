#pragma once

/// How a data set compares with the figures that are published of Pl@ntNet-CrowdSWE (Zenodo 10782465).
///
/// Sources: Lefort, Affouard, Charlier, Lombardo, Chouet, Goëau, Salmon, Bonnet, Joly (2025), "Cooperative
/// learning of Pl@ntNet's Artificial Intelligence algorithm: how does it work and how can we improve it?",
/// Methods in Ecology and Evolution; Lefort's thesis (2024). Accuracies and shares of valid observations were
/// read off figures, to about 0.005.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/run_control.hpp>

#include <optional>
#include <string>
#include <vector>

namespace crowdvote {

struct ComparedFigure {
  std::string name;
  std::optional<double> published;  ///< empty where nothing is published
  std::optional<double> found;      ///< empty where the data cannot tell: no truth, no AI, a share of nothing
};

/// Shape, validity and accuracies, by mv, wawa, twothird and plantnet; with AI votes and scores also by
/// plantnet under each of its AI modes. Cost: those runs. Throws Cancelled.
[[nodiscard]] std::vector<ComparedFigure> compare_with_crowdswe(const CrowdData& data,
                                                                const RunControl& control = {});

/// Lines of text: figure, published, found.
[[nodiscard]] std::string comparison_text(const std::vector<ComparedFigure>& figures);

}  // namespace crowdvote
