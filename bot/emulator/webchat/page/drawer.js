// Behind the scenes: what the bot asks of Telegram, and what may go wrong.
// The colours are chosen here, too.
import { $, el, icon } from "./dom.js";
import { calls, send } from "./api.js";
import { clockTime } from "./format.js";
import { words } from "./words.js";

// look is how often the calls are asked for while they are in sight, in ms.
const look = 1000;

export function startDrawer(app) {
  const drawer = $("drawer");
  let timer = 0;
  const rows = new Map(); // of faults

  // ----- open and closed

  const wide = matchMedia("(min-width: 60rem)");

  // On a phone the drawer covers everything, and the keyboard must not wander
  // about beneath it.
  function cover() {
    for (const below of [$("side"), $("main")]) below.inert = !drawer.hidden && !wide.matches;
  }
  wide.addEventListener("change", cover);

  function toggle(is) {
    drawer.hidden = !is;
    cover();
    document.body.classList.toggle("drawn", is);
    $("behind").setAttribute("aria-expanded", String(is));
    clearTimeout(timer);
    if (is) {
      $("drawer-title").focus();
      refresh(true);
    } else {
      ($("behind").checkVisibility() ? $("behind") : $("more")).focus();
    }
  }

  $("behind").addEventListener("click", () => toggle(drawer.hidden));
  $("person-behind").addEventListener("click", () => {
    $("person-dialog").close();
    toggle(true);
  });
  $("drawer-close").addEventListener("click", () => toggle(false));
  drawer.addEventListener("keydown", (e) => {
    if (e.key === "Escape") toggle(false);
  });

  // ----- calls

  async function refresh(anew) {
    clearTimeout(timer);
    if (drawer.hidden) return;
    if (anew || !document.hidden) {
      const v = await calls($("method").value, anew).catch(() => null);
      if (v) drawCalls(v);
    }
    clearTimeout(timer);
    timer = setTimeout(() => refresh(false), look);
  }

  $("method").addEventListener("change", () => refresh(true));

  const callKey = (c) => JSON.stringify([c.at, c.method, c.status, c.params]);

  function drawCalls(v) {
    const chosen = $("method").value;
    const all = [...new Set([...v.methods, ...(chosen ? [chosen] : [])])].sort();
    $("method").replaceChildren(el("option", { value: "", text: words.allMethods }), ...all.map((m) => el("option", { value: m, text: m, selected: m === chosen })));
    $("unknown").hidden = v.unknown.length === 0;
    $("unknown").textContent = words.unknown(v.unknown.join(", "));
    const list = $("calls");
    // What is shown already stays, so that an opened call stays open.
    const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
    const nodes = v.calls.map((c) => old.get(callKey(c)) ?? callItem(c));
    if (nodes.length === 0) nodes.push(el("li", { class: "hint", text: words.noCalls }));
    list.replaceChildren(...nodes);
  }

  function callItem(c) {
    const good = c.status === 200;
    const body = el("div", { class: "call-body" });
    const details = el(
      "details",
      {},
      el(
        "summary",
        {},
        el("span", { class: "call-time", text: clockTime(c.at, app.person()?.zone ?? "UTC") }),
        el("span", { class: "call-method", text: c.method }),
        el("span", { class: good ? "status good" : "status bad", text: c.status || words.reset }),
      ),
      body,
    );
    // Most calls are never opened.
    details.addEventListener("toggle", () => {
      if (!details.open || body.firstChild) return;
      body.append(
        el("h4", { text: words.asked }),
        el("pre", { tabindex: "0", text: JSON.stringify(c.params, null, 2) }),
        el("h4", { text: words.answered }),
        el("pre", { tabindex: "0", text: c.answer ? JSON.stringify(c.answer, null, 2) : c.page || words.reset }),
      );
    });
    return el("li", { "data-key": callKey(c) }, details);
  }

  // ----- faults

  function hello() {
    rows.clear();
    $("faults").replaceChildren(
      ...app.hello.kinds.map((k) => {
        const times = el("input", { type: "number", min: "0", max: "1000", value: "3", inputmode: "numeric", id: `times-${k.name}`, title: words.all });
        const state = el("span", { class: "fault-state", role: "status" });
        const button = el("button", { type: "button", class: "plain", "data-fault": k.name });
        button.addEventListener("click", () => {
          const on = app.state.faults.some((f) => f.name === k.name);
          app.attempt(() => send(`/api/faults/${k.name}`, on ? {} : { times: Number(times.value) }, on ? "DELETE" : "PUT"));
        });
        rows.set(k.name, { button, state, times, words: k.words });
        return el(
          "div",
          { class: "fault" },
          el("span", { class: "fault-name" }, el("strong", { text: k.words }), state),
          el("label", { for: `times-${k.name}` }, el("span", { text: words.times }), el("span", { class: "spoken", text: ` ${k.words}, ${words.all}` })),
          times,
          button,
        );
      }),
    );
  }

  function draw() {
    for (const [name, row] of rows) {
      const on = app.state.faults.find((f) => f.name === name);
      row.state.textContent = on ? words.met(on.met, on.times) : "";
      row.button.textContent = on ? words.off : words.on;
      row.button.setAttribute("aria-label", `${on ? words.off : words.on}: ${row.words}`);
      row.button.classList.toggle("on", Boolean(on));
      row.times.disabled = Boolean(on);
    }
    for (const button of [$("behind"), $("more")]) button.classList.toggle("warn", app.state.faults.length > 0);
  }

  // ----- colours

  const next = { auto: "light", light: "dark", dark: "auto" };
  const pictures = { auto: "auto", light: "sun", dark: "moon" };

  function drawTheme() {
    const choice = document.documentElement.dataset.choice;
    $("theme").setAttribute("aria-label", words.theme[choice]);
    $("theme").title = words.theme[choice];
    $("theme").replaceChildren(icon(pictures[choice]));
    $("person-theme").textContent = words.theme[choice];
  }

  for (const button of [$("theme"), $("person-theme")]) {
    button.addEventListener("click", () => {
      localStorage.setItem("theme", next[document.documentElement.dataset.choice]);
      dispatchEvent(new Event("theme"));
      drawTheme();
    });
  }
  drawTheme();

  return { draw, hello };
}
