// One phone: its screen, what its owner does, and what the stand-ins tell it.
import { dayName, drawRow, make } from "./bubbles.js";

const prefix = document.querySelector('meta[name="sandbox-prefix"]').content;
const NEWSROOM = "Le Fil du Levant";

export const KINDS = {
  telegram: {
    title: "Telegram",
    about: "bot",
    input: "Message to the newsroom on Telegram",
    chips: ["/start", "/topics", "/latest", "/language", "/status", "/help"],
  },
  whatsapp: {
    title: "WhatsApp",
    about: "business account",
    input: "Message to the newsroom on WhatsApp",
    chips: ["START", "MENU", "LATEST", "HELP", "STOP"],
    window: true,
  },
};

async function post(path, body) {
  const answer = await fetch(`${prefix}/phones/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}.`);
}

export class Phone {
  /** `page` says which phones are in sight, and counts what nobody saw yet. */
  constructor(kind, page) {
    this.kind = kind;
    this.page = page;
    this.traits = KINDS[kind];
    this.unseen = 0;
    this.windowOpen = true;
    this.root = document.querySelector("#phone").content.cloneNode(true).querySelector(".phone");
    this.root.dataset.testid = `phone-${kind}`;
    this.root.dataset.kind = kind;
    this.root.setAttribute("aria-label", `${this.traits.title} phone`);
    this.log = this.find(".log");
    this.log.dataset.empty = `No messages yet: write ${this.traits.chips[0]}`;
    this.log.setAttribute("aria-label", `Conversation on ${this.traits.title}`);
    this.log.dataset.author = NEWSROOM;
    this.field = this.find("textarea");
    this.field.setAttribute("aria-label", this.traits.input);
    this.find(".name").textContent = NEWSROOM;
    this.find(".banner .from").textContent = NEWSROOM;
    this.listen();
    this.addChips();
    new ResizeObserver(() => this.followed && this.toBottom()).observe(this.log);
  }

  /** Type words as a link to this phone does; to send them is left to its owner. */
  propose(words) {
    this.field.value = words;
    this.field.focus();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  listen() {
    this.followed = true;
    this.log.addEventListener("scroll", () => {
      this.followed = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 48;
      if (this.followed) this.see();
    });
    this.log.addEventListener("load", () => {
      if (this.followed) requestAnimationFrame(() => this.toBottom()); // a picture has its height only now
    }, true);
    this.log.addEventListener("click", (event) => this.pressed(event));
    this.log.addEventListener("toggle", (event) => event.target.open && event.target.scrollIntoView({ block: "nearest" }), true);
    this.find(".answering button").addEventListener("click", () => this.answer(null));
    this.find(".composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.sendField();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.sendField();
    });
    for (const selector of [".banner", ".down"]) {
      this.find(selector).addEventListener("click", () => {
        this.page.show(this.kind);
        this.toBottom();
      });
    }
    const chosen = this.find('input[type="file"]');
    this.find(".attach").addEventListener("click", () => chosen.click());
    chosen.addEventListener("change", () => this.sendFile(chosen));
    this.find(".unblock").addEventListener("click", () => this.tell("block", { blocked: false }));
    this.listenToMenu();
  }

  listenToMenu() {
    const [opener, menu] = [this.find(".more"), this.find(".menu")];
    opener.addEventListener("click", () => (menu.hidden ? this.openMenu() : this.closeMenu()));
    this.root.addEventListener("keydown", (event) => {
      if (menu.hidden) return;
      const choices = [...menu.children];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") this.closeMenu(true);
      if (step) {
        event.preventDefault();
        const next = choices.indexOf(document.activeElement) + step;
        choices[(next + choices.length) % choices.length].focus();
      }
    });
    document.addEventListener("click", (event) => {
      if (!this.find(".bar").contains(event.target)) this.closeMenu();
    });
  }

  openMenu() {
    const blocked = this.root.classList.contains("blocked");
    const choices = [[blocked ? "Unblock" : "Block", "block", { blocked: !blocked }]];
    if (this.traits.window) {
      const label = this.windowOpen ? "Close the 24 h window" : "Open the 24 h window";
      choices.push([label, "window", { open: !this.windowOpen }]);
    }
    const menu = this.find(".menu");
    menu.replaceChildren(...choices.map(([label, path, body]) => this.choice(label, path, body)));
    menu.hidden = false;
    this.find(".more").setAttribute("aria-expanded", "true");
    menu.firstChild.focus();
  }

  choice(label, path, body) {
    const button = make("button", "", label);
    button.type = "button";
    button.setAttribute("role", "menuitem");
    button.addEventListener("click", async () => {
      this.closeMenu(true);
      if ((await this.tell(path, body)) && path === "window") this.setWindow(body.open);
    });
    return button;
  }

  closeMenu(focus = false) {
    this.find(".menu").hidden = true;
    this.find(".more").setAttribute("aria-expanded", "false");
    if (focus) this.find(".more").focus();
  }

  addChips() {
    const chips = this.find(".chips");
    chips.setAttribute("aria-label", `Things to write on ${this.traits.title}`);
    for (const text of this.traits.chips) {
      const chip = make("button", "chip", text);
      chip.type = "button";
      chip.dataset.testid = "chip";
      chip.addEventListener("click", () => this.say(text));
      chips.append(chip);
    }
  }

  // ---- what its owner does

  async sendField() {
    const text = this.field.value.trim();
    if (!text || !(await this.say(text))) return;
    if (this.field.value.trim() === text) this.field.value = "";
  }

  say(text) {
    this.followed = true;
    const about = this.about ?? "";
    this.answer(null);
    return this.tell("text", about ? { text, about } : { text });
  }

  /** Send the chosen file, with what stands in the field as the words below it. */
  async sendFile(chosen) {
    const [file] = chosen.files;
    chosen.value = "";
    if (!file) return;
    this.followed = true;
    const text = this.field.value.trim();
    const asked = new URLSearchParams({ name: file.name, text });
    try {
      const answer = await fetch(`${prefix}/phones/${this.kind}/file?${asked}`, {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream" },
        body: file,
      });
      if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}.`);
      this.field.value = "";
    } catch (error) {
      this.toast(error instanceof TypeError ? "The sandbox does not answer." : error.message);
    }
  }

  /** Let what is written next answer a message; null: none. */
  answer(row) {
    this.about = row?.dataset.id;
    this.find(".answering").hidden = !row;
    this.find(".answering bdi").textContent = row?.dataset.text ?? "";
    if (row) this.field.focus();
  }

  async tell(path, body) {
    try {
      await post(`${this.kind}/${path}`, body);
      return true;
    } catch (error) {
      this.toast(error instanceof TypeError ? "The sandbox does not answer." : error.message);
      return false;
    }
  }

  async pressed(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.answers) return this.answer(button.closest(".row"));
    if (button.dataset.goes) return this.goTo(button.dataset.goes);
    if (button.dataset.command) return void this.say(button.dataset.command);
    if (button.dataset.data === undefined) return;
    button.closest(".sheet")?.removeAttribute("open");
    button.setAttribute("aria-busy", "true");
    await this.tell("press", { bubble: button.closest(".row").dataset.id, data: button.dataset.data });
    button.removeAttribute("aria-busy");
  }

  /** Bring the message that another answers into sight, and light it up. */
  goTo(id) {
    const row = this.row(id);
    if (!row) return;
    this.followed = false;
    row.scrollIntoView({ block: "center" });
    row.classList.remove("sought");
    requestAnimationFrame(() => row.classList.add("sought"));
  }

  // ---- what the stand-ins tell

  load(state) {
    this.find(".caption").replaceChildren(make("strong", "", state.name), ` reads on ${this.traits.title}`);
    this.windowOpen = state.window ?? true;
    this.setBlocked(state.blocked);
    this.log.setAttribute("aria-busy", "true");
    this.log.replaceChildren();
    this.day = "";
    for (const bubble of state.bubbles) this.append(bubble);
    this.toBottom();
    requestAnimationFrame(() => this.log.removeAttribute("aria-busy"));
  }

  arrive(bubble) {
    if (this.row(bubble.id)) return this.change(bubble);
    if (bubble.from === "me") this.setWindow(true);
    const follows = (this.followed && !document.hidden) || bubble.from === "me";
    this.append(bubble).classList.add("fresh");
    if (follows) this.toBottom();
    if (bubble.from === "me") return;
    if (!follows || !this.page.shows(this.kind)) this.announce(bubble);
  }

  change(bubble) {
    const row = this.row(bubble.id);
    const open = row?.querySelector(".sheet")?.open;
    row?.replaceWith(drawRow(bubble, this.kind, this.log));
    if (open) this.row(bubble.id).querySelector(".sheet").open = true;
    if (this.followed) this.toBottom();
  }

  remove(id) {
    this.row(id)?.remove();
  }

  row(id) {
    return this.log.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  append(bubble) {
    const day = dayName(new Date(bubble.at));
    if (day !== this.day) this.log.append(make("p", "day", day));
    this.day = day;
    return this.log.appendChild(drawRow(bubble, this.kind, this.log));
  }

  announce(bubble) {
    this.unseen += 1;
    this.find(".down").hidden = false;
    this.count(this.unseen);
    if (bubble.silent) return;
    const banner = this.find(".banner");
    this.find(".banner .first").textContent = bubble.text.split("\n", 1)[0];
    banner.hidden = false;
    clearTimeout(this.bannerTimer);
    this.bannerTimer = setTimeout(() => (banner.hidden = true), 5000);
  }

  see() {
    if (!this.page.shows(this.kind)) return;
    this.unseen = 0;
    this.find(".down").hidden = true;
    this.find(".banner").hidden = true;
    this.count(0);
  }

  count(unseen) {
    const text = unseen > 99 ? "99+" : String(unseen || "");
    this.find(".down .count").textContent = text;
    this.page.count(this.kind, text);
  }

  toBottom() {
    this.followed = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.see();
  }

  toast(text) {
    const toast = this.find(".toast");
    toast.textContent = text;
    toast.classList.add("shown");
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => toast.classList.remove("shown"), 3500);
  }

  setBlocked(blocked) {
    this.root.classList.toggle("blocked", blocked);
    this.find(".composer").hidden = blocked;
    this.find(".unblock").hidden = !blocked;
    this.showAbout();
  }

  setWindow(open) {
    this.windowOpen = open;
    this.showAbout();
  }

  showAbout() {
    const blocked = this.root.classList.contains("blocked");
    const notes = [blocked && "blocked", !this.windowOpen && "24 h window closed"].filter(Boolean);
    this.find(".about").textContent = notes.join(" · ") || this.traits.about;
  }
}
