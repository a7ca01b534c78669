// Shows what Vega's tooltip handler is given, an object of labels and values or a text, and never as HTML.
const tooltip = (() => {
  "use strict";
  const box = document.getElementById("tooltip");

  function fill(value) {
    box.replaceChildren();
    if (typeof value !== "object") {
      box.textContent = String(value);
      return;
    }
    const table = box.appendChild(document.createElement("table"));
    for (const [label, text] of Object.entries(value)) {
      const row = table.insertRow();
      const head = row.appendChild(document.createElement("th"));
      head.textContent = label;
      row.insertCell().textContent = text;
    }
  }

  function place(event) {
    const gap = 14;
    const { width, height } = box.getBoundingClientRect();
    const left = event.clientX + gap + width > innerWidth ? event.clientX - gap - width : event.clientX + gap;
    const top = event.clientY + gap + height > innerHeight ? event.clientY - gap - height : event.clientY + gap;
    box.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  }

  return (handler, event, item, value) => {
    box.hidden = value === null || value === undefined || value === "";
    if (box.hidden) return;
    fill(value);
    place(event);
  };
})();
