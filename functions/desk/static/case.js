// The case: a text that is kept until it is sent, who else is answering, and what became of what was done.
"use strict";

(() => {
  const form = document.getElementById("reply");
  if (!form) return;
  const text = document.getElementById("text");
  const page = document.querySelector("[data-case]");
  // A draft is its writer's: whoever signs in after them in this tab does not find it.
  const draft = `draft-${form.dataset.draft}`;
  const id = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  // What is written stays in this tab, whatever happens to the page, and soon with the desk: for its writer elsewhere.
  let kept = text.value; // as the desk has it
  text.value = sessionStorage.getItem(draft) ?? kept;
  const grow = () => {
    // By what is seen of the text: a long line is as many as it takes.
    text.rows = 4;
    while (text.rows < 14 && text.scrollHeight > text.clientHeight) text.rows += 1;
  };
  text.addEventListener("input", () => {
    sessionStorage.setItem(draft, text.value);
    grow();
    if (text.value.trim()) answering(true);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "channel" || event.target.name === "dm_link") htmx.trigger(text, "look");
  });
  htmx.on("htmx:load", grow);

  // Others see that somebody is answering, as long as there is a text or the box is in use.
  let sent = ""; // the last text that left the box
  let told = 0;
  let said = false;
  function answering(is) {
    const now = Date.now();
    if (is && now - told < 7000) return;
    if (!is && !said && text.value === kept) return;
    told = is ? now : 0;
    said = is;
    const body = new URLSearchParams({ leaves: String(!is), writes: String(Boolean(text.value.trim())) });
    if (text.value !== kept) body.set("draft", (kept = text.value));
    const headers = { "x-csrf-token": form.elements.csrf.value, "hx-request": "true" };
    fetch(`/desk/cases/${page.dataset.case}/answering`, { method: "POST", body, headers, keepalive: true })
      .then((answer) => {
        // Once the desk has it, that is the one: what its writer changes elsewhere is not overwritten from here.
        if (!answer.ok) kept = null;
        else if (text.value === kept) sessionStorage.removeItem(draft);
        return answer.ok && is ? answer.text() : "";
      })
      .then((html) => {
        const other = document.getElementById("other");
        if (html.trim() && other) other.innerHTML = html;
      })
      .catch(() => {
        kept = null;
      });
  }
  setInterval(() => {
    if (!document.hidden && (text.value.trim() || document.activeElement === text)) answering(true);
  }, 1000);
  text.addEventListener("focus", () => answering(true));
  text.addEventListener("blur", () => text.value.trim() || answering(false));
  addEventListener("pagehide", () => answering(false));

  // What was done: the box is emptied once the reply is on its way, and what is live is looked at at once.
  document.body.addEventListener("desk-applied", (event) => {
    const kind = event.detail.value;
    if (kind === "reply") {
      sent = text.value;
      text.value = "";
      sessionStorage.removeItem(draft);
      answering(false);
      htmx.trigger(text, "look");
    }
    if (kind === "cancel" && sent && !text.value.trim()) {
      // What was taken back is there again, to be mended.
      text.value = sent;
      sent = "";
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (kind === "reply" || document.getElementById(`act-${kind}`)) renew(kind);
    document.body.dispatchEvent(new CustomEvent("live"));
  });
  document.body.addEventListener("desk-refused", (event) => {
    renew(event.detail.value, true);
    document.body.dispatchEvent(new CustomEvent("live"));
  });
  // A saved reply may say what its press does besides; the button tells, and the box beside it changes it.
  function goesOn(then, to) {
    const send = document.getElementById("send");
    send.value = then;
    send.textContent = send.dataset[then || "plain"];
    if (to) form.elements.to.value = to;
  }
  form.addEventListener("input", (event) => {
    const list = event.target.matches("[data-filters]") && document.getElementById(event.target.dataset.filters);
    if (!list) return;
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of list.children) one.hidden = !words.every((word) => one.textContent.toLowerCase().includes(word));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-filters]")) return;
    event.preventDefault();
    document.getElementById(event.target.dataset.filters).querySelector("li:not([hidden]) button")?.click();
  });

  // The next press is another action. What was refused stays where it was written, to be mended.
  function renew(kind, refused = false) {
    if (kind === "reply") {
      document.getElementById("reply-action").value = id();
      document.getElementById("saved-reply").value = "";
      goesOn("");
    }
    const box = document.getElementById(`act-${kind}`);
    if (!box) return;
    const its = box.querySelector("form");
    its.querySelector("[data-renews]").value = id();
    if (refused) return;
    box.open = false;
    its.reset();
  }

  document.addEventListener("click", (event) => {
    const switches = event.target.closest("[data-switches]");
    if (switches) {
      const ways = [...form.elements[switches.dataset.switches]].filter((one) => !one.disabled);
      const next = ways[(ways.findIndex((one) => one.checked) + 1) % ways.length];
      if (next && !next.checked) next.click();
    }
    // A shorter wording is taken by a press and never by itself.
    const replaces = event.target.closest("[data-replaces]");
    if (replaces) {
      text.value = replaces.dataset.replaces;
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    }
    const inserts = event.target.closest("[data-inserts]");
    if (inserts) {
      const { inserts: added, channel, link, saved, then, thenTo } = inserts.dataset;
      if (saved) document.getElementById("saved-reply").value = saved;
      if (then) goesOn(then, thenTo);
      const way = channel && [...form.elements.channel].find((one) => one.value === channel && !one.disabled);
      if (way) way.checked = true;
      if (form.elements.dm_link) form.elements.dm_link.checked = link === "true";
      text.setRangeText(text.value && !/\s$/.test(text.value) ? ` ${added}` : added, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      inserts.closest("details")?.removeAttribute("open");
      text.focus();
    }
  });
  // Who is named in a note: after an @ the colleagues whose names go on so.
  document.addEventListener("input", (event) => {
    const list = event.target.dataset?.names && document.getElementById(event.target.dataset.names);
    if (!list) return;
    const typed = /(?:^|[^\w@.])@([^@\n]*)$/.exec(event.target.value.slice(0, event.target.selectionStart))?.[1];
    for (const one of list.children) one.hidden = typed === undefined || !one.textContent.slice(1).toLowerCase().startsWith(typed.toLowerCase());
    list.hidden = typed === undefined || ![...list.children].some((one) => !one.hidden);
  });
  document.addEventListener("click", (event) => {
    const name = event.target.closest("[data-colleague]")?.dataset.colleague;
    if (!name) return;
    const note = document.querySelector("[data-names]");
    const at = note.selectionStart;
    const from = note.value.slice(0, at).lastIndexOf("@");
    note.setRangeText(`@${name} `, from, at, "end");
    document.getElementById(note.dataset.names).hidden = true;
    note.focus();
  });
  // How long it can be undone, as long as it can.
  setInterval(() => {
    for (const button of document.querySelectorAll("[data-counts]")) {
      const left = Number(button.dataset.counts) - 1;
      button.dataset.counts = String(left);
      button.dataset.label ??= button.textContent;
      button.textContent = `${button.dataset.label} (${left} s)`;
      if (left > 0) continue;
      // Hidden and not taken away: a press that is on its way still hears what became of it.
      delete button.dataset.counts;
      button.closest("form").hidden = true;
    }
  }, 1000);
  const last = document.querySelector(".story .said:last-child");
  if (last && !location.hash) last.scrollIntoView({ block: "nearest" });
  if (text.value) htmx.on("htmx:load", () => htmx.trigger(text, "look"), { once: true });
})();
