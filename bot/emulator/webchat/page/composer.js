// Where a person writes: the text, commands, files, places, the bot's keyboard.
import { $, el, icon, open } from "./dom.js";
import { upload } from "./api.js";
import { find, places } from "./places.js";
import { words } from "./words.js";

export function startComposer(app) {
  const text = $("text");
  const commands = $("commands");
  let drawn = ""; // what the keyboard was drawn from
  let folded = new Set(); // people who put the bot's keyboard away
  let active = -1; // the command that arrow keys point at
  let replyTo = 0;
  let answeredReply = 0; // a request for a reply that was answered or put away

  // ----- sending

  async function submit() {
    const value = text.value;
    if (!value.trim()) return;
    text.value = "";
    grow();
    closeCommands();
    const reply = replyTo;
    answeredReply = reply || answeredReply;
    drawReply();
    if (!(await app.say(value, reply)) && !text.value.trim()) {
      text.value = value; // nothing that was written is lost
      grow();
    }
  }

  function grow() {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight}px`;
    $("composer").classList.toggle("has-text", text.value.trim() !== "");
  }

  $("composer").addEventListener("submit", (e) => {
    e.preventDefault();
    submit();
  });

  text.addEventListener("input", () => {
    grow();
    const typed = /^\/(\w*)$/.exec(text.value);
    if (typed) openCommands(typed[1].toLowerCase());
    else closeCommands();
  });

  text.addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    if (!commands.hidden && moveCommand(e)) return;
    if (e.key === "Tab" && !e.shiftKey && !commands.hidden && commands.children.length) {
      e.preventDefault();
      text.value = `/${commands.children[Math.max(active, 0)].dataset.command} `;
      closeCommands();
      grow();
      return;
    }
    if (e.key === "Enter" && !e.shiftKey) {
      e.preventDefault();
      submit();
    }
  });

  // ----- commands

  function openCommands(prefix) {
    const all = app.person()?.commands ?? [];
    const fitting = all.filter((c) => c.command.startsWith(prefix));
    if (fitting.length === 0) return closeCommands();
    active = -1;
    commands.replaceChildren(
      ...fitting.map((c, i) =>
        el(
          "li",
          { role: "option", id: `command-${i}`, class: "command-item", "data-command": c.command, "aria-selected": "false", onclick: () => choose(c.command) },
          el("strong", { text: `/${c.command}` }),
          el("span", { dir: "auto", text: c.description }),
        ),
      ),
    );
    commands.hidden = false;
    expanded(true);
    app.speak(words.commands(fitting.length));
  }

  function closeCommands() {
    const focused = commands.contains(document.activeElement);
    commands.hidden = true;
    commands.replaceChildren();
    active = -1;
    expanded(false);
    if (focused) $("menu").focus();
  }

  function expanded(is) {
    $("menu").setAttribute("aria-expanded", is);
    text.removeAttribute("aria-activedescendant");
    commands.removeAttribute("aria-activedescendant");
  }

  function point(i) {
    const options = [...commands.children];
    active = (i + options.length) % options.length;
    options.forEach((o, n) => o.setAttribute("aria-selected", n === active));
    options[active].scrollIntoView({ block: "nearest" });
    for (const box of [text, commands]) box.setAttribute("aria-activedescendant", options[active].id);
  }

  // moveCommand handles a key while the commands are open; true when it was for
  // them.
  function moveCommand(e) {
    if (e.key === "ArrowDown") point(active + 1);
    else if (e.key === "ArrowUp") point(active < 0 ? -1 : active - 1);
    else if (e.key === "Escape") closeCommands();
    else if (e.key === "Enter" && active >= 0) choose(commands.children[active].dataset.command);
    else return false;
    e.preventDefault();
    return true;
  }

  function choose(command) {
    closeCommands();
    text.value = "";
    grow();
    app.say(`/${command}`);
  }

  commands.tabIndex = -1;
  commands.addEventListener("keydown", moveCommand);
  $("menu").addEventListener("click", () => {
    if (!commands.hidden) return closeCommands();
    openCommands("");
    if (commands.hidden) return;
    commands.focus();
    point(0);
  });
  document.addEventListener("click", (e) => {
    if (!commands.hidden && !e.target.closest(".compose")) closeCommands();
  });

  // ----- files

  $("attach").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", async () => {
    const file = $("file").files[0];
    $("file").value = "";
    if (!file) return;
    app.speak(words.sending(file.name));
    await app.attempt(() => upload(`/api/people/${app.selected}/file`, file));
  });

  // ----- the bot's keyboard

  function drawKeyboard() {
    const p = app.person();
    const shown = p?.online && !p.blocked ? app.chat()?.keyboard : null;
    const hide = !shown || folded.has(app.selected);
    const key = JSON.stringify([app.selected, shown, hide]);
    if (key === drawn) return;
    drawn = key;
    $("keys").hidden = !shown;
    $("keys").setAttribute("aria-expanded", String(!hide));
    $("keys").setAttribute("aria-label", hide ? words.showKeys : words.hideKeys);
    $("keyboard").hidden = hide;
    const rows = (hide ? [] : shown.rows).map((row) => el("div", { class: "key-row", lang: app.person().language }, ...row.map(keyButton)));
    $("keyboard").replaceChildren(...rows);
  }

  function keyButton(k) {
    return el(
      "button",
      { type: "button", class: "key", disabled: k.contact, title: k.contact ? words.notHere : null, "aria-haspopup": k.location ? "dialog" : null, onclick: () => pressKey(k) },
      k.location && icon("pin"),
      el("span", { text: k.text }),
    );
  }

  function pressKey(k) {
    if (k.location) return openPlaces();
    if (app.chat()?.keyboard?.oneTime) {
      folded.add(app.selected);
      drawKeyboard();
    }
    app.say(k.text);
  }

  $("keys").addEventListener("click", () => {
    if (!folded.delete(app.selected)) folded.add(app.selected);
    drawKeyboard();
  });

  // ----- places

  function openPlaces() {
    $("places-search").value = "";
    drawPlaces(places);
    open($("places-dialog"));
  }

  function drawPlaces(found) {
    $("places-count").textContent = found.length ? words.places(found.length) : words.noPlace;
    $("places").replaceChildren(
      ...found.map((p) =>
        el("li", {}, el("button", { type: "button", onclick: () => share(p) }, el("strong", { text: p.city }), el("span", { text: p.country }))),
      ),
    );
  }

  function share(p) {
    $("places-dialog").close();
    app.act("place", { latitude: p.latitude, longitude: p.longitude });
  }

  $("places-search").addEventListener("input", () => drawPlaces(find($("places-search").value)));
  $("places-search").addEventListener("keydown", (e) => {
    const found = find($("places-search").value);
    if (e.key !== "Enter") return;
    e.preventDefault();
    if (found.length === 1) share(found[0]);
  });

  // ----- replies that the bot asked for

  function drawReply() {
    const last = [...(app.chat()?.messages.values() ?? [])].reverse().find((m) => m.bot);
    const wanted = last?.forceReply && last.id !== answeredReply ? last : null;
    replyTo = wanted?.id ?? 0;
    $("reply").hidden = !wanted;
    if (wanted) $("reply-words").textContent = words.replyTo(wanted.text);
    text.placeholder = wanted?.placeholder || app.chat()?.keyboard?.placeholder || words.message;
  }

  $("unreply").addEventListener("click", () => {
    answeredReply = replyTo;
    drawReply();
    text.focus();
  });

  // ----- being away

  function drawAway() {
    const p = app.person();
    const away = p && (!p.online || p.blocked);
    $("away").hidden = !away;
    $("composer").hidden = !p || away;
    if (!away) return;
    $("away-words").textContent = p.online ? words.blocked(p.name) : words.offline(p.name);
    $("return").textContent = p.online ? words.unblock : words.goOnline;
  }

  $("return").addEventListener("click", async () => {
    const p = app.person();
    await (p.online ? app.act("blocked", { blocked: false }) : app.act("online", { online: true }));
  });

  return {
    draw() {
      drawAway();
      drawKeyboard();
      drawReply();
    },
  };
}
