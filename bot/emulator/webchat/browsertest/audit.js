// What a person with poor eyes, a screen reader or a keyboard would stumble over,
// as far as a program can see it: one line for each.
(() => {
  const wrong = [];
  const name = (n) => `${n.tagName.toLowerCase()}${n.id ? "#" + n.id : ""}.${[...n.classList].join(".")} "${(n.textContent || "").trim().slice(0, 30)}"`;

  // In sight: laid out, not hidden, and not behind an open dialog.
  const modal = document.querySelector("dialog:modal");
  const seen = (n) => {
    if (modal && !modal.contains(n)) return false;
    const box = n.getBoundingClientRect();
    return n.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1 && !n.closest(".spoken, .skip, .symbols");
  };

  // Ids are unique, and what refers to one finds it.
  const ids = new Set();
  for (const n of document.querySelectorAll("[id]")) {
    if (ids.has(n.id)) wrong.push(`duplicate id ${n.id}`);
    ids.add(n.id);
  }
  for (const attribute of ["aria-controls", "aria-labelledby", "aria-activedescendant", "for"]) {
    for (const n of document.querySelectorAll(`[${attribute}]`)) {
      if (!ids.has(n.getAttribute(attribute))) wrong.push(`${attribute} of ${name(n)} leads nowhere`);
    }
  }

  // Every control has a name.
  const label = (n) =>
    n.getAttribute("aria-label") ||
    document.getElementById(n.getAttribute("aria-labelledby"))?.textContent ||
    [...(n.labels ?? [])].map((l) => l.textContent).join(" ") ||
    n.querySelector?.("img")?.alt ||
    (n.matches("input, select, textarea") ? "" : n.textContent);
  for (const n of document.querySelectorAll("button, a[href], input:not([type=file]), select, textarea, summary, dialog, [role=log], [role=tablist], [role=listbox], [role=group], [role=tabpanel]")) {
    if (!label(n)?.trim() && (seen(n) || n.matches("[role], dialog"))) wrong.push(`no name: ${name(n)}`);
  }
  for (const n of document.querySelectorAll("img")) if (!n.hasAttribute("alt")) wrong.push(`no alt: ${n.src}`);

  // The landmarks and roles are there.
  for (const selector of ["main", "h1", "[role=log]", "[role=tablist] [role=tab][aria-selected=true]", "[role=status]", "a.skip"]) {
    if (!document.querySelector(selector)) wrong.push(`missing ${selector}`);
  }

  // Targets are large enough for large fingers; links inside a text may be small,
  // and seven days have to fit beside each other.
  for (const n of document.querySelectorAll("button, a[href], input:not([type=file], [type=radio]), select, summary")) {
    const box = n.getBoundingClientRect();
    if (seen(n) && !n.closest(".text") && (box.height < 44 || box.width < (n.closest(".week") ? 40 : 44))) {
      wrong.push(`small target ${Math.round(box.width)} x ${Math.round(box.height)}: ${name(n)}`);
    }
  }

  // Contrast, with the colours as they are computed, through what is see-through.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (css) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3]));
  const ground = (n) => {
    const layers = [];
    for (let at = n; at; at = at.parentElement) {
      const c = rgba(getComputedStyle(at).backgroundColor);
      if (c[3] > 0) layers.push(c);
      if (c[3] > 0.99) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const luminance = (c) => {
    const [r, g, b] = c.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = new Set();
  while (walker.nextNode()) {
    const n = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !seen(n) || told.has(n) || n.closest(".spoiler:not(.shown), noscript, option")) continue;
    told.add(n);
    const back = ground(n);
    const ratio = contrast(over(rgba(getComputedStyle(n).color), back), back);
    if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)}: ${name(n)}`);
    if (parseFloat(getComputedStyle(n).fontSize) < 13) wrong.push(`small text: ${name(n)}`);
  }

  // Nothing scrolls sideways.
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`${document.documentElement.scrollWidth} wide on ${innerWidth}`);
  for (const n of document.querySelectorAll("main, .log, .compose, .clock, .drawer, dialog[open]")) {
    if (seen(n) && n.scrollWidth > n.clientWidth + 1) wrong.push(`${name(n)} scrolls sideways: ${n.scrollWidth} of ${n.clientWidth}`);
  }
  return wrong;
})();
