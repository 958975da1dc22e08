// The conversation: bubbles, buttons, days, what is new, and staying at its end.
import { $, el, icon, open, spoken } from "./dom.js";
import { send } from "./api.js";
import { clockTime, dateKey, day, rich, size } from "./format.js";
import { near } from "./places.js";
import { words } from "./words.js";

// near enough to the end, in pixels, counts as being there.
const atEnd = 60;
// air is what is left above a long message, in pixels.
const air = 12;
// typingStays is how long "is typing" is true after it was said, in ms.
const typingStays = 5500;

export function startChat(app) {
  const log = $("log");
  const list = $("messages");
  const nodes = new Map(); // by message ID
  let queue = new Map(); // messages to draw in the next frame
  let planned = false;
  let follow = true; // the end is in sight and stays so
  let top = 0; // where the log was scrolled to
  let shape = ""; // sizes when it was
  let moved = 0; // the last message when a hand last scrolled, 0 for none
  let fresh = 0; // the first message that was new, 0 for none
  let pressed = 0; // the message whose button was pressed last
  let pressedAt = 0;
  let typingTimer = 0;
  let readTimer = 0;
  let hollow = ""; // what the empty chat was drawn from

  const does = {
    say: (text) => app.say(text),
    get username() {
      return app.hello?.username ?? "";
    },
  };

  const zone = () => app.person()?.zone ?? "UTC";

  // ----- one message

  function bubble(m) {
    const box = el("div", { class: "bubble" });
    const quoted = m.replyTo && app.chat()?.messages.get(m.replyTo);
    if (quoted) box.append(el("p", { class: "quote", dir: "auto", text: quoted.text || words.message }));
    if (m.media) box.append(media(m));
    if (m.place) box.append(place(m.place));
    if (m.text) box.append(el("div", { class: "text", dir: "auto", lang: app.person().language }, ...rich(m.text, m.entities, does)));
    box.append(meta(m));
    return box;
  }

  function meta(m) {
    const stamp = (ms) => clockTime(ms, zone());
    return el(
      "p",
      { class: "meta" },
      m.silent && el("span", { class: "silent", title: words.silentLong }, icon("quiet"), el("span", { text: words.silent })),
      el("time", { datetime: new Date(m.sent).toISOString(), text: stamp(m.sent) }),
      m.edited && el("span", { class: "edited", text: words.edited(stamp(m.edited) === stamp(m.sent) ? "" : stamp(m.edited)) }),
    );
  }

  function media(m) {
    const f = m.media;
    const who = m.bot ? app.hello.bot : app.person().name;
    if (f.kind === "photo") {
      const alt = m.text ? m.text.split("\n")[0] : words.photo(who);
      const img = el("img", { src: f.url, alt, width: f.width || null, height: f.height || null, decoding: "async" });
      return el("button", { type: "button", class: "photo", "aria-label": `${words.enlarge}: ${alt}`, onclick: () => enlarge(f, alt) }, img);
    }
    if (f.kind === "audio" || f.kind === "voice") {
      const title = [f.performer, f.title].filter(Boolean).join(": ") || f.name || words.audio;
      return el("figure", { class: "sound" }, el("figcaption", { text: title }), el("audio", { controls: true, preload: "none", src: f.url, "aria-label": title }));
    }
    if (f.kind === "sticker") return el("p", { class: "sticker", text: f.emoji || f.kind });
    const name = f.name || words.document;
    return el(
      "a",
      { class: "file", href: f.url, download: name, "aria-label": `${words.save} ${name}, ${size(f.size)}` },
      icon("file"),
      el("span", {}, el("strong", { text: name }), el("small", { text: size(f.size) })),
    );
  }

  function place(at) {
    const city = near(at);
    const title = city ? words.near(city.city) : words.place;
    return el("div", { class: "place" }, icon("pin"), el("span", {}, el("strong", { text: title }), el("small", { text: `${at.latitude}, ${at.longitude}` })));
  }

  function enlarge(f, alt) {
    $("photo-large").src = f.url;
    $("photo-large").alt = alt;
    $("photo-save").href = f.url;
    $("photo-save").download = f.name || "photo";
    open($("photo-dialog"));
  }

  function buttons(m) {
    const rows = m.buttons.map((row) => el("div", { class: row.length < 7 ? "button-row" : "button-row week" }, ...row.map((b) => button(m, b))));
    return el("div", { class: "buttons", lang: app.person().language }, ...rows);
  }

  function button(m, b) {
    const style = ["danger", "success", "primary"].includes(b.style) ? ` ${b.style}` : "";
    if (b.url) {
      const made = rich(b.text, [{ type: "text_link", offset: 0, length: b.text.length, url: b.url }], does)[0];
      if (made.tagName === "A") made.append(icon("out"), spoken(words.newPage));
      made.className = `inline${style}`;
      return made;
    }
    const out = el("button", { type: "button", class: `inline${style}`, "data-data": b.data, text: b.text, disabled: !b.data, title: b.data ? null : words.notHere });
    out.addEventListener("click", async () => {
      if (out.getAttribute("aria-busy")) return;
      out.setAttribute("aria-busy", "true");
      pressed = m.id;
      pressedAt = performance.now();
      if (!(await app.act("press", { message: m.id, data: b.data }))) answered();
    });
    return out;
  }

  function item(m) {
    const who = m.bot ? words.bot(app.hello.bot) : words.you(app.person().name);
    const album = m.album && app.chat()?.messages.get(m.id - 1)?.album === m.album;
    return el(
      "li",
      { class: `message ${m.bot ? "bot" : "own"}${album ? " album" : ""}`, "data-message": m.id, tabindex: "-1" },
      spoken(who),
      bubble(m),
      m.buttons?.length ? buttons(m) : null,
    );
  }

  // ----- the list

  const dayItem = (m) => el("li", { class: "day", "data-day": dateKey(m.sent, zone()) }, el("span", { text: day(m.sent, zone()) }));
  const freshItem = () => el("li", { class: "fresh", id: "fresh" }, el("span", { text: words.fresh }));

  // put draws a message: in place of its old self, or at the end.
  function put(m) {
    const old = nodes.get(m.id);
    const made = item(m);
    nodes.set(m.id, made);
    if (old) {
      swap(old, made, m);
      return;
    }
    const last = list.querySelector(":scope > .message:last-child");
    const before = last && app.chat().messages.get(Number(last.dataset.message));
    if (!before || dateKey(before.sent, zone()) !== dateKey(m.sent, zone())) list.append(dayItem(m));
    if (fresh === m.id) list.append(freshItem());
    list.append(made);
  }

  // swap keeps the focus where a hand or a voice has left it.
  function swap(old, made, m) {
    const focus = old.contains(document.activeElement) ? document.activeElement : null;
    const data = focus?.dataset.data;
    // A countdown is not read out every five seconds; what follows a press is, below.
    made.setAttribute("aria-live", "off");
    old.replaceWith(made);
    if (focus) {
      const same = data && [...made.querySelectorAll("[data-data]")].find((b) => b.dataset.data === data);
      (same || made).focus({ preventScroll: true });
    }
    made.classList.add("changed");
    if (pressed === m.id && performance.now() - pressedAt < 5000) app.speak(words.changed(m.text.slice(0, 200)));
  }

  function flush() {
    planned = false;
    const due = queue;
    queue = new Map();
    const messages = app.chat()?.messages;
    if (!messages) return;
    for (const id of due.keys()) {
      const m = messages.get(id);
      if (m) put(m);
    }
    settle();
  }

  const below = () => log.scrollHeight - log.scrollTop - log.clientHeight;
  const lastID = () => Number(list.querySelector(":scope > .message:last-child")?.dataset.message ?? 0);

  const measure = () => `${log.clientWidth} ${log.clientHeight} ${list.offsetHeight}`;

  // toEnd shows the last message: its end, or its beginning when it is the bot's
  // and too long to be seen whole. Whoever has scrolled since has read that.
  function toEnd() {
    const last = nodes.get(lastID());
    const end = log.scrollHeight - log.clientHeight;
    const begin = last?.classList.contains("bot") && moved !== lastID() ? log.scrollTop + last.getBoundingClientRect().top - log.getBoundingClientRect().top - air : end;
    log.style.overflowAnchor = "none"; // the browser would hold on to another line
    log.scrollTop = Math.min(begin, end);
    top = log.scrollTop;
    shape = measure();
    drawLatest();
  }

  // settle follows the end, or says that there is one.
  function settle() {
    const empty = nodes.size === 0;
    drawEmpty(empty);
    if (follow) toEnd();
    drawLatest();
    read();
  }

  function drawEmpty(empty) {
    const box = $("empty");
    box.hidden = !empty;
    if (!empty) return;
    const p = app.person();
    const about = p ? p.about || words.empty : words.nobody;
    const begins = p?.online && !p.blocked;
    const key = `${begins} ${about}`;
    if (key === hollow) return; // a button that is being pressed stays
    hollow = key;
    box.replaceChildren(el("span", { text: about }));
    if (begins) box.append(el("button", { type: "button", class: "main", text: words.begin, onclick: () => app.say("/start") }));
  }

  function drawLatest() {
    const p = app.person();
    $("latest").hidden = follow && below() < atEnd;
    if (!p || $("latest").hidden) return;
    const unread = follow ? 0 : app.unread(p);
    $("latest-words").textContent = words.latest(unread);
    $("latest-words").classList.toggle("spoken", unread === 0);
  }

  // read tells the server how far the person has read: what is in sight, and only
  // after a moment.
  function read() {
    clearTimeout(readTimer);
    readTimer = setTimeout(readNow, 200);
  }

  function readNow() {
    clearTimeout(readTimer);
    const p = app.person();
    if (!p || !app.watching() || app.unread(p) === 0) return;
    p.seen = [...app.chat(p.id).messages.keys()].pop();
    // Nobody has to know when this fails: it is tried again with the next message.
    send(`/api/people/${p.id}/read`, { message: p.seen }).catch(() => {});
  }

  function answered() {
    for (const b of list.querySelectorAll("[aria-busy]")) b.removeAttribute("aria-busy");
  }

  // Only a hand that scrolls back lets go of the end; a box of another size does
  // not.
  log.addEventListener("scroll", () => {
    if (follow && shape !== measure()) return; // toEnd is on its way
    if (Math.abs(log.scrollTop - top) > 2) moved = lastID();
    if (below() < atEnd) follow = true;
    else if (log.scrollTop < top) {
      readNow(); // the end was in sight until now
      follow = false;
      log.style.overflowAnchor = "auto";
    }
    top = log.scrollTop;
    drawLatest();
    if (follow) read();
  }, { passive: true });
  // Pictures that arrive, and a phone's keyboard, must not push the end away.
  const watch = new ResizeObserver(() => {
    if (follow) toEnd();
  });
  watch.observe(log);
  watch.observe(list);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) settle();
  });
  $("latest").addEventListener("click", () => {
    follow = true;
    moved = lastID();
    settle();
    log.focus({ preventScroll: true });
  });

  return {
    answered,
    follows: () => follow,
    leave: readNow,

    // draw is about the person.
    draw() {
      const p = app.person();
      $("chat").setAttribute("aria-labelledby", p ? `tab-${p.id}` : "name");
      $("name").textContent = p?.name ?? app.hello?.title ?? "";
      $("about").textContent = p ? p.zone.replaceAll("_", " ") : "";
      for (const button of [$("person"), $("more")]) {
        button.hidden = !p;
        button.setAttribute("aria-label", p ? words.about(p.name) : "");
      }
      drawEmpty(nodes.size === 0);
      drawLatest();
    },

    // show draws the whole chat anew.
    show() {
      log.setAttribute("aria-busy", "true");
      queue = new Map();
      nodes.clear();
      list.replaceChildren();
      hideTyping();
      follow = true;
      moved = 0;
      const p = app.person();
      const messages = [...(app.chat()?.messages.values() ?? [])];
      fresh = (p && messages.find((m) => m.bot && m.id > p.seen)?.id) || 0;
      if (messages.length && messages[0].id === fresh) fresh = 0;
      for (const m of messages) put(m);
      settle();
      log.removeAttribute("aria-busy");
    },

    add(m, isNew) {
      if (m.chat !== app.selected) return;
      if (isNew && m.bot) {
        hideTyping();
        if (document.hidden || !follow) {
          const gone = !document.getElementById("fresh") && !queue.has(fresh);
          if (gone) fresh = m.id;
        }
      }
      if (isNew && !m.bot) {
        document.getElementById("fresh")?.remove();
        fresh = 0;
        follow = true;
      }
      queue.set(m.id, m);
      if (planned) return;
      planned = true;
      if (document.hidden) setTimeout(flush, 250);
      else requestAnimationFrame(flush);
    },

    remove(chat, id) {
      const node = chat === app.selected && nodes.get(id);
      if (!node) return;
      const before = node.previousElementSibling;
      const after = node.nextElementSibling;
      node.remove();
      nodes.delete(id);
      if (before?.classList.contains("day") && (!after || after.classList.contains("day"))) before.remove();
      settle();
    },

    typing(action) {
      $("typing").hidden = false;
      $("typing-words").textContent = (action === "typing" ? words.typing : words.preparing)(app.hello.bot);
      clearTimeout(typingTimer);
      typingTimer = setTimeout(hideTyping, typingStays);
      if (follow) toEnd();
    },
  };

  function hideTyping() {
    clearTimeout(typingTimer);
    $("typing").hidden = true;
  }
}
