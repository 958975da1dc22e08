// Words that pass by at the edge. Taps go through them to what they cover.
import { $, el } from "./dom.js";

// A toast stays as long as it takes to read it slowly.
const stay = (text) => 3500 + 70 * text.length;

export function startToasts() {
  const box = $("toasts");
  return {
    show(text) {
      const toast = el("p", { class: "toast", text });
      while (box.childElementCount >= 3) box.firstElementChild.remove();
      box.append(toast);
      setTimeout(() => toast.remove(), stay(text));
    },
  };
}
