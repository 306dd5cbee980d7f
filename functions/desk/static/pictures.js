// Pictures of the story, large: by mouse or keyboard, Escape closes, and the focus returns to where it was.
"use strict";

(() => {
  const box = document.getElementById("large");
  if (!box?.showModal) return;
  const picture = box.querySelector("img");
  const says = box.querySelector("figcaption");
  const steps = [...box.querySelectorAll("[data-steps]")];
  const links = () => [...document.querySelectorAll(".story a[data-large]")].filter((one) => one.offsetParent);
  let at = "";

  function show(link) {
    at = link.getAttribute("href");
    picture.src = at;
    picture.alt = link.dataset.large || link.querySelector("img").alt;
    says.textContent = link.dataset.large;
    for (const one of steps) one.hidden = links().length < 2;
  }

  function step(by) {
    const all = links();
    const now = all.findIndex((one) => one.getAttribute("href") === at);
    if (all.length) show(all[(now + by + all.length) % all.length]);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".story a[data-large]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link);
    box.showModal();
  });
  box.addEventListener("click", (event) => {
    const by = event.target.closest("[data-steps]");
    if (by) step(Number(by.dataset.steps));
    else if (event.target === box) box.close(); // outside of it
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") step(1);
    else if (event.key === "ArrowLeft") step(-1);
    event.stopPropagation(); // the page's own keys are for the page
  });
  // The story may have been drawn anew behind it: then the same picture is another element.
  box.addEventListener("close", () => {
    picture.removeAttribute("src");
    links().find((one) => one.getAttribute("href") === at)?.focus();
  });
})();
