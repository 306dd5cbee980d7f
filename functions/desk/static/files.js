// Pictures and videos for an answer: chosen, dropped or pasted; looked at here by their bytes, brought in pieces, and
// shown before they are sent. Without this file the form brings them itself.
"use strict";

(() => {
  const form = document.getElementById("reply") ?? document.getElementById("compose");
  const box = form?.querySelector("[data-attaches]");
  if (!box) return;
  const input = document.getElementById("attach");
  const list = document.getElementById("files");
  const speech = document.getElementById("files-said");
  const text = document.getElementById("text");
  const limits = JSON.parse(box.dataset.limits);
  const most = JSON.parse(box.dataset.most);
  const piece = Number(box.dataset.piece);
  const kept = `files-${form.dataset.draft}`;
  const hex = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const says = (what, values) => Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, () => value), box.dataset[what]);

  // The form need not bring files itself.
  form.removeAttribute("enctype");
  input.removeAttribute("name");
  for (const one of box.querySelectorAll(".without-script")) one.remove();

  const files = []; // { id, name, type, alt, state, percent, url, why }

  function tell(sentence, wrong) {
    const said = document.createElement("p");
    said.className = wrong ? "file-wrong" : "unseen";
    said.textContent = sentence;
    if (wrong) setTimeout(() => said.remove(), 12000);
    speech.querySelector(".unseen")?.remove();
    speech.append(said);
  }

  function kindOf(bytes) {
    const begins = (at, ...wanted) => wanted.every((one, index) => bytes[at + index] === (typeof one === "string" ? one.charCodeAt(0) : one));
    if (begins(0, 0xff, 0xd8, 0xff)) return "image/jpeg";
    if (begins(0, 0x89, "P", "N", "G")) return "image/png";
    if (begins(0, "G", "I", "F", "8")) return "image/gif";
    if (begins(0, "R", "I", "F", "F") && begins(8, "W", "E", "B", "P")) return "image/webp";
    if (begins(4, "f", "t", "y", "p")) return "video/mp4";
    return "";
  }

  function keep() {
    const ready = files.filter((one) => one.state === "kept").map(({ id, name, type, alt, url }) => ({ id, name, type, alt, url }));
    if (ready.length) sessionStorage.setItem(kept, JSON.stringify(ready));
    else sessionStorage.removeItem(kept);
    htmx.trigger(text, "look");
  }

  // One file in the list: what it shows, its description, and the button that takes it away.
  function show(one) {
    const item = document.createElement("li");
    item.className = "file";
    one.item = item;
    const picture = document.createElement(one.type === "video/mp4" ? "video" : "img");
    if (one.preview || one.url) picture.src = one.preview ?? one.url;
    if (picture.tagName === "IMG") picture.alt = "";
    else picture.muted = true;
    const about = document.createElement("div");
    const state = document.createElement("p");
    state.className = "quiet";
    one.says = state;
    const label = document.createElement("label");
    label.textContent = box.dataset.saysAlt;
    const alt = document.createElement("input");
    alt.type = "text";
    alt.maxLength = 1000;
    alt.value = one.alt ?? "";
    alt.addEventListener("input", () => {
      one.alt = alt.value;
      number();
      keep();
    });
    label.append(alt);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "small";
    remove.textContent = "✕";
    remove.setAttribute("aria-label", says("saysRemove", { name: one.name }));
    remove.addEventListener("click", () => drop(one));
    const id = document.createElement("input");
    id.type = "hidden";
    one.field = id;
    one.altField = alt;
    about.append(state, label, id);
    item.append(picture, about, remove);
    list.append(item);
    number();
  }

  function sized(bytes) {
    const [many, unit] = bytes < 1e5 ? [Math.ceil(bytes / 1e3), "kB"] : [bytes / 1e6, "MB"];
    return `${many.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${unit}`;
  }

  // Fields are numbered in their order: what is not brought yet has no name and is not sent.
  function number() {
    let at = 0;
    const described = form.elements.channel.value !== box.dataset.undescribed;
    for (const one of files) {
      if (!one.field) continue;
      one.altField.parentElement.hidden = !described;
      const ready = one.state === "kept";
      at += ready ? 1 : 0;
      one.field.name = ready ? `file_${at}` : "";
      one.field.value = ready ? one.id : "";
      one.altField.name = ready && described ? `alt_${at}` : "";
    }
    document.getElementById("send").disabled = files.some((one) => one.state === "coming");
  }

  function forget(one) {
    files.splice(files.indexOf(one), 1);
    one.gone = true;
    one.item?.remove();
    if (one.preview) URL.revokeObjectURL(one.preview);
    number();
    keep();
  }

  function drop(one) {
    const { id, state } = one;
    forget(one);
    (list.querySelector("button") ?? text).focus();
    if (state !== "kept") return;
    fetch(`${box.dataset.attaches}/${id}/drop`, { method: "POST", headers: { "x-csrf-token": form.elements.csrf.value } }).catch(() => {});
  }

  async function bring(one, file) {
    const of = Math.ceil(file.size / piece);
    const name = hex();
    for (let at = 0; at < of; at += 1) {
      const where = `${box.dataset.attaches}?id=${name}&piece=${at}&of=${of}&size=${file.size}`;
      const headers = { "content-type": "application/octet-stream", "x-csrf-token": form.elements.csrf.value, accept: "application/json" };
      const answer = await fetch(where, { method: "POST", headers, body: file.slice(at * piece, (at + 1) * piece) });
      if (one.gone) return;
      const told = await answer.json().catch(() => ({}));
      if (!answer.ok) throw new Error(told.message || "");
      one.says.textContent = says("saysComing", { name: one.name, percent: String(Math.round((100 * (at + 1)) / of)) });
      if (told.state === "kept") {
        Object.assign(one, { id: told.id, state: "kept", url: told.url });
        one.says.textContent = `${one.name} · ${sized(file.size)}`;
        tell(says("saysHere", { name: one.name }));
      }
    }
  }

  async function add(chosen) {
    for (const file of chosen) {
      const name = file.name || "…";
      const type = kindOf(new Uint8Array(await file.slice(0, 16).arrayBuffer()));
      const largest = limits[form.elements.channel.value];
      if (!largest[type]) {
        tell(says("saysKind", { name }), true);
        continue;
      }
      if (file.size > largest[type]) {
        tell(says("saysLarge", { name, megabytes: String(largest[type] / 1e6) }), true);
        continue;
      }
      const alone = (one) => one.type === "image/gif" || one.type === "video/mp4";
      if (files.length >= most[form.elements.channel.value] || (files.length && (alone({ type }) || files.some(alone)))) {
        tell(box.dataset.saysMany, true);
        continue;
      }
      const one = { name, type, alt: "", state: "coming", preview: URL.createObjectURL(file) };
      files.push(one);
      show(one);
      try {
        await bring(one, file);
      } catch (error) {
        forget(one);
        tell(error.message ? `${name}: ${error.message}` : says("saysFailed", { name }), true);
      }
      number();
      keep();
    }
  }

  form.addEventListener("change", (event) => event.target.name === "channel" && number());
  input.addEventListener("change", () => {
    const chosen = [...input.files];
    input.value = "";
    add(chosen);
  });
  text.addEventListener("paste", (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    add([...event.clipboardData.files]);
  });
  form.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
  form.addEventListener("dragleave", () => form.classList.remove("dropping"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    add([...event.dataTransfer.files]);
  });

  // What was brought and not sent stays in this tab, as the text does.
  for (const one of JSON.parse(sessionStorage.getItem(kept) ?? box.dataset.here ?? "[]")) {
    files.push({ ...one, state: "kept" });
    show(files.at(-1));
    files.at(-1).says.textContent = one.name;
  }
  document.body.addEventListener("desk-applied", (event) => {
    if (event.detail.value !== "reply") return;
    for (const one of [...files]) forget(one);
  });
})();
