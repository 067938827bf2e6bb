// Bubbles: one message as the app of its service shows it.
import { icon, safeNodes, withCommands } from "./words.js";

const STATUS = { sent: ["check", "Sent"], delivered: ["checks", "Delivered"], read: ["checks", "Read"] };

export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** Draw a message and its buttons; `log` holds the ones before, which it may quote. */
export function drawRow(bubble, kind, log) {
  const row = make("div", "row");
  row.dataset.id = bubble.id;
  row.dataset.from = bubble.from;
  row.dataset.text = bubble.text.slice(0, 120);
  const body = row.appendChild(make("article", "bubble"));
  body.dataset.testid = "bubble";
  body.dataset.from = bubble.from;
  if (bubble.reply_to) body.append(...quote(bubble.reply_to, kind, log));
  if (bubble.picture && !bubble.picture_below) body.append(picture(bubble.picture));
  if (bubble.file) body.append(file(bubble.file));
  body.append(words(bubble, kind));
  if (bubble.picture && bubble.picture_below) body.append(picture(bubble.picture));
  body.append(answerer());
  if (bubble.opens) row.append(sheet(bubble));
  else if (bubble.buttons?.length) row.append(keyboard(bubble.buttons, kind));
  return row;
}

function words(bubble, kind) {
  const words = make("div", "words");
  words.dir = "auto";
  const speaker = words.appendChild(make("bdi", "unseen", bubble.from === "me" ? "You: " : "Newsroom: "));
  speaker.dir = "ltr";
  const nodes = safeNodes(bubble.html);
  words.append(kind === "telegram" && bubble.from === "bot" ? withCommands(nodes) : nodes);
  const about = words.appendChild(meta(bubble));
  if (endsRightToLeft(bubble.text)) about.classList.add("after-rtl");
  return words;
}

/** Say whether the last line of a text is Hebrew or Arabic: the time stands at that line's end. */
function endsRightToLeft(text) {
  const letter = text.trimEnd().split("\n").at(-1).match(/\p{L}/u)?.[0] ?? "";
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(letter);
}

/** Draw what a message answers: on Telegram with its author's name, on one line, and a press goes there. */
function quote(id, kind, log) {
  const told = log.querySelector(`[data-id="${CSS.escape(id)}"]`);
  if (!told) return [];
  if (kind !== "telegram") {
    const quote = make("blockquote", "quote", told.dataset.text);
    quote.dir = "auto";
    return [quote];
  }
  const quote = make("button", "quote");
  quote.type = "button";
  quote.dataset.testid = "quote";
  quote.dataset.goes = id;
  const author = told.dataset.from === "me" ? "You" : log.dataset.author;
  const said = make("bdi", "said", told.dataset.text.replace(/\s+/g, " "));
  quote.append(make("span", "unseen", "In reply to "), make("strong", "", author), said);
  return [quote];
}

function keyboard(rows, kind) {
  const keyboard = make("div", "keyboard");
  for (const row of rows) {
    const line = keyboard.appendChild(make("div", "keys"));
    for (const button of row) line.append(key(button, kind));
  }
  return keyboard;
}

/** Draw what lets the next words answer this message: the phones' own gesture is a swipe. */
function answerer() {
  const button = make("button", "answerer");
  button.type = "button";
  button.dataset.answers = "1";
  button.dataset.testid = "answer";
  button.append(icon("reply", "Answer this message"));
  return button;
}

/** Draw a list to pick from: a button below the bubble, which opens the rows over the conversation. */
function sheet(bubble) {
  const sheet = make("details", "sheet");
  sheet.dataset.testid = "list";
  const opener = sheet.appendChild(make("summary", "key"));
  opener.append(icon("menu"), make("bdi", "", bubble.opens));
  const rows = sheet.appendChild(make("div", "rows"));
  for (const { text, data, about } of bubble.buttons.flat()) {
    const row = rows.appendChild(make("button", "pick"));
    row.type = "button";
    row.dataset.data = data;
    row.append(make("bdi", "", text));
    if (about && about !== text) row.append(make("bdi", "about", about));
  }
  return sheet;
}

function key({ text, data, url }, kind) {
  const link = Boolean(url) && /^https?:\/\//i.test(url);
  const key = make(link ? "a" : "button", "key");
  if (link) Object.assign(key, { href: url, target: "_blank", rel: "noopener" });
  else key.type = "button";
  if (data !== undefined) key.dataset.data = data;
  const label = make("bdi", "", text);
  if (kind === "whatsapp") key.append(icon(link ? "open" : "reply"), label);
  else key.append(label, ...(link ? [icon("open")] : []));
  return key;
}

function meta(bubble) {
  const meta = make("span", "meta");
  meta.dir = "ltr";
  if (bubble.edited) meta.append(make("span", "", "edited"));
  if (bubble.silent) meta.append(icon("silent", "Sent without a sound"));
  const at = new Date(bubble.at);
  const time = make("time", "", clockFace(at));
  time.dateTime = bubble.at;
  meta.append(time);
  const status = bubble.from === "me" && STATUS[bubble.status];
  if (status) meta.append(icon(status[0], status[1], `ticks ${bubble.status}`));
  return meta;
}

function picture(url) {
  const image = make("img", "picture");
  image.alt = "Picture";
  image.src = url;
  image.addEventListener("load", () => {
    image.classList.toggle("whole", image.naturalHeight >= image.naturalWidth); // a code, say: no part may be missing
  });
  image.addEventListener("error", () => {
    const file = make("a", "file", "File");
    Object.assign(file, { href: url, target: "_blank", rel: "noopener" });
    file.prepend(icon("file"));
    image.replaceWith(file);
  });
  return image;
}

/** Draw a document: its name, and a press saves it. */
function file({ name, url }) {
  const link = make("a", "file");
  Object.assign(link, { href: url, target: "_blank", rel: "noopener", download: name });
  link.dataset.testid = "file";
  link.append(icon("file"), make("bdi", "", name));
  return link;
}

export function clockFace(moment) {
  return moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

export function dayName(moment) {
  const today = new Date().toDateString() === moment.toDateString();
  return today ? "Today" : moment.toLocaleDateString("en-GB", { day: "numeric", month: "long" });
}
