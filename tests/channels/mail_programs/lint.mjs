// Reads {name: html} and writes, by name, what mail programs lack of it and where it is no valid HTML.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

// The packages are in a folder of their own, which is named on the command line.
const wanted = createRequire(`${process.argv[2]}/package.json`);
const { caniemail } = await import(pathToFileURL(wanted.resolve("caniemail")).href);
const { HtmlValidate } = wanted("html-validate");

const CLIENTS = ["gmail.*", "outlook.*", "apple-mail.*", "yahoo.*"];
const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    "no-deprecated-attr": "off", // align, bgcolor, width: Outlook for Windows knows no other way
    "no-inline-style": "off", // Gmail shows nothing else to who reads other accounts in it
    "prefer-native-element": "off", // <article> is taken out by some; its role is not
    "long-title": "off", // it is the subject, which has a limit of its own
    "doctype-style": "off", // a matter of taste, as are the next two
    "prefer-tbody": "off",
    "no-trailing-whitespace": "off",
    "no-conditional-comment": "off", // a width for Outlook, which knows no max-width
  },
});

function lacks(found) {
  return [...found].flatMap(([client, issues]) =>
    issues.map(({ title, notes = [], position }) => ({ client, title, notes, line: position?.start?.line ?? 0 })),
  );
}

const reports = {};
for (const [name, html] of Object.entries(JSON.parse(await text(process.stdin)))) {
  const { issues } = caniemail({ clients: CLIENTS, html });
  const { results } = await validator.validateString(html);
  const invalid = results.flatMap(({ messages }) => messages.map((one) => `${one.line}: ${one.ruleId}: ${one.message}`));
  reports[name] = { errors: lacks(issues.errors), warnings: lacks(issues.warnings), invalid };
}
console.log(JSON.stringify(reports));
