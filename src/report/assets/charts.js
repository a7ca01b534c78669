// Draws the charts: each figure[data-chart] gets the specification of that id.
const charts = (() => {
  "use strict";

  // Vega's configuration in the colours of a scheme: "$name" stands for theme[scheme][name].
  function configOf(theme, scheme) {
    const text = JSON.stringify(theme.config).replace(/"\$([a-z0-9]+)"/g, (_, name) => `"${theme[scheme][name]}"`);
    return JSON.parse(text);
  }

  function save(url, name) {
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
  }

  function saveText(text, type, name) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    save(url, name);
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  // What a reader chose, so that a redraw keeps it.
  const chosen = { data: () => false, signals: (name) => ["run", "subset", "user"].includes(name), recurse: false };

  class Chart {
    constructor(figure, spec, theme) {
      this.id = figure.dataset.chart;
      this.title = spec.usermeta.title;
      this.spec = spec;
      this.theme = theme;
      this.plot = figure.querySelector(".plot");
      this.controls = figure.querySelector(".controls");
      this.addTools(figure);
    }

    draw(scheme) {
      const before = this.view && this.view.getState(chosen);
      if (this.view) this.view.finalize();
      this.controls.replaceChildren();
      this.fitted = this.plot.clientWidth;
      const spec = { ...this.spec, width: this.fitted };
      this.view = new vega.View(vega.parse(spec, configOf(this.theme, scheme)), {
        renderer: "svg", container: this.plot, bind: this.controls, hover: true, tooltip,
        expr: vega.expressionInterpreter,
      });
      if (before) this.view.setState(before);
      this.layOut();
    }

    // A legend has as many columns as the width of the plot allows, which is known once the axes are laid out; the
    // height of the chart follows in a second run.
    layOut() {
      this.view.run();
      if (this.spec.legends) this.view.resize().run();
    }

    fit() {
      const width = this.plot.clientWidth;
      if (width === 0 || width === this.fitted) return;
      this.fitted = width;
      this.view.width(width);
      this.layOut();
    }

    addTools(figure) {
      const tools = figure.appendChild(document.createElement("div"));
      tools.className = "tools";
      tables.button(tools, "SVG", `Save “${this.title}” as SVG`, async () =>
        saveText(await this.view.toSVG(), "image/svg+xml", `${this.id}.svg`));
      tables.button(tools, "PNG", `Save “${this.title}” as PNG`, async () =>
        save(await this.view.toImageURL("png", 2), `${this.id}.png`));
      const table = figure.appendChild(document.createElement("div"));
      table.className = "data scroll tall";
      table.hidden = true;
      const toggle = tables.button(tools, "Data", `Show the data of “${this.title}” as a table`, () => {
        if (!table.firstChild) {
          table.append(tables.ofObjects(this.rows(), this.title));
          tables.addTools(table);
        }
        table.hidden = !table.hidden;
        table.previousElementSibling.hidden = table.hidden;
        toggle.setAttribute("aria-expanded", String(!table.hidden));
      });
      toggle.setAttribute("aria-expanded", "false");
    }

    rows() {
      const data = this.spec.data.find((one) => one.name === this.spec.usermeta.table);
      return data.values.map((row) => row.tooltip || row);
    }
  }

  function drawAll(all, scheme) {
    for (const chart of all) {
      try {
        chart.draw(scheme);
      } catch (error) {
        chart.plot.textContent = `This chart could not be drawn: ${error.message}`;
        chart.plot.classList.add("failed");
        console.error(error);
      }
    }
  }

  function start(specs, theme) {
    const all = [...document.querySelectorAll("figure[data-chart]")].map(
      (figure) => new Chart(figure, specs[figure.dataset.chart], theme));
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const redraw = () => drawAll(all, dark.matches ? "dark" : "light");
    redraw();
    dark.addEventListener("change", redraw);
    addEventListener("beforeprint", () => drawAll(all, "light"));
    addEventListener("afterprint", redraw);
    const observer = new ResizeObserver(() => requestAnimationFrame(() => all.forEach((chart) => chart.fit())));
    observer.observe(document.querySelector("main"));
    return all;
  }

  return { start };
})();
