// The settings: one more line where one is needed, and a word before what was typed is left behind.
"use strict";

(() => {
  const form = document.getElementById("settings");
  if (!form) return;
  // A line in use at the end of a list brings an empty one behind it.
  form.addEventListener("input", (event) => {
    const line = event.target.closest("[data-grows] > :last-child");
    if (!line || !event.target.value) return;
    const number = line.parentElement.children.length;
    const next = line.cloneNode(true);
    next.querySelectorAll(".wrong").forEach((one) => one.remove());
    next.querySelectorAll("input, select, textarea").forEach((field) => {
      field.name = field.name.replace(/\.\d+(?=\.[^.\d]+$|\.prompt\.\w+$|$)/, `.${number}`);
      field.removeAttribute("id");
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      if (!field.matches("select")) field.value = "";
    });
    line.parentElement.append(next);
  });
  let left = true;
  form.addEventListener("input", () => (left = false));
  form.addEventListener("submit", () => (left = true));
  addEventListener("beforeunload", (event) => left || event.preventDefault());
  document.querySelector(".settings-nav select")?.addEventListener("change", (event) => event.target.form.requestSubmit());
  const first = document.querySelector(".problems, .meanwhile");
  if (first) first.focus();
})();
