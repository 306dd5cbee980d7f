// Keys, and what comes by itself: the page works without this file, and is quicker with it.
"use strict";

const EVERY = 4000; // milliseconds between two looks at what is live
const banner = () => document.getElementById("banner");

// What is live asks again each few seconds while somebody looks, and at once when somebody comes back to the page.
function look() {
  if (!document.hidden) document.body.dispatchEvent(new CustomEvent("live"));
}
setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);

const versions = new WeakMap(); // of each live part: the version that it shows
document.addEventListener("htmx:configRequest", (event) => {
  const version = versions.get(event.detail.elt);
  if (version) event.detail.headers["if-none-match"] = version;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = event.detail;
  if (elt.matches("[data-live]") && xhr.status === 200) versions.set(elt, xhr.getResponseHeader("etag"));
  const message = xhr.status === 401 ? banner().dataset.signedOut : xhr.status === 0 || xhr.status >= 500 ? banner().dataset.offline : "";
  if (message || elt.matches("[data-live]")) {
    banner().textContent = message;
    banner().hidden = !message;
  }
});

// Who cannot see the queue change is told what is new, once.
const seen = new Set();
function rows() {
  return [...document.querySelectorAll(".row-link")];
}
rows().forEach((row) => seen.add(row.id));
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "rows") return;
  const fresh = rows().filter((row) => !seen.has(row.id));
  fresh.forEach((row) => seen.add(row.id));
  if (fresh.length) document.getElementById("told").textContent = fresh.map((row) => row.textContent).join(", ");
});

// Keys. Elements carry their own in data-key; what moves is here.
const isText = (element) => element.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit], [type=button])");

// Which cases were chosen stays, whatever the list does.
const chosen = new Set();
function showChosen() {
  for (const box of document.querySelectorAll("[data-choose]")) box.checked = chosen.has(box.dataset.choose);
  const says = document.querySelector("[data-chosen]");
  if (says && chosen.size) says.textContent = says.dataset.chosen.replace("{number}", document.querySelectorAll("[data-choose]:checked").length);
}
document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-choose]");
  if (!box) return;
  if (box.checked) chosen.add(box.dataset.choose);
  else chosen.delete(box.dataset.choose);
  showChosen();
});
document.addEventListener("click", (event) => {
  const all = event.target.closest("[data-chooses]")?.dataset.chooses;
  if (!all) return;
  chosen.clear();
  if (all === "all") for (const box of document.querySelectorAll("[data-choose]")) chosen.add(box.dataset.choose);
  showChosen();
});
document.addEventListener("htmx:afterSwap", (event) => event.detail.target.id === "rows" && showChosen());

function press(element) {
  if (element.matches("textarea, input, select")) return element.focus();
  if (element.matches("summary")) {
    const box = element.parentElement;
    element.click();
    if (box.open || element.hasAttribute("hx-get")) setTimeout(() => box.querySelector("textarea, input:not([type=hidden]), select, button")?.focus());
    return;
  }
  element.click();
}

function move(step) {
  const all = rows().length ? rows() : [...document.querySelectorAll(".said")];
  if (!all.length) return;
  const at = all.findIndex((one) => one === document.activeElement || one.contains(document.activeElement));
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next].focus();
  all[next].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const at = document.activeElement;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at?.form) {
    event.preventDefault();
    const resolves = event.shiftKey && at.form.querySelector("#send-resolve");
    return at.form.requestSubmit(resolves || at.form.querySelector("#send"));
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const box = at?.closest("details[open]");
    if (box) {
      box.open = false;
      return box.querySelector("summary").focus();
    }
    return at?.blur();
  }
  if (at && isText(at)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    return document.getElementById("keys")?.showModal();
  }
  if (event.key === "x" && rows().length) {
    const box = at?.closest(".row")?.querySelector("[data-choose]");
    if (box) {
      event.preventDefault();
      box.click();
    }
    return;
  }
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    return move(event.key === "j" ? 1 : -1);
  }
  const named = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find((one) => !one.disabled && !one.closest("[hidden]"));
  if (named) {
    event.preventDefault();
    press(named);
  }
});

// What is to be copied is chosen by a press, and copied where the browser lets us.
document.addEventListener("focusin", (event) => {
  const copies = event.target.closest("[data-copies]");
  if (!copies) return;
  copies.select();
  navigator.clipboard?.writeText(copies.value).catch(() => {});
});
document.addEventListener("click", (event) => {
  const shows = event.target.closest("[data-shows]");
  if (shows) document.getElementById(shows.dataset.shows).showModal();
  const open = document.querySelector(".menu-more[open]");
  if (open && !open.contains(event.target)) open.open = false;
});
// A choice of a filter needs no button.
document.addEventListener("change", (event) => event.target.closest(".filters")?.requestSubmit());
