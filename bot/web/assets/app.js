// The page of Crier's web chat: the conversation, the line to the server, the field.

import { card, el, mine } from "./card.js";

const words = JSON.parse(document.body.dataset.words);
const get = id => document.getElementById(id);
const [scroll, log, field, listbox, hint, jump, working] =
  ["scroll", "log", "field", "commands", "hint", "jump", "working"].map(get);

// ---- The conversation ----------------------------------------------------------

const shown = new Map(); // id → what it was made from
const counted = new Set(); // answers that are no news any more
let ready = false, unread = 0;
let follow = false; // the reader was at the end when the keyboard came up
let awaited = false; // a press waits for its answer

const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;

function show(data) {
  const { id, at, body } = JSON.parse(data);
  if (shown.get(id) === data) return;
  const near = atEnd();
  const old = get("m" + id);
  const node = body.you ? mine(id, body) : card(id, at, body, { press, say });
  if (old) {
    replace(old, node);
  } else {
    if (ready) node.classList.add("fresh");
    const next = [...shown.keys()].filter(k => k > id).sort((a, b) => a - b)[0];
    log.insertBefore(node, next === undefined ? null : get("m" + next));
  }
  shown.set(id, data);
  if (!ready) return;
  release();
  if (near || body.you || awaited && !old) toEnd(node);
  else if (!old) jump.hidden = false;
  awaited &&= body.you || body.busy;
  if (!body.you && !body.busy) news(id);
  tellWorking();
}

// replace keeps the focus where it was: on the button of that name, else on the card.
function replace(old, node) {
  const focus = old.contains(document.activeElement) ? document.activeElement : undefined;
  const line = focus?.dataset?.line;
  old.replaceWith(node);
  if (!focus) return;
  const same = [...node.querySelectorAll("button[data-line]")].find(b => b.dataset.line === line);
  (same ?? node).focus({ preventScroll: true });
}

// toEnd shows the end of the conversation, but of a long card its beginning.
function toEnd(node) {
  jump.hidden = true;
  if (node && node.offsetHeight > scroll.clientHeight - 24) node.scrollIntoView({ block: "start" });
  else scroll.scrollTop = scroll.scrollHeight;
}

function news(id) {
  if (counted.has(id)) return;
  counted.add(id);
  if (document.hidden) setUnread(unread + 1);
}

function setUnread(n) {
  unread = n;
  document.title = n ? `(${n}) Crier` : "Crier";
}

function caughtUp() {
  if (ready) return;
  ready = true;
  for (const id of shown.keys()) counted.add(id);
  log.setAttribute("aria-busy", "false");
  toEnd();
}

function forget() {
  shown.clear();
  log.replaceChildren();
}

let busy = false, busyTimer;
function tellWorking() {
  clearTimeout(busyTimer);
  working.hidden = true;
  if (!busy || log.lastElementChild?.classList.contains("busy")) return;
  busyTimer = setTimeout(() => {
    const near = atEnd();
    working.hidden = false;
    if (near) toEnd();
  }, 600);
}

scroll.addEventListener("scroll", () => { if (atEnd()) jump.hidden = true; }, { passive: true });
jump.addEventListener("click", () => { toEnd(); field.focus(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) { setUnread(0); wakeUp(); } });
window.visualViewport?.addEventListener("resize", () => { if (follow) toEnd(); });
field.addEventListener("focus", () => { follow = atEnd(); });
field.addEventListener("blur", () => { follow = false; });

// ---- The line to the server ----------------------------------------------------

let source_, heard = Date.now(), wait = 1000, lostTimer, again, commands = [];

function state(text, act) {
  get("state").hidden = !text;
  get("state-text").textContent = text ?? "";
  get("state-act").hidden = !act;
}

const pause = ms => new Promise(done => setTimeout(done, ms));

// post sends JSON or a file and says what went wrong; the answer, or nothing when
// it did.
async function post(path, data, tries = 3) {
  const file = data instanceof File;
  let reply;
  try {
    reply = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": file ? "application/octet-stream" : "application/json" },
      body: file ? data : JSON.stringify(data),
    });
  } catch {
    state(words.offline);
    return undefined;
  }
  if (reply.ok) {
    if (path !== "/web/hello") state();
    return reply;
  }
  const { error } = await reply.json().catch(() => ({}));
  if (error === "starting" && tries > 0) {
    await pause(700);
    return post(path, data, tries - 1);
  }
  if (error === "no_chat" && tries > 0 && path !== "/web/hello") {
    if (await begin()) return post(path, data, 0);
  }
  state(words[error] ?? words.failed);
  return undefined;
}

// begin makes sure that there is a chat and listens to it.
async function begin() {
  clearTimeout(again);
  const reply = await post("/web/hello", {}, 5);
  if (!reply) {
    again = setTimeout(begin, wait);
    wait = Math.min(wait * 2, 15_000);
    return false;
  }
  commands = (await reply.json()).commands;
  listen();
  return true;
}

function listen() {
  source_?.close();
  const source = source_ = new EventSource("/web/stream");
  const on = (name, act) => source.addEventListener(name, event => { heard = Date.now(); act(event.data); });
  on("message", show);
  on("reset", forget);
  on("ready", () => { connected(); caughtUp(); });
  on("working", data => { busy = data === "1"; if (!busy) release(); tellWorking(); });
  on("beat", () => {});
  on("elsewhere", () => { source.close(); state(words.elsewhere, true); });
  source.addEventListener("error", () => {
    lostTimer ??= setTimeout(() => state(words.offline), 1500);
    if (source.readyState !== EventSource.CLOSED) return; // it tries by itself
    again = setTimeout(begin, wait);
    wait = Math.min(wait * 2, 15_000);
  });
}

function connected() {
  clearTimeout(lostTimer);
  clearTimeout(again);
  lostTimer = undefined;
  wait = 1000;
  heard = Date.now();
  if (get("state-text").textContent !== words.offline) return;
  state(words.online);
  setTimeout(() => { if (get("state-text").textContent === words.online) state(); }, 2500);
}

// wakeUp listens anew when nothing, not even a beat, was heard for a minute: a
// laptop that slept, a network that swallows connections.
function wakeUp() {
  if (Date.now() - heard < 60_000 || !get("state-act").hidden) return;
  heard = Date.now();
  listen();
}
setInterval(wakeUp, 15_000);
window.addEventListener("online", () => { wait = 1000; begin(); });
get("state-act").addEventListener("click", () => { state(); listen(); field.focus(); });

// ---- Presses and lines ---------------------------------------------------------

const say = text => post("/web/line", { text });

async function press(node, id, line) {
  if (node.getAttribute("aria-disabled") === "true") return;
  node.setAttribute("aria-disabled", "true");
  awaited = true;
  setTimeout(release, 8000);
  if (!await post("/web/press", { message: id, line })) release();
}

function release() {
  for (const b of log.querySelectorAll("[aria-disabled]")) b.removeAttribute("aria-disabled");
}

const said = [];
let back = 0; // how many lines back the field shows; 0: the visitor's own new one
let sending = false;

get("composer").addEventListener("submit", event => { event.preventDefault(); send(); });

async function send() {
  const text = field.value.trim();
  if (!text || sending) return;
  sending = true;
  const ok = await say(text);
  sending = false;
  if (!ok) return;
  if (said.at(-1) !== text) said.push(text);
  back = 0;
  if (field.value.trim() === text) fill("");
  field.focus();
}

function fill(text) {
  field.value = text;
  field.setSelectionRange(text.length, text.length);
  grow();
  suggest();
}

function grow() {
  field.style.height = "auto";
  field.style.height = field.scrollHeight + 2 + "px";
}

// recall walks through what was said before, when the field shows nothing else.
function recall(step) {
  if (said.length === 0 || field.value && back === 0) return false;
  const to = Math.min(said.length, Math.max(0, back + step));
  if (to === back) return false;
  back = to;
  fill(back ? said.at(-back) : "");
  closeList();
  return true;
}

// ---- Suggestions ---------------------------------------------------------------

let active = -1; // of the listbox's options; -1: none
let choosing; // waits for the visitor to pause

function suggest() {
  const [, name, rest] = /^\/(\w*)(\s)?/.exec(field.value) ?? [];
  const found = name === undefined ? [] : commands.filter(c => rest ? c.name === name.toLowerCase() : c.name.startsWith(name.toLowerCase()));
  clearTimeout(choosing);
  hint.hidden = !(rest && found[0]?.usage);
  hint.textContent = hint.hidden ? "" : `/${found[0].name} ${found[0].usage}`;
  if (!rest) return list(found.map(c => ({ line: `/${c.name}` + (c.usage ? " " : ""), label: `/${c.name}`, usage: c.usage, help: c.help })), 0);
  closeList();
  if (found[0]?.more) choosing = setTimeout(propose, 180, field.value);
}

// propose offers values for the command that stands in the field. What was typed
// stays the visitor's choice: none of them is active.
async function propose(line) {
  const reply = await fetch("/web/complete", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ line }) }).catch(() => undefined);
  const choices = reply?.ok ? (await reply.json()).choices : [];
  if (field.value !== line || document.activeElement !== field || choices.length === 0) return;
  hint.hidden = true;
  list(choices, -1);
}

function list(options, first) {
  closeList();
  listbox.replaceChildren(...options.map((o, i) => {
    const option = el("li", { id: "c" + i, role: "option", "aria-selected": "false", "data-line": o.line },
      el("b", { dir: "auto" }, o.label), o.usage ? el("span", {}, o.usage) : undefined, o.help ? el("span", {}, o.help) : undefined);
    option.addEventListener("mousedown", event => { event.preventDefault(); choose(option); });
    return option;
  }));
  listbox.hidden = options.length === 0;
  if (first >= 0 && options.length > 0) mark(first);
}

function mark(i) {
  const options = listbox.children;
  options[active]?.setAttribute("aria-selected", "false");
  active = (i + options.length) % options.length;
  options[active].setAttribute("aria-selected", "true");
  options[active].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", options[active].id);
}

function closeList() {
  listbox.hidden = true;
  active = -1;
  field.removeAttribute("aria-activedescendant");
}

function choose(option) {
  fill(option.dataset.line);
  clearTimeout(choosing);
  closeList();
  field.focus();
}

// inList is what a key does while the list is open; false when it is none of ours.
function inList(key) {
  const option = listbox.children[active];
  const whole = !option || field.value === option.dataset.line.trim();
  switch (key) {
    case "ArrowDown": mark(active + 1); return true;
    case "ArrowUp": mark(Math.max(active, 0) - 1); return true;
    case "Escape": closeList(); return true;
    case "Tab": if (whole) return false; choose(option); return true;
    case "Enter": if (whole) { closeList(); return false; } choose(option); return true;
  }
  return false;
}

let shift = false, entered = false;
field.addEventListener("keydown", event => {
  shift = event.shiftKey;
  if (event.isComposing) return;
  const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
  let done = plain && !listbox.hidden && inList(event.key);
  if (!done && plain && listbox.hidden && event.key === "ArrowUp") done = recall(1);
  if (!done && plain && listbox.hidden && event.key === "ArrowDown") done = back > 0 && recall(-1);
  if (!done && plain && event.key === "Enter") { send(); done = true; }
  if (done) event.preventDefault();
  entered = event.key === "Enter"; // and was dealt with here
});
field.addEventListener("keyup", () => { entered = false; });
// Keyboards on glass tell no key, but that a line is to break.
field.addEventListener("beforeinput", event => {
  if (!["insertLineBreak", "insertParagraph"].includes(event.inputType) || shift) return;
  event.preventDefault();
  if (!entered) send();
});
field.addEventListener("input", () => { back = 0; grow(); suggest(); });
field.addEventListener("blur", () => { clearTimeout(choosing); closeList(); hint.hidden = true; });

// ---- Files and things that are dropped on the page ------------------------------

// take puts the text of a file into the field; what is no text is sent as it is.
async function take(file) {
  if (file.size > 12 << 20) return state(words.too_long);
  const text = file.size > 200_000 || file.type === "application/pdf" ? "\0" : await file.text();
  if (!/[\0\ufffd]/.test(text)) {
    state();
    fill(text);
    return field.focus();
  }
  await post("/web/file?" + new URLSearchParams({ name: file.name, type: file.type }), file);
}

get("attach").addEventListener("click", () => get("file").click());
get("file").addEventListener("change", async event => {
  if (event.target.files[0]) await take(event.target.files[0]);
  event.target.value = "";
});
document.addEventListener("dragover", event => { event.preventDefault(); document.body.classList.add("over"); });
document.addEventListener("dragleave", event => { if (!event.relatedTarget) document.body.classList.remove("over"); });
document.addEventListener("drop", event => {
  event.preventDefault();
  document.body.classList.remove("over");
  const data = event.dataTransfer;
  if (data.files[0]) return take(data.files[0]);
  const text = data.getData("text/uri-list").split("\n")[0].trim() || data.getData("text/plain");
  if (text) { state(); fill(text); field.focus(); }
});

if (!matchMedia("(pointer: coarse)").matches) field.focus(); // on a phone the keyboard would cover the greeting
begin();
