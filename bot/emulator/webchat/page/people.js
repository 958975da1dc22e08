// Who is here: tabs, somebody new, being offline, blocking the bot.
import { $, el, open } from "./dom.js";
import { Refused, send } from "./api.js";
import { clockTime, languageName } from "./format.js";
import { words } from "./words.js";

export function startPeople(app) {
  const tabs = new Map(); // by person

  function make(p) {
    const parts = {
      face: el("span", { class: `face tint-${p.id % 5}`, "aria-hidden": "true" }),
      name: el("span", { class: "tab-name" }),
      last: el("span", { class: "tab-last", "aria-hidden": "true" }),
      time: el("span", { class: "tab-time", "aria-hidden": "true" }),
      badge: el("span", { class: "badge", "aria-hidden": "true" }),
    };
    const tab = el(
      "button",
      { type: "button", role: "tab", id: `tab-${p.id}`, class: "tab", "aria-controls": "chat", onclick: () => app.select(p.id) },
      parts.face,
      parts.name,
      parts.time,
      parts.last,
      parts.badge,
    );
    $("tabs").append(tab);
    tabs.set(p.id, { tab, ...parts });
    return tabs.get(p.id);
  }

  // What is being looked at is as good as read.
  const unreadOf = (p) => (p.id === app.selected && app.watching() ? 0 : app.unread(p));

  function drawTab(p) {
    const t = tabs.get(p.id) ?? make(p);
    const is = p.id === app.selected;
    const unread = unreadOf(p);
    const last = [...(app.chat(p.id)?.messages.values() ?? [])].pop();
    t.face.textContent = [...p.name][0] ?? "";
    t.name.textContent = p.name;
    t.last.textContent = last ? last.text || last.media?.name || words.message : words.empty;
    t.time.textContent = last ? clockTime(last.sent, p.zone) : "";
    t.badge.textContent = unread > 99 ? "99+" : unread || "";
    t.tab.classList.toggle("away", !p.online || p.blocked);
    t.tab.setAttribute("aria-selected", String(is));
    t.tab.tabIndex = is ? 0 : -1;
    const state = [p.name, unread && words.unread(unread), !p.online && words.isOffline, p.blocked && words.isBlocked];
    t.tab.setAttribute("aria-label", state.filter(Boolean).join(", "));
  }

  $("tabs").addEventListener("keydown", (e) => {
    const ids = app.state.people.map((p) => p.id);
    const at = ids.indexOf(app.selected);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[e.key];
    if (to === undefined || at < 0) return;
    e.preventDefault();
    const id = ids[(to + ids.length) % ids.length];
    app.select(id);
    tabs.get(id).tab.focus();
  });

  // ----- somebody new

  $("add").addEventListener("click", () => {
    const { languages, starters } = app.hello ?? { languages: [], starters: [] };
    $("add-language").replaceChildren(...languages.map((code) => el("option", { value: code, text: languageName(code) })));
    $("starters").replaceChildren(
      ...starters.map((s, i) =>
        el("label", { class: "starter" }, el("input", { type: "radio", name: "starter", value: s.name, checked: i === 0 }), el("span", { text: s.words })),
      ),
    );
    $("add-wrong").hidden = true;
    open($("add-dialog"));
    $("add-name").focus();
  });

  $("add-form").addEventListener("submit", async (e) => {
    e.preventDefault();
    const form = new FormData($("add-form"));
    $("add-submit").textContent = words.adding;
    $("add-submit").disabled = true;
    try {
      const { id } = await send("/api/people", Object.fromEntries(form));
      $("add-name").value = "";
      $("add-dialog").close();
      sessionStorage.setItem("person", id);
      wanted = id;
      draw();
    } catch (err) {
      $("add-wrong").textContent = err instanceof Refused ? err.message : words.failed;
      $("add-wrong").hidden = false;
    }
    $("add-submit").textContent = words.add;
    $("add-submit").disabled = false;
  });

  let wanted = 0; // somebody new, shown as soon as the stream knows them

  // ----- the person

  function drawPerson() {
    const p = app.person();
    if (!p) return;
    $("person-title").textContent = p.name;
    $("person-facts").replaceChildren(
      el("dt", { text: words.language }),
      el("dd", { text: languageName(p.language) }),
      el("dt", { text: words.zone }),
      el("dd", { text: p.zone.replaceAll("_", " ") }),
    );
    $("person-online").textContent = p.online ? words.goOffline : words.goOnline;
    $("person-online-hint").textContent = words.offlineHint;
    $("person-blocked").textContent = p.blocked ? words.unblock : words.block;
    $("person-blocked-hint").textContent = words.blockHint;
  }

  for (const button of [$("person"), $("more")]) {
    button.addEventListener("click", () => {
      drawPerson();
      open($("person-dialog"));
    });
  }
  $("person-online").addEventListener("click", () => {
    app.act("online", { online: !app.person().online });
    $("person-dialog").close();
  });
  $("person-blocked").addEventListener("click", () => {
    app.act("blocked", { blocked: !app.person().blocked });
    $("person-dialog").close();
  });

  function draw() {
    const there = new Set(app.state.people.map((p) => p.id));
    for (const [id, { tab }] of tabs) {
      if (there.has(id)) continue;
      tab.remove();
      tabs.delete(id);
    }
    app.state.people.forEach(drawTab);
    $("tabs").setAttribute("aria-orientation", matchMedia("(min-width: 60rem)").matches ? "vertical" : "horizontal");
    const unread = app.state.people.reduce((n, p) => n + unreadOf(p), 0);
    if (app.hello) document.title = unread ? `(${unread}) ${app.hello.title}` : app.hello.title;
    if (wanted && there.has(wanted)) {
      const id = wanted;
      wanted = 0;
      app.select(id);
      tabs.get(id).tab.scrollIntoView({ block: "nearest", inline: "nearest" });
      $("text").focus();
    }
  }

  return { draw };
}
