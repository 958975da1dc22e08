// Times in somebody's zone, and formatted text as elements.
import { el } from "./dom.js";
import { words } from "./words.js";

const cache = new Map();

function formatter(zone, style, options) {
  const key = `${zone} ${style}`;
  let f = cache.get(key);
  if (!f) {
    try {
      f = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
    } catch {
      f = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
    }
    cache.set(key, f);
  }
  return f;
}

export const clockTime = (ms, zone) =>
  formatter(zone, "time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);

export const day = (ms, zone) =>
  formatter(zone, "day", { weekday: "long", day: "numeric", month: "long" }).format(ms);

export const shortDay = (ms, zone) =>
  formatter(zone, "short", { weekday: "short", day: "numeric", month: "short" }).format(ms).replace(",", "");

export const weekday = (ms, zone) => formatter(zone, "weekday", { weekday: "short" }).format(ms);

// dateKey tells days apart.
export const dateKey = (ms, zone) =>
  formatter(zone, "key", { year: "numeric", month: "2-digit", day: "2-digit" }).format(ms);

// minuteOfDay is 0 to 1439, as the clock on the wall shows.
export function minuteOfDay(ms, zone) {
  const [h, m] = clockTime(ms, zone).split(":").map(Number);
  return h * 60 + m;
}

// span says a duration: "3 h 10 min".
export function span(ms) {
  const minutes = Math.round(ms / 60000);
  if (minutes < 1) return words.now;
  const parts = [
    [Math.floor(minutes / 1440), words.days],
    [Math.floor(minutes / 60) % 24, words.hours],
    [minutes % 60, words.minutes],
  ].filter(([n]) => n > 0);
  return parts.slice(0, 2).map(([n, unit]) => `${n} ${unit}`).join(" ");
}

export function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

export const languageName = (code) => {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
};

// safe lets through what a link may be.
function safe(url) {
  try {
    const parsed = new URL(/^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`);
    return ["http:", "https:", "mailto:"].includes(parsed.protocol) ? parsed : null;
  } catch {
    return null;
  }
}

// start is the argument of a link to the bot itself, "" without one, null for
// other links.
export function start(url, username) {
  const parsed = safe(url);
  if (!parsed || parsed.hostname !== "t.me" || parsed.pathname.slice(1).toLowerCase() !== username.toLowerCase()) return null;
  return parsed.searchParams.get("start") ?? "";
}

// withLinks adds bare addresses, which phones find by themselves.
function withLinks(text, entities) {
  const out = [...entities];
  for (const match of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g)) {
    const from = match.index;
    const to = from + match[0].length;
    const taken = entities.some(
      (e) => ["text_link", "url", "code", "pre"].includes(e.type) && from < e.offset + e.length && e.offset < to,
    );
    if (!taken) out.push({ type: "url", offset: from, length: to - from });
  }
  return out.sort((a, b) => a.offset - b.offset || b.length - a.length);
}

// rich turns a text and its entities into nodes. Offsets count UTF-16 units, as
// JavaScript does. "does" is what commands and links to the bot do.
export function rich(text, entities = [], does) {
  return nest(text, withLinks(text, entities), 0, text.length, does);
}

function nest(text, entities, from, to, does) {
  const out = [];
  let at = from;
  for (let i = 0; i < entities.length; ) {
    const e = entities[i];
    const begin = Math.max(e.offset, at);
    const end = Math.min(e.offset + e.length, to);
    if (begin >= end) {
      i++;
      continue;
    }
    let next = i + 1;
    while (next < entities.length && entities[next].offset < end) next++;
    if (begin > at) out.push(text.slice(at, begin));
    const inner = nest(text, entities.slice(i + 1, next), begin, end, does);
    out.push(...mark(e, text.slice(begin, end), inner, does));
    // A block ends its line by itself.
    at = blocks.includes(e.type) && text[end] === "\n" ? end + 1 : end;
    // What reaches beyond its neighbour goes on after it.
    const over = entities.slice(i + 1, next).filter((o) => o.offset + o.length > end);
    entities = [...over, ...entities.slice(next)];
    i = 0;
  }
  if (at < to) out.push(text.slice(at, to));
  return out;
}

const blocks = ["pre", "blockquote", "expandable_blockquote"];
const tags = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", blockquote: "blockquote" };

function mark(e, text, inner, does) {
  switch (e.type) {
    case "pre":
      return [el("pre", { tabindex: "0", "data-language": e.language }, el("code", {}, ...inner))];
    case "expandable_blockquote":
      return [el("blockquote", { class: "long" }, ...inner)];
    case "spoiler":
      return [spoiler(inner)];
    case "bot_command":
      return [el("button", { type: "button", class: "command", onclick: () => does.say(text), text })];
    case "text_link":
      return [link(e.url, inner, does)];
    case "url":
      return [link(text, inner, does)];
    case "email":
      return [link(`mailto:${text}`, inner, does)];
    default:
      return tags[e.type] ? [el(tags[e.type], {}, ...inner)] : inner;
  }
}

function link(url, inner, does) {
  const code = start(url, does.username);
  if (code !== null) {
    return el("button", { type: "button", class: "command", onclick: () => does.say(`/start ${code}`.trim()) }, ...inner);
  }
  const target = safe(url);
  return target ? el("a", { href: target.href, target: "_blank", rel: "noopener noreferrer" }, ...inner) : el("span", {}, ...inner);
}

function spoiler(inner) {
  const hidden = el("span", { class: "spoiler-text", "aria-hidden": "true", inert: true }, ...inner);
  const cover = el("button", { type: "button", class: "spoiler-cover", "aria-label": words.reveal });
  const whole = el("span", { class: "spoiler" }, hidden, cover);
  cover.addEventListener("click", () => {
    hidden.removeAttribute("aria-hidden");
    hidden.inert = false;
    cover.remove();
    whole.classList.add("shown");
  });
  return whole;
}
