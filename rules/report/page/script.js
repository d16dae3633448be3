// SPDX-License-Identifier: Apache-2.0
// Hides what does not hold the words of the filter. Without it the page is whole.
"use strict";
(() => {
  const label = document.getElementById("filter");
  const input = label.querySelector("input");
  const rows = document.querySelectorAll("tbody tr, ol.tree li");
  const groups = document.querySelectorAll("section#detections article");
  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (text) => words.every((word) => text.includes(word));
    for (const row of rows) {
      const group = row.closest("article");
      const head = group === null ? "" : group.querySelector("h3").textContent.toLowerCase() + " ";
      row.hidden = !has(head + textOf(row));
    }
    for (const group of groups) group.hidden = !group.querySelector("tbody tr:not([hidden])");
  };
  input.addEventListener("input", filter);
  label.hidden = false;
})();
