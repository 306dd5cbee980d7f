// The page asks for what is new every 700 ms while it is visible, and builds every element from text: nothing that a
// customer writes is ever read as HTML.
"use strict";

const find = (selector) => document.querySelector(selector);
const write = find("#write");
let version = null;
let simulated = null; // the simulated instant and when it was told
let replyTo = null;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function notice(text) {
  find("#notice").textContent = text;
}

async function send(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const given = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(given.error || given.detail || `Request failed (${answer.status}).`);
  return given;
}

async function attempt(act) {
  try {
    await act();
    notice("");
    await refresh();
    return true;
  } catch (fault) {
    notice(fault.message);
    return false;
  }
}

const chosen = (name) => write.elements[name].value;

function arrange() {
  const agent = chosen("role") === "agent";
  const where = chosen("where");
  find("#text").required = true;
  find("#customer").required = !(agent && where === "post");
  find("#customer").disabled = agent && where === "post";
  find("#text").placeholder = where === "post" && !agent ? `@${chosen("account")} …` : where === "chat" ? "Sealed before it leaves the phone" : "";
  find("#context").hidden = !replyTo || where !== "post";
  if (replyTo) find("#context span").textContent = `In reply to @${replyTo.by}: “${shortened(replyTo.text)}”`;
}

function shortened(text) {
  const signs = [...text];
  return signs.length > 60 ? signs.slice(0, 59).join("") + "…" : text;
}

function request() {
  const [role, where, text, account] = ["role", "where", "text", "account"].map(chosen);
  const customer = chosen("customer").trim();
  const answered = replyTo && where === "post" ? { in_reply_to: replyTo.id } : {};
  if (role === "agent") {
    if (where === "post") return ["agent/post", { from: account, text, ...answered }];
    return [where === "chat" ? "agent/chat" : "agent/dm", { from: account, to: customer, text }];
  }
  if (where === "post") return ["post", { from: customer, text, ...answered }];
  if (where === "dm") return ["dm", { from: customer, to: account, text }];
  return ["chat", { from: customer, to: account, text }];
}

function action(label, described, act) {
  const button = element("button", "", label);
  button.type = "button";
  button.setAttribute("aria-label", described);
  button.addEventListener("click", act);
  return button;
}

const money = (cost) => (cost ? `$${(cost / 1e6).toFixed(3)}` : "");

function instant(at) {
  const date = new Date(at);
  const day = { weekday: "short", day: "numeric", month: "short" };
  return date.toLocaleString("en-GB", { ...day, hour: "2-digit", minute: "2-digit" });
}

function entry(one, lead) {
  const item = element("li", one.brand ? "brand" : "");
  const head = element("header");
  head.append(element("span", "who", `@${one.by}`));
  if (lead) head.append(element("span", "to", lead));
  const when = element("time", "when", instant(one.at));
  when.dateTime = one.at;
  head.append(when);
  if (one.cost) {
    const cost = element("span", "cost", money(one.cost));
    cost.title = "What X charges the brand for this message";
    head.append(cost);
  }
  item.append(head);
  item.append(one.text === null ? element("p", "text lost", "Sealed: its keys are held elsewhere") : element("p", "text", one.text));
  for (const each of one.media || []) item.append(shown(each));
  return item;
}

function shown(each) {
  const moves = each.type === "video";
  const view = document.createElement(moves ? "video" : "img");
  view.className = "shown";
  view.src = each.url;
  if (moves) view.controls = true;
  else view.alt = each.alt || "Without a description";
  return view;
}

function chatEntry(chat) {
  const told = [`to @${chat.for}`, chat.edited ? "edited" : "", chat.read ? "read" : "", ...chat.reactions];
  const item = entry(chat, told.filter(Boolean).join(" · "));
  const actions = element("div", "actions");
  const customer = chat.brand ? chat.for : chat.by;
  for (const option of chat.options) {
    const name = option.label || option.id;
    actions.append(action(name, `Answer ${name} as @${customer}`, () => attempt(() => send("/x/simulate/chat", { from: customer, to: chat.from, choose: option.id }))));
  }
  actions.append(action("Write", `Write to the chat with @${customer}`, () => {
    write.elements.where.value = "chat";
    find("#customer").value = customer;
    arrange();
    find("#text").focus();
  }));
  if (chat.brand) {
    actions.append(action("React 👍", `React to the message of @${chat.by} with 👍`, () => attempt(() => send("/x/simulate/chat/react", { id: chat.id, emoji: "👍" }))));
  } else if (chat.text !== null) {
    actions.append(action("Delete", `Delete the chat message of @${chat.by}`, () => attempt(() => send("/x/simulate/chat/delete", { id: chat.id }))));
  }
  item.append(actions);
  return item;
}

function startReply(post) {
  replyTo = post;
  write.elements.where.value = "post";
  if (post.brand) write.elements.role.value = "customer";
  arrange();
  find("#text").focus();
}

function postEntry(post, posts) {
  const parent = post.in_reply_to && posts.get(post.in_reply_to);
  const lead = post.in_reply_to ? `Replying to ${parent ? "@" + parent.by : "a post outside this run"}` : "";
  const item = entry(post, post.hidden ? `${lead} (hidden)` : lead);
  if (post.in_reply_to) item.classList.add("reply");
  const actions = element("div", "actions");
  actions.append(action("Reply", `Reply to @${post.by}`, () => startReply(post)));
  if (!post.brand) {
    actions.append(action("Write in private", `Write to @${post.by} in private`, () => {
      write.elements.role.value = "agent";
      write.elements.where.value = "dm";
      find("#customer").value = post.by;
      arrange();
      find("#text").focus();
    }));
  }
  actions.append(action("Delete", `Delete the post of @${post.by}`, () => attempt(() => send("/x/simulate/delete", { id: post.id }))));
  item.append(actions);
  return item;
}

// Answers stand under what they answer, so that a conversation reads from top to bottom; newest conversations first.
function threaded(posts) {
  const known = new Map(posts.map((post) => [post.id, post]));
  const root = (post) => {
    let at = post;
    while (at.in_reply_to && known.has(at.in_reply_to)) at = known.get(at.in_reply_to);
    return at.id;
  };
  const threads = new Map();
  for (const post of posts) {
    const first = root(post);
    threads.set(first, [...(threads.get(first) || []), post]);
  }
  const last = (thread) => thread[thread.length - 1].at;
  const ordered = [...threads.values()].sort((one, other) => (last(one) < last(other) ? 1 : -1));
  return ordered.flat().map((post) => postEntry(post, known));
}

function show(feed) {
  // Rebuilding the lists must not take the keyboard from who is using it.
  const label = document.activeElement?.closest("ol") && document.activeElement.getAttribute("aria-label");
  find("#posts").replaceChildren(...threaded(feed.posts));
  find("#dms").replaceChildren(...feed.dms.toReversed().map((one) => entry(one, `to @${one.for}`)));
  if (label) [...document.querySelectorAll("ol button")].find((one) => one.getAttribute("aria-label") === label)?.focus();
  find("#chats").replaceChildren(...feed.chats.toReversed().map(chatEntry));
  find("#chats-count").textContent = feed.chats.length || "";
  find("#posts-count").textContent = feed.posts.length || "";
  find("#dms-count").textContent = feed.dms.length || "";
  const customers = feed.users.filter((user) => !user.brand);
  find("#customers").replaceChildren(...customers.map((user) => new Option(user.username)));
  if (replyTo && !feed.posts.some((post) => post.id === replyTo.id)) replyTo = null;
  arrange();
}

function tick() {
  if (!simulated) return;
  const now = new Date(simulated.at + Date.now() - simulated.told);
  const shown = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
  find("#now").textContent = now.toLocaleString("en-GB", shown);
  find("#now").dateTime = now.toISOString();
}

async function refresh() {
  const answer = await fetch(`/x/simulate/feed?since=${version ?? ""}`);
  if (!answer.ok) throw new Error(`The feed answered ${answer.status}.`);
  const feed = await answer.json();
  simulated = { at: Date.parse(feed.now), told: Date.now() };
  tick();
  if (feed.posts) {
    version = feed.version;
    show(feed);
  }
}

let broken = false;
async function poll() {
  if (!document.hidden) {
    try {
      await refresh();
      if (broken) notice("");
      broken = false;
    } catch {
      broken = true;
      notice("Can’t reach the simulated X. Is `make run` still running?");
    }
  }
  setTimeout(poll, 700);
}

async function setClock(date) {
  await attempt(() => send("/local/clock", { now: date.toISOString() }));
}

const simulatedNow = () => new Date(simulated ? simulated.at + Date.now() - simulated.told : Date.now());

find("#clock").addEventListener("submit", (event) => {
  event.preventDefault();
  const wanted = new Date(find("#instant").value);
  if (Number.isNaN(wanted.getTime())) notice("Choose a day and a time to move the clock to.");
  else setClock(wanted);
});
for (const button of document.querySelectorAll("[data-minutes]")) {
  button.addEventListener("click", () => setClock(new Date(simulatedNow().getTime() + button.dataset.minutes * 60_000)));
}
find("[data-monday]").addEventListener("click", () => {
  const monday = simulatedNow();
  monday.setDate(monday.getDate() + (((8 - monday.getDay()) % 7) || 7));
  monday.setHours(9, 5, 0, 0);
  setClock(monday);
});
write.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [path, body] = request();
  if (await attempt(() => send(`/x/simulate/${path}`, body))) {
    find("#text").value = "";
    replyTo = null;
    arrange();
  }
});
write.addEventListener("change", arrange);
find("#text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) write.requestSubmit();
});
find("#detach").addEventListener("click", () => {
  replyTo = null;
  arrange();
  find("#text").focus();
});
setInterval(tick, 1000);
arrange();
poll();
