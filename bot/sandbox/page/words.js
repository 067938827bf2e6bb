// Words on a screen: only what a message may hold gets into the page.

const ALLOWED = new Set(["B", "I", "U", "S", "CODE", "PRE", "A", "BLOCKQUOTE", "BR"]);
const COMMAND = /(?<![\w/])\/[a-z][a-z0-9_]{0,31}(?![\w/])/g;
const SVG = "http://www.w3.org/2000/svg";

/** Parse HTML and keep the few tags that messages have, and of attributes only a link's web address. */
export function safeNodes(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const kept = document.createDocumentFragment();
  copy(parsed.body, kept);
  return kept;
}

function copy(from, into) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) into.append(node.data);
    else if (ALLOWED.has(node.nodeName)) copy(node, into.appendChild(element(node)));
    else if (node.nodeType === Node.ELEMENT_NODE && !["script", "style"].includes(node.localName)) copy(node, into);
  }
}

function element(node) {
  const href = node.getAttribute("href") ?? "";
  const link = node.nodeName === "A" && /^https?:\/\//i.test(href);
  if (node.nodeName === "A" && !link) return document.createElement("span");
  const made = document.createElement(node.nodeName);
  if (link) Object.assign(made, { href, target: "_blank", rel: "noopener" });
  return made;
}

/** Make the commands in a text pressable, as Telegram does. */
export function withCommands(nodes) {
  const walker = document.createTreeWalker(nodes, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (!walker.currentNode.parentNode.closest?.("a, code, pre")) texts.push(walker.currentNode);
  for (const text of texts) text.replaceWith(...pieces(text.data));
  return nodes;
}

function pieces(text) {
  const made = [];
  let at = 0;
  for (const { 0: command, index } of text.matchAll(COMMAND)) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "command", textContent: command });
    button.dataset.command = command;
    made.push(text.slice(at, index), button);
    at = index + command.length;
  }
  return [...made, text.slice(at)];
}

/** Draw one of the page's icons; with a label it speaks, without one it is decoration. */
export function icon(name, label = "", className = "") {
  const svg = document.createElementNS(SVG, "svg");
  if (className) svg.setAttribute("class", className);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  svg.appendChild(document.createElementNS(SVG, "use")).setAttribute("href", `#${name}`);
  return svg;
}
