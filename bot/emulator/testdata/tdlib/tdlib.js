// Asks TDLib, which needs no network for this. Each line of standard input is a JSON
// object whose fields name what is asked; the line of the answer has the same fields.
//
//   html    a text with markup           -> {text, entities} or {error}
//   fix     {text, entities}             -> the same as it would be sent, or {error}
//   find    a text                       -> the entities in it
//   name    a file name                  -> the name that is kept
//
// "node tdlib.js tlds" lists the top-level domains that make a name a link.
const tdl = require("tdl");
const { getTdjson } = require("prebuilt-tdlib");
const readline = require("node:readline");

tdl.configure({ tdjson: getTdjson(), verbosityLevel: 0 });

function execute(request) {
  const answer = tdl.execute(request);
  return answer._ === "error" ? { error: answer.message } : answer;
}

const asks = {
  html: (text) => execute({ "@type": "parseTextEntities", text, parse_mode: { "@type": "textParseModeHTML" } }),
  fix: ({ text, entities }) =>
    execute({ "@type": "parseMarkdown", text: { "@type": "formattedText", text, entities } }),
  find: (text) => execute({ "@type": "getTextEntities", text }),
  name: (file_name) => execute({ "@type": "cleanFileName", file_name }),
};

function topLevel() {
  const names = new Set([...require("tlds"), ...require("tlds-before"), "onion", "ton", "gb"]);
  const letters = "abcdefghijklmnopqrstuvwxyz";
  for (const a of letters) for (const b of letters) {
    names.add(a + b);
    for (const c of letters) names.add(a + b + c);
  }
  const known = (name) => {
    const found = asks.find(`a.${name}`).entities;
    return found.length === 1 && found[0].type._ === "textEntityTypeUrl" && !name.startsWith("xn--");
  };
  return [...names].filter(known).sort();
}

if (process.argv[2] === "tlds") {
  console.log(topLevel().join("\n"));
} else {
  readline.createInterface({ input: process.stdin }).on("line", (line) => {
    const answer = {};
    for (const [name, value] of Object.entries(JSON.parse(line))) answer[name] = asks[name](value);
    console.log(JSON.stringify(answer));
  });
}
