// The page: what is known, and who is told when it changes.
import { $, open } from "./dom.js";
import { Refused, listen, send } from "./api.js";
import { words } from "./words.js";
import { startChat } from "./chat.js";
import { startComposer } from "./composer.js";
import { startClock } from "./clock.js";
import { startPeople } from "./people.js";
import { startDrawer } from "./drawer.js";
import { startToasts } from "./toast.js";

// kept is how many messages of a chat the server keeps, too.
const kept = 1000;

const app = {
  hello: null,
  state: { now: 0, leap: null, people: [], faults: [] },
  chats: new Map(), // by person: { messages: Map by ID ascending, keyboard }
  selected: 0,

  person: () => app.state.people.find((p) => p.id === app.selected),
  chat: (id = app.selected) => app.chats.get(id),

  // unread counts what the bot wrote after what was read.
  unread(person) {
    let n = 0;
    for (const m of [...(app.chat(person.id)?.messages.values() ?? [])].reverse()) {
      if (m.id <= person.seen) break;
      if (m.bot) n++;
    }
    return n;
  },

  // watching is whether the end of the chat shown is in sight.
  watching: () => !document.hidden && chat.follows(),

  select(id) {
    if (id === app.selected) return;
    chat.leave();
    app.selected = id;
    sessionStorage.setItem("person", id);
    drawAll();
    chat.show();
  },

  // act does something as the person shown. What the server refuses is told, and
  // is false.
  async act(what, body, person = app.selected) {
    return app.attempt(() => send(`/api/people/${person}/${what}`, body));
  },

  async attempt(does) {
    try {
      await does();
      return true;
    } catch (err) {
      app.toast(err instanceof Refused ? err.message : words.failed);
      return false;
    }
  },

  say: (text, reply = 0) => app.act("text", { text, reply }),

  // spoken says something to those who listen instead of looking.
  speak(text) {
    $("spoken").textContent = text;
  },
};

const toasts = startToasts();
app.toast = toasts.show;
const chat = startChat(app);
const composer = startComposer(app);
const clock = startClock(app);
const people = startPeople(app);
const drawer = startDrawer(app);

function drawAll() {
  people.draw();
  clock.draw();
  chat.draw();
  composer.draw();
  drawer.draw();
}

const hear = {
  hello(v) {
    app.hello = v;
    app.chats.clear();
    document.title = v.title;
    $("title").textContent = v.title;
    drawer.hello();
    found();
  },
  state(v) {
    const zone = app.person()?.zone;
    app.state = v;
    if (!app.person()) {
      const last = Number(sessionStorage.getItem("person"));
      app.selected = (v.people.find((p) => p.id === last) ?? v.people[0])?.id ?? 0;
      chat.show();
    } else if (zone !== app.person().zone) {
      chat.show();
    }
    drawAll();
  },
  chat(v) {
    app.chats.set(v.chat, { messages: new Map(v.messages.map((m) => [m.id, m])), keyboard: v.keyboard });
    people.draw();
    if (v.chat === app.selected) {
      chat.show();
      composer.draw();
    }
  },
  message(m) {
    const c = app.chat(m.chat);
    const old = c?.messages.get(m.id);
    if (!c || (old?.edits ?? 0) > (m.edits ?? 0)) return;
    c.messages.set(m.id, m);
    for (const id of c.messages.keys()) {
      if (c.messages.size <= kept) break;
      c.messages.delete(id);
      chat.remove(m.chat, id);
    }
    if (!old && (m.keyboard || m.remove)) c.keyboard = m.keyboard ?? null;
    // Nothing happens later than the clock says; the next state tells more.
    const at = Math.max(m.sent, m.edited ?? 0);
    if (at >= app.state.now + 60000) app.state.now = at - (at % 60000);
    chat.add(m, !old);
    later();
  },
  deleted(v) {
    app.chat(v.chat)?.messages.delete(v.id);
    chat.remove(v.chat, v.id);
    later();
  },
  answered(v) {
    if (v.chat === app.selected) chat.answered();
    if (!v.text) return;
    if (!v.alert) {
      app.toast(v.text);
      return;
    }
    $("alert-title").textContent = app.hello.bot;
    $("alert-text").textContent = v.text;
    open($("alert-dialog"));
  },
  acting(v) {
    if (v.chat === app.selected) chat.typing(v.text);
  },
};

// later draws what depends on many messages once for all of them.
let planned = false;
function later() {
  if (planned) return;
  planned = true;
  const run = () => {
    planned = false;
    people.draw();
    clock.draw();
    composer.draw();
  };
  if (document.hidden) setTimeout(run, 250);
  else requestAnimationFrame(run);
}

// shy is how long the server may be away before it is worth a word, in ms.
const shy = 800;
let absent = 0; // the timer of that word
let said = false;
let leaving = false;

function found() {
  clearTimeout(absent);
  absent = 0;
  if (!said) return;
  said = false;
  $("lost").hidden = true;
  app.toast(words.back);
}

function lost() {
  absent ||= setTimeout(() => {
    if (leaving) return;
    said = true;
    $("lost").textContent = words.lost;
    $("lost").hidden = false;
  }, shy);
}

addEventListener("pagehide", () => (leaving = true));
addEventListener("pageshow", () => (leaving = false));
listen((kind, v) => hear[kind](v), lost);
