// The page around the devices: the live link to the sandbox, and the tabs of small screens.
import { clockFace } from "./bubbles.js";
import { Mailbox } from "./mailbox.js";
import { KINDS, Phone } from "./phone.js";

const prefix = document.querySelector('meta[name="sandbox-prefix"]').content;
const main = document.querySelector("#phones");
const phones = {};
let early = []; // what was told before the phones' state was read; null once it was
const narrow = matchMedia("(max-width: 51rem)");

function shows(kind) {
  return !narrow.matches || main.dataset.shown === kind;
}

function show(kind) {
  main.dataset.shown = kind;
  for (const tab of document.querySelectorAll(".tabs button")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.shows === kind));
  }
  if (phones[kind]?.followed) phones[kind].toBottom();
  mailbox.see();
}

function count(kind, text) {
  const badge = document.querySelector(`.tabs [data-shows="${kind}"] .count`);
  badge.textContent = text;
  badge.hidden = !text;
}

function linkState(state) {
  const link = document.querySelector("#link");
  if (link.dataset.state === state) return;
  link.dataset.state = state;
  link.textContent = { live: "live", waiting: "reconnecting" }[state];
}

async function reload() {
  early ??= [];
  try {
    const answer = await fetch(`${prefix}/phones`, { cache: "no-store" });
    const states = await answer.json();
    for (const [kind, phone] of Object.entries(phones)) phone.load(states[kind]);
    mailbox.load(states.email);
    const told = early;
    early = null;
    for (const act of told) act();
    linkState("live");
  } catch {
    linkState("waiting");
    setTimeout(reload, 2000);
  }
}

function connect() {
  const events = new EventSource(`${prefix}/phones/events`);
  const on = (name, act) =>
    events.addEventListener(name, ({ data }) => {
      const told = JSON.parse(data);
      const happen = () => act(phones[told.phone], told);
      if (early) early.push(happen);
      else happen();
    });
  on("bubble", (phone, { bubble }) => phone.arrive(bubble));
  on("change", (phone, { bubble }) => phone.change(bubble));
  on("remove", (phone, { id }) => phone.remove(id));
  on("toast", (phone, { text }) => phone.toast(text));
  on("letter", (_phone, { letter }) => mailbox.arrive(letter));
  on("phone", (phone, { blocked }) => phone.setBlocked(blocked));
  events.onopen = reload; // also after a break: what was missed stands in the phones' state
  events.onerror = () => {
    linkState("waiting");
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
}

function tick() {
  const now = clockFace(new Date());
  for (const clock of document.querySelectorAll(".clock")) clock.textContent = now;
}

for (const kind of Object.keys(KINDS)) {
  phones[kind] = new Phone(kind, { show, shows, count });
  main.append(phones[kind].root);
}
const mailbox = new Mailbox({ shows, count });
main.append(mailbox.root);
for (const tab of document.querySelectorAll(".tabs button")) {
  tab.addEventListener("click", () => show(tab.dataset.shows));
}
document.addEventListener("visibilitychange", () => {
  for (const phone of Object.values(phones)) if (!document.hidden && phone.followed) phone.toBottom();
  if (!document.hidden) mailbox.see();
});
narrow.addEventListener("change", () => show(main.dataset.shown));
const opened = new URLSearchParams(location.search); // a join link was followed here
if (opened.get("phone") in phones) {
  show(opened.get("phone"));
  phones[opened.get("phone")].propose(opened.get("words") ?? "");
}
tick();
setInterval(tick, 5000);
connect();
