// The way to the server and back: requests, and the one stream that says what is.

const pause = { first: 500, most: 4000 };

export class Refused extends Error {}

async function request(method, path, headers, body) {
  let answer;
  try {
    answer = await fetch(path, { method, headers, body });
  } catch {
    throw new Error("unreachable");
  }
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const { error } = await answer.json().catch(() => ({}));
  throw new Refused(error ?? `${answer.status} ${answer.statusText}`);
}

export const send = (path, body, method = "POST") =>
  request(method, path, { "Content-Type": "application/json" }, JSON.stringify(body));

export const upload = (path, file) =>
  request("POST", `${path}?name=${encodeURIComponent(file.name)}`, { "Content-Type": file.type || "application/octet-stream" }, file);

// changed asks again, and gives null when nothing is new.
let tag = "";
export async function calls(method, anew) {
  const headers = tag && !anew ? { "If-None-Match": tag } : {};
  const answer = await fetch(`/api/calls?method=${encodeURIComponent(method)}`, { headers, cache: "no-store" });
  if (answer.status === 304) return null;
  tag = answer.headers.get("ETag") ?? "";
  return answer.json();
}

// listen follows the stream for as long as the page lives. The stream begins anew
// with everything whenever it had been lost.
export function listen(hear, lost) {
  let wait = pause.first;
  const connect = () => {
    const source = new EventSource("/api/events");
    for (const kind of ["hello", "state", "chat", "message", "deleted", "answered", "acting"]) {
      source.addEventListener(kind, (e) => {
        wait = pause.first;
        hear(kind, JSON.parse(e.data));
      });
    }
    source.onerror = () => {
      source.close();
      lost();
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, pause.most);
    };
  };
  connect();
}
