// What is new is told to whoever looks elsewhere: in the title, on the icon, and, if they asked for it, by the browser.
"use strict";

(() => {
  const button = document.getElementById("notify");
  if (!button) return;
  const WANTED = "notify";
  const wanted = () => localStorage.getItem(WANTED) === "true" && window.Notification?.permission === "granted";
  const title = document.title;
  const GRAVE = ["mention", "refused", "unclear", "broken", "late", "reminded", "warned", "approval"];
  // Of what this person wants to be told, on whatever machine.
  const of = (what) => button.dataset.told.split(" ").includes(what);
  // `saysRefused` is what the browser said.
  const words = (what) => button.dataset[what === "refused" ? "saysRefusedSend" : `says${what[0].toUpperCase()}${what.slice(1)}`];
  let namedBefore = 0;
  let before = null; // of each case: when it was written to last, and what it is

  function show() {
    button.hidden = !("Notification" in window);
    button.setAttribute("aria-pressed", String(wanted()));
  }
  button.addEventListener("click", async () => {
    if (wanted()) localStorage.setItem(WANTED, "false");
    else if ((await Notification.requestPermission()) === "granted") localStorage.setItem(WANTED, "true");
    else document.getElementById("told").textContent = button.dataset.saysRefused;
    show();
  });
  show();

  function icon(number) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 32;
    const draw = canvas.getContext("2d");
    const looks = getComputedStyle(document.documentElement);
    draw.fillStyle = looks.getPropertyValue("--accent");
    draw.beginPath();
    draw.arc(16, 16, 16, 0, 2 * Math.PI);
    draw.fill();
    draw.fillStyle = looks.getPropertyValue("--accent-ink");
    draw.font = "bold 18px system-ui, sans-serif";
    draw.textAlign = "center";
    draw.textBaseline = "middle";
    draw.fillText(number > 99 ? "99+" : String(number), 16, 17, 30);
    document.querySelector("link[rel=icon]").href = canvas.toDataURL();
  }
  function count() {
    const at = document.querySelector("[data-waiting]");
    if (!at) return;
    const number = Number(at.dataset.waiting);
    document.title = number ? `(${number}) ${title}` : title;
    if (number) icon(number);
    else document.querySelector("link[rel=icon]").href = "data:,";
  }

  function sound() {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.08, context.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.4);
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + 0.4);
    tone.onended = () => context.close();
  }
  // The one thing of a case that is told: the gravest that it was not before.
  function news(row) {
    const is = row.dataset.is.split(" ");
    const was = before.get(row.dataset.case);
    const grave = GRAVE.find((one) => of(one) && is.includes(one) && !was?.is.includes(one));
    if (grave) return grave;
    if (!was) return of("new") ? "new" : "";
    return of("again") && is.includes("mine") && was.at !== row.dataset.at ? "again" : "";
  }
  function look() {
    const rows = [...document.querySelectorAll("[data-case][data-is]")];
    if (before && wanted()) {
      const told = rows.map((row) => [row, news(row)]).filter(([, what]) => what);
      for (const [row, what] of told.slice(0, 3)) {
        const name = row.querySelector(".row-link, .brief-who")?.textContent ?? "";
        const note = new Notification(words(what).replace("{name}", name), { tag: `${row.dataset.case}-${what}` });
        note.onclick = () => {
          focus();
          location.assign(row.querySelector("a").href);
        };
      }
      if (told.length) sound();
    }
    // Where one is named may be on another list than the one that is looked at.
    const named = Number(document.querySelector("[data-named]")?.dataset.named ?? 0);
    if (before && wanted() && of("mention") && named > namedBefore && !rows.some((row) => news(row) === "mention")) {
      const note = new Notification(button.dataset.saysNamed, { tag: "named" });
      note.onclick = () => {
        focus();
        location.assign("/desk/cases?account=all&view=mentions");
      };
      sound();
    }
    namedBefore = named;
    before ??= new Map();
    // What left the list and comes back is new; so only what is there is known.
    before = new Map(rows.map((row) => [row.dataset.case, { at: row.dataset.at, is: row.dataset.is.split(" ") }]));
    count();
  }
  count();
  if (document.getElementById("rows")) look();
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.matches("#rows, #beside")) look();
  });
})();
