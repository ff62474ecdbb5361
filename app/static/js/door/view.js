// What the door's page shows, and nothing else.
import { age, network, say } from "./words.js";

const part = (name) => document.querySelector(`[data-door="${name}"]`);
const rows = new Map();

function show(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

// The server's own list gives way to the phone's; with a way to everybody where it shows one alone.
export function takeOver(only) {
  for (const own of [document.getElementById("result"), part("server")]) own?.remove();
  part("app").hidden = false;
  alone(only);
}

export function alone(only) {
  part("alone").hidden = !only;
}

// In whose stead? Beside the list of those who are not here.
export function choosing(on) {
  part("stead").hidden = !on;
  part("unlisted").hidden = on;
}

export function heading(title, lead, event) {
  const header = document.querySelector(".page-header-text");
  show(header.querySelector("h1"), title);
  const place = header.querySelector(".lead") ?? header.appendChild(Object.assign(document.createElement("p"), { className: "lead" }));
  show(place, lead);
  document.title = [title, event, "RUN-möten"].filter(Boolean).join(" – ");
}

// The page holds this and nothing else.
export function only(title, lead, ...content) {
  heading(title, lead);
  document.querySelector(".door-tools")?.remove();
  document.querySelector("main").replaceChildren(document.querySelector(".page-header"), ...content);
}

export function count(present, expected) {
  show(part("count"), say("count", { present, expected }));
}

export function state(online, waits, milliseconds) {
  show(part("network"), network(online, waits));
  show(part("age"), milliseconds === null ? "" : age(milliseconds));
}

// ``kind``: good or attention, told by word, sign and how the phone trembles.
export function result(text, kind) {
  const frame = part("result");
  frame.className = `door-result door-result-${kind}`;
  show(part("result-text"), text);
  navigator.vibrate?.(kind === "good" ? 60 : [90, 60, 90]);
}

// What the last tap came to is read, and makes room.
export function noResult() {
  part("result").className = "door-result";
  show(part("result-text"), "");
}

export function lines(name, sentences) {
  part(name).hidden = !sentences.length;
  part(`${name}-lines`).replaceChildren(...sentences.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

// ``people``: {uid, name, organisation, state, detail, present}. Rows stay where they are as long as they are the same.
export function list(people, more, found) {
  const items = people.map(row);
  const region = part("list");
  const same = region.children.length === items.length && items.every((item, place) => region.children[place] === item);
  if (!same) region.replaceChildren(...items);
  part("more").hidden = !more;
  part("none").hidden = items.length > 0;
  show(part("found"), found);
}

function row(person) {
  const item = rows.get(person.uid) ?? document.getElementById("door-row").content.firstElementChild.cloneNode(true);
  rows.set(person.uid, item);
  const button = item.firstElementChild;
  button.dataset.person = person.uid;
  button.classList.toggle("door-row-present", person.present);
  for (const name of ["name", "organisation", "detail", "state", "act"]) show(item.querySelector(`[data-text=${name}]`), person[name]);
  return item;
}

// Takes what names somebody from the page, and says why; ``list``: the address of one that is still here.
export function farewell(why, count, list = "") {
  rows.clear();
  for (const name of ["count", "age", "network"]) show(part(name), "");
  const page = document.getElementById("door-farewell").content.cloneNode(true);
  show(page.querySelector("[data-farewell=waits]"), count ? say("waits-still", { n: count }) : "");
  const again = page.querySelector("[data-farewell=again]");
  again.href = list || location.pathname;
  if (list) show(again, say("to-list"));
  only(say(`${why}-title`), say(`${why}-text`), page);
  toTitle();
}

// Where what had the focus is gone: the heading, which opens no keyboard on a phone.
export function toTitle() {
  const title = document.querySelector("h1");
  title.tabIndex = -1;
  title.focus();
}
