// The list beside the case: looked at only where there is room for it, and the way to the next case.
"use strict";

(() => {
  const pane = document.getElementById("beside");
  if (!pane) return;
  const wide = matchMedia("(min-width: 75rem)");
  const NEXT = "next-after-sending";
  let asked = false;

  function ask() {
    if (!wide.matches || asked) return;
    asked = true;
    pane.setAttribute("hx-get", pane.dataset.beside);
    pane.setAttribute("hx-trigger", "load, live from:body");
    pane.setAttribute("hx-swap", "innerHTML");
    pane.setAttribute("data-live", "");
    htmx.process(pane);
  }
  // As soon as htmx is there.
  if (document.readyState === "complete") ask();
  else addEventListener("load", ask);
  wide.addEventListener("change", ask);

  // A list that is looked at anew keeps its focus, its place and its open box.
  let kept = null;
  pane.addEventListener("htmx:beforeSwap", () => {
    kept = { id: document.activeElement?.id, top: pane.scrollTop, open: pane.querySelector(".lists")?.open, first: !pane.firstElementChild };
  });
  pane.addEventListener("htmx:afterSwap", () => {
    const box = pane.querySelector("[data-keeps]");
    if (box) box.checked = localStorage.getItem(NEXT) === "true";
    if (!kept) return;
    const lists = pane.querySelector(".lists");
    if (lists && kept.open) lists.open = true;
    if (kept.first) pane.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
    else pane.scrollTop = kept.top;
    if (kept.id && kept.id.startsWith("beside-")) document.getElementById(kept.id)?.focus({ preventScroll: true });
  });
  pane.addEventListener("change", (event) => {
    if (event.target.matches("[data-keeps]")) localStorage.setItem(NEXT, String(event.target.checked));
  });

  const links = () => [...pane.querySelectorAll(".brief-link")];
  function neighbour(step) {
    const all = links();
    const at = all.findIndex((one) => one.hasAttribute("aria-current"));
    return at < 0 ? all[0] : all[at + step];
  }
  // "." and "," lie bare on every keyboard.
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isText(document.activeElement ?? document.body) || document.querySelector("dialog[open]")) return;
    if (event.key === "." || event.key === ",") neighbour(event.key === "." ? 1 : -1)?.click();
  });
  document.body.addEventListener("desk-applied", (event) => {
    if (event.detail.value !== "reply" || localStorage.getItem(NEXT) !== "true") return;
    const next = neighbour(1) ?? neighbour(-1);
    // The reply can be undone on its own page as long as this one says so.
    if (next) setTimeout(() => next.click(), 600);
  });
})();
