// The virtual clock: what time it is, what comes next, and moving on.
import { $, el, icon } from "./dom.js";
import { send } from "./api.js";
import { clockTime, dateKey, day, minuteOfDay, shortDay, span, weekday } from "./format.js";
import { words } from "./words.js";

const hour = 3600e3;
const names = ["next", "bedtime", "morning", "hour", "day"];

// skies by the hour at which they begin.
const skies = [[0, "night"], [5, "dawn"], [8, "day"], [18, "dusk"], [21, "night"]];

export function startClock(app) {
  const section = $("clock");
  const buttons = new Map();
  let moved = false; // a jump is under way, or was when we looked last
  let bound = 0; // the minute that this page asked for and has not seen yet

  for (const name of names) {
    const target = el("small", {});
    const button = el("button", { type: "button", class: "jump", "data-jump": name, onclick: () => jump(name) }, el("span", { text: words.jumps[name] }), target);
    if (name === "next") button.prepend(icon("skip"));
    buttons.set(name, { button, target });
    $("jumps").append(button);
  }

  const stop = (name) => app.person()?.stops.find((s) => s.name === name);
  const zone = () => app.person()?.zone ?? "UTC";

  function aim(name) {
    if (name === "hour") return new Date(app.state.now + hour).toISOString();
    if (name === "day") return new Date(app.state.now + 24 * hour).toISOString();
    return stop(name)?.at ?? null;
  }

  async function jump(name) {
    const to = aim(name);
    if (!to || app.state.leap || bound) return;
    bound = Math.floor(Date.parse(to) / 60000) * 60000;
    if ($("fold").checkVisibility()) {
      unfold(false); // what happens now is in the chat
      $("fold").focus();
    }
    draw();
    // The answer may overtake the stream, which tells what lies ahead.
    if (!(await app.attempt(() => send("/api/jump", { to })))) bound = 0;
    draw();
  }

  // when says a time, with the day when it is another one.
  function when(ms) {
    const time = clockTime(ms, zone());
    if (dateKey(ms, zone()) === dateKey(app.state.now, zone())) return time;
    const date = Math.abs(ms - app.state.now) < 6 * 24 * hour ? weekday : shortDay;
    return `${date(ms, zone())} ${time}`;
  }

  function draw() {
    const { now, leap } = app.state;
    if (!now) return;
    $("time").textContent = clockTime(now, zone());
    $("time").dateTime = new Date(now).toISOString();
    $("date").textContent = day(now, zone());
    $("short-date").textContent = shortDay(now, zone());
    section.dataset.sky = skies.findLast(([from]) => minuteOfDay(now, zone()) >= from * 60)[1];
    drawNext(leap);
    drawRibbon();
    if (now >= bound) bound = 0;
    const busy = Boolean(leap) || bound > 0;
    for (const [name, { button, target }] of buttons) {
      const to = aim(name);
      // A button that waits stays reachable, so that the focus is not lost.
      button.setAttribute("aria-disabled", String(busy || !to));
      target.textContent = to ? when(Date.parse(to)) : words.notYet;
    }
    section.setAttribute("aria-busy", String(busy));
    if (moved && !leap) app.speak(words.arrived(when(now)));
    moved = Boolean(leap);
  }

  function drawNext(leap) {
    const box = $("next");
    section.classList.toggle("moving", Boolean(leap));
    if (leap) {
      const done = (app.state.now - leap.from) / Math.max(leap.to - leap.from, 1);
      const bar = el("progress", { max: "1", value: String(Math.min(Math.max(done, 0), 1)), "aria-label": words.progress });
      box.replaceChildren(el("span", { text: words.moving(when(leap.to)) }), bar);
      return;
    }
    const next = stop("next");
    if (!next) {
      box.replaceChildren(el("span", { text: words.nothingAhead }));
      return;
    }
    const at = Date.parse(next.at);
    box.replaceChildren(
      el("strong", { text: `${when(at)} ${next.words}` }),
      " ",
      el("span", { text: words.in(span(at - app.state.now)) }),
    );
  }

  // drawRibbon shows the day as a band, with now and what lies ahead on it.
  function drawRibbon() {
    const mark = (kind, ms) => {
      const node = el("i", { class: kind });
      node.style.setProperty("--at", `${(minuteOfDay(ms, zone()) / 1440) * 100}%`);
      return node;
    };
    const ahead = (app.person()?.stops ?? []).map((s) => Date.parse(s.at)).filter((ms) => ms - app.state.now < 24 * hour);
    $("ribbon").replaceChildren(...ahead.map((ms) => mark("stop", ms)), mark("now", app.state.now));
  }

  function unfold(is) {
    section.classList.toggle("unfolded", is);
    $("fold").setAttribute("aria-expanded", String(is));
  }

  $("fold").addEventListener("click", () => unfold(!section.classList.contains("unfolded")));

  return { draw };
}
