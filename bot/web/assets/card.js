// A message as it stands in the conversation. What arrives is content: it becomes
// text nodes and attributes, never markup, and links lead to http and https only.

const words = JSON.parse(document.body.dataset.words);
const language = document.documentElement.lang;

export function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== undefined && value !== false && value !== "") node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter(c => c !== undefined && c !== ""));
  return node;
}

function safe(address) {
  try {
    return ["http:", "https:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

function link(address, label, attributes) {
  if (!safe(address)) return el("span", attributes, label);
  return el("a", { ...attributes, href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}

function when(at) {
  const day = new Date(at).toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short" };
  const text = new Intl.DateTimeFormat(language, { ...day, hour: "numeric", minute: "2-digit" }).format(at);
  return el("time", { datetime: new Date(at).toISOString() }, text);
}

// way is the direction of a text in a language: one foreign word at its beginning,
// or a site's name, does not turn it round.
function way(text, lang) {
  if (!lang) return "auto";
  const rtl = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/g;
  if (/^(ar|he|iw|fa|ur|ps|sd|ug|yi|dv|ckb|syr)\b/i.test(lang)) return rtl.test(text) ? "rtl" : "auto";
  return /\p{L}/u.test(text.replace(rtl, "")) ? "ltr" : "auto";
}

// apart keeps the parts of a line from turning each other round: "example.org · 84 of 624".
const apart = text => text.split(" · ").flatMap((part, i) => [i ? " · " : undefined, el("bdi", {}, part)]).filter(x => x);

const dots = () => el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));

// card is what Crier says. act.press and act.say do what its buttons and forms ask.
export function card(id, at, b, act) {
  const stale = Date.now() - at > 10 * 60_000; // whoever was busy has gone
  const busy = b.busy && !stale;
  const node = el("article", { id: "m" + id, class: "card" + (busy ? " busy" : "") + (b.kicker ? " alert" : ""), tabindex: "-1" });
  if (b.kicker) node.append(el("p", { class: "kicker", dir: way(b.kicker, b.lang) }, b.kicker, " ", el("span", {}, "· ", when(at))));
  if (b.title) node.append(el("h2", { dir: way(b.title, b.lang), lang: b.lang }, b.url ? link(b.url, b.title) : b.title));
  for (const text of b.text ?? []) node.append(el("p", { class: "text", dir: way(text, b.lang), lang: b.lang }, busy ? dots() : undefined, el("span", {}, text)));
  node.append(...(b.parts ?? []).map(p => part(p, b.lang)));
  node.append(...lists(b.points ?? [], b.lang));
  if (b.also) node.append(el("p", { class: "also", dir: way(b.also, b.lang) }, b.also));
  if (b.footer) node.append(el("p", { class: "foot", dir: way(b.footer, b.lang) }, ...apart(b.footer)));
  if (b.file) node.append(el("p", { class: "row" }, fileLink(b.file)));
  if (b.form) node.append(ask(id, b.form, act));
  if (b.buttons) node.append(el("div", { class: "buttons" }, ...b.buttons.map(row => el("div", { class: "row" }, ...row.map(x => button(id, x, act))))));
  return node;
}

// part is a head with its lines.
function part(p, lang) {
  return el("section", { lang }, el("h3", { dir: way(p.head, lang) }, p.head),
    el("p", { class: "text", dir: way(p.lines?.[0] ?? "", lang) }, (p.lines ?? []).join("\n")));
}

// lists makes one list of each run of numbered or unnumbered points.
function lists(points, lang) {
  const out = [];
  for (const p of points) {
    const tag = p.number ? "ol" : "ul";
    if (out.at(-1)?.localName !== tag) out.push(el(tag, { class: "points", role: "list" }));
    out.at(-1).append(el("li", { value: p.number, class: p.strong && "strong", dir: way(p.text, p.lang || lang), lang: p.lang || lang },
      el("span", {}, p.text), " ", source(p)));
  }
  return out;
}

function source(p) {
  if (!p.source) return undefined;
  const label = el("bdi", {}, p.source);
  return p.link ? link(p.link, label, { class: "source" }) : el("span", { class: "source" }, label);
}

function button(id, b, act) {
  if (b.url) return link(b.url, b.label, { dir: "auto" });
  const node = el("button", { type: "button", dir: "auto", "data-line": b.line }, b.label);
  node.addEventListener("click", () => act.press(node, id, b.line));
  return node;
}

function fileLink(f) {
  const size = new Intl.NumberFormat(language, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 }).format(Math.ceil(f.size / 1000));
  return el("a", { href: f.href.startsWith("/web/file/") && f.href, download: f.name }, el("bdi", {}, words.download.replace("%s", f.name)), " · ", size);
}

function ask(id, f, act) {
  const input = el("input", { id: "ask" + id, type: "text", dir: "auto", placeholder: f.Placeholder, required: true });
  const node = el("form", { class: "ask", autocomplete: "off" }, el("label", { for: "ask" + id }, f.Label || f.Title),
    el("div", {}, input, el("button", { type: "submit" }, words.send)));
  node.addEventListener("submit", async event => {
    event.preventDefault();
    if (input.value.trim() && await act.say("/" + f.Line + input.value.trim())) input.value = "";
  });
  return node;
}

// mine is what the visitor said.
export function mine(id, b) {
  const cut = b.cut ? el("small", {}, words.cut.replace("%s", new Intl.NumberFormat(language).format(b.cut))) : undefined;
  const node = el("div", { id: "m" + id, class: "you", role: "article", "aria-label": words.you, dir: "auto", tabindex: "-1" }, b.text?.[0] ?? "", cut);
  return node;
}
