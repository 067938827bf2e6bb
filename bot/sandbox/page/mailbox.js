// The third device: a mailbox, its letters in a list, and one of them opened.
import { clockFace, dayName, make } from "./bubbles.js";

const prefix = document.querySelector('meta[name="sandbox-prefix"]').content;

export class Mailbox {
  /** `page` says whether it is in sight, and counts what nobody saw yet. */
  constructor(page) {
    this.page = page;
    this.unseen = 0;
    this.root = document.querySelector("#mailbox").content.cloneNode(true).querySelector(".phone");
    this.list = this.find(".letters");
    this.opened = this.find(".letter");
    this.list.addEventListener("click", (event) => this.pressed(event));
    this.find(".shut").addEventListener("click", () => this.shut());
    this.views = [...this.find(".views").querySelectorAll("[data-view]")];
    for (const view of this.views) view.addEventListener("click", () => this.view(view.dataset.view));
    this.find(".leave").addEventListener("click", () => this.leave());
    this.find(".copy").addEventListener("click", () => this.copy());
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  // ---- what its owner does

  pressed(event) {
    const line = event.target.closest("button");
    if (line) this.open(line);
  }

  async open(line) {
    const { id } = line.dataset;
    try {
      const answer = await fetch(`${prefix}/mailbox/${id}`, { cache: "no-store" });
      if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}.`);
      this.show(await answer.json());
      line.dataset.read = "true";
    } catch (error) {
      this.toast(error instanceof TypeError ? "The sandbox does not answer." : error.message);
    }
  }

  show(letter) {
    this.shown = letter.id;
    this.find(".subject").textContent = letter.subject || "(no subject)";
    this.find(".sender").textContent = letter.sender;
    this.find(".to").textContent = `to ${letter.to} · ${clockFace(new Date(letter.at))}`;
    this.find(".text").textContent = letter.text;
    const headers = letter.headers.map(([name, value]) => [make("dt", "", name), make("dd", "", value)]);
    this.find(".headers").replaceChildren(...headers.flat());
    const frame = this.find("iframe");
    frame.title = letter.subject;
    frame.src = letter.html ? `${prefix}/mailbox/${letter.id}/html` : "about:blank";
    this.find('[data-view="html"]').hidden = !letter.html;
    this.find(".leave").hidden = !letter.leaves;
    this.view(letter.html ? "html" : "text");
    this.list.hidden = true;
    this.opened.hidden = false;
    this.find(".shut").hidden = false;
    this.find(".avatar").hidden = true;
    this.find(".shut").focus();
  }

  shut() {
    this.opened.hidden = true;
    this.list.hidden = false;
    this.find(".shut").hidden = true;
    this.find(".avatar").hidden = false;
    this.find("iframe").src = "about:blank";
    this.line(this.shown)?.querySelector("button").focus();
    this.shown = "";
    this.see();
  }

  view(name) {
    for (const view of this.views) view.setAttribute("aria-pressed", String(view.dataset.view === name));
    this.find("iframe").hidden = name !== "html";
    this.find(".text").hidden = name !== "text";
    this.find(".headers").hidden = name !== "headers";
  }

  /** Leave the letter's list, as the button that mail programs show beside its sender does. */
  async leave() {
    try {
      const answer = await fetch(`${prefix}/mailbox/${this.shown}/leave`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: "{}",
      });
      if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}.`);
      const { left } = await answer.json();
      this.find(".leave").hidden = left;
      this.toast(left ? "Unsubscribed." : "The newsroom did not take it.");
    } catch (error) {
      this.toast(error instanceof TypeError ? "The sandbox does not answer." : error.message);
    }
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.account);
      this.toast("Copied: paste it on the join page.");
    } catch {
      this.toast(this.account); // no clipboard here: it can be read off
    }
  }

  // ---- what the mail server tells

  /** Show the mailbox whole; without one there is no third device. */
  load(state) {
    this.root.hidden = !state;
    document.body.dataset.devices = state ? "3" : "2";
    document.querySelector('.tabs [data-shows="email"]').hidden = !state;
    if (!state) return;
    this.account = state.account;
    this.find(".caption").replaceChildren(make("strong", "", state.name), " reads the newsletter");
    this.find(".about").textContent = state.account;
    this.list.replaceChildren(...state.letters.map((letter) => this.draw(letter)));
    if (this.shown && !this.line(this.shown)) this.shut();
  }

  arrive(letter) {
    if (this.line(letter.id)) return;
    const line = this.draw(letter);
    line.classList.add("fresh");
    this.list.prepend(line);
    if (this.page.shows("email") && !this.shown && !document.hidden) return;
    this.unseen += 1;
    this.page.count("email", this.unseen > 99 ? "99+" : String(this.unseen));
  }

  see() {
    if (!this.page.shows("email") || this.shown) return;
    this.unseen = 0;
    this.page.count("email", "");
  }

  line(id) {
    return this.list.querySelector(`[data-id="${CSS.escape(id ?? "")}"]`)?.closest("li");
  }

  draw(letter) {
    const at = new Date(letter.at);
    const line = make("li", "");
    const button = make("button", "");
    button.type = "button";
    button.dataset.id = letter.id;
    button.dataset.read = String(letter.read);
    button.dataset.testid = "letter";
    const sender = make("span", "from", letter.sender.replace(/\s*<[^>]*>$/, ""));
    const today = at.toDateString() === new Date().toDateString();
    const when = make("time", "", today ? clockFace(at) : dayName(at));
    when.dateTime = letter.at;
    const subject = make("span", "about-what", letter.subject || "(no subject)");
    const preview = make("span", "preview", letter.preview);
    for (const part of [sender, subject, preview]) part.dir = "auto";
    button.append(sender, when, subject, preview);
    line.append(button);
    return line;
  }

  toast(text) {
    const toast = this.find(".toast");
    toast.textContent = text;
    toast.classList.add("shown");
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => toast.classList.remove("shown"), 3500);
  }
}
