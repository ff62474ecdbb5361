// Somebody who is not on the list, written down on the phone, with network or without: first in whose stead, then who it
// is. What is written is kept nowhere before it is saved.
import { fullName } from "./queue.js";
import * as view from "./view.js";
import { say } from "./words.js";

const FIELDS = ["given_name", "family_name", "organisation", "address"];
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
const dialog = document.getElementById("door-newcomer");
const field = (name) => dialog.querySelector(`[name=${name}]`);
const place = (name) => dialog.querySelector(`[data-newcomer=${name}]`);

// Gives what takes a tap: true where it was about somebody new.
export function offerWriting(door, search) {
  let original = null;
  let sought = "";

  function begin() {
    sought = door.isNobody ? search.value : "";
    search.value = "";
    Object.assign(door, { choosing: true, only: "", query: "", shown: 50 });
    door.draw();
    view.noResult();
    const heading = document.querySelector("[data-door=stead] h2");
    heading.focus({ preventScroll: true });
    heading.scrollIntoView();
  }

  function end() {
    door.choosing = false;
    door.draw();
  }

  function open(person) {
    original = person;
    fill(door, person, sought);
    dialog.showModal();
    (FIELDS.slice(0, 2).map(field).find((one) => !one.value) ?? field("organisation")).focus();
  }

  async function save() {
    const newcomer = read(original);
    const same = newcomer.is_another ? null : door.list.namesake(fullName(newcomer));
    if (!fault(door, newcomer) && !tellSame(same)) {
      dialog.close();
      search.value = "";
      Object.assign(door, { choosing: false, query: "" });
      search.focus({ preventScroll: true });
      await door.mark({}, "present", "walk_in", fullName(newcomer), newcomer);
    }
  }

  const acts = {
    unlisted: begin, listed: end, nobody: () => open(null), unwritten: () => dialog.close(),
    same: (target) => {
      dialog.close();
      end();
      const uid = target.dataset.uid;
      if (!door.isPresent(uid)) door.tap(uid, "name");
    },
  };
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  return (target) => {
    const { person, doorAct } = target.dataset;
    if (person && door.choosing) open(door.person(person));
    else if (doorAct in acts) acts[doorAct](target);
    else return false;
    return true;
  };
}

// As nobody has written in it yet; with what was sought in vain, and the organisation of the one whom they come for.
function fill(door, original, sought) {
  dialog.querySelector("form").reset();
  FIELDS.forEach((name) => mark(name, ""));
  mark("consents", "");
  tellSame(null);
  const { asks_consent: asks, kept_days: days } = door.list.kept.event;
  place("title").textContent = original ? say("newcomer-in-stead", { name: original.name }) : say("newcomer");
  const [expected, capacity] = door.places();
  const full = expected >= capacity ? "newcomer-full" : "newcomer-places";
  place("places").hidden = Boolean(original) || capacity === null;
  place("places").textContent = say(full, { expected, capacity });
  place("consents").hidden = !asks;
  for (const basis of dialog.querySelectorAll("[data-basis]")) basis.hidden = (basis.dataset.basis === "consent") !== Boolean(asks);
  const kept = dialog.querySelector("[data-kept]");
  kept.textContent = kept.dataset.kept.replace("{days}", days);
  const names = /\d|@/.test(sought) ? [] : sought.trim().split(/\s+/).filter(Boolean).map((word) => word[0].toUpperCase() + word.slice(1));
  [field("given_name").value, field("family_name").value] = [names[0] ?? "", names.slice(1).join(" ")];
  field("organisation").value = original?.organisation ?? "";
  const organisations = [...new Set([...door.list.people.values()].map((one) => one.organisation).filter(Boolean))];
  dialog.querySelector("datalist").replaceChildren(...organisations.map((value) => Object.assign(document.createElement("option"), { value })));
}

function read(original) {
  const texts = FIELDS.map((name) => [name, field(name).value.trim().replace(/\s+/g, " ")]);
  return { ...Object.fromEntries(texts), in_stead_of: original?.uid ?? "", consents: field("consents").checked, is_another: field("is_another").checked };
}

// What is missing or wrong is said at its field; the first of them is where one goes on.
function fault(door, { given_name: given, family_name: family, address, consents }) {
  const found = {
    given_name: given ? "" : say("newcomer-no-given"),
    family_name: family ? "" : say("newcomer-no-family"),
    address: !address || ADDRESS.test(address) ? "" : say("newcomer-no-address"),
    consents: consents || !door.list.kept.event.asks_consent ? "" : say("newcomer-no-consent"),
  };
  for (const [name, text] of Object.entries(found)) mark(name, text);
  const first = Object.keys(found).find((name) => found[name]);
  if (first) field(first).focus();
  return Boolean(first);
}

function mark(name, text) {
  const [control, frame] = [field(name), field(name).closest(".field")];
  frame.querySelector(".field-error")?.remove();
  frame.classList.toggle("has-error", Boolean(text));
  control.removeAttribute("aria-invalid");
  control.setAttribute("aria-describedby", [frame.querySelector(".hint")?.id, text && `${control.id}-error`].filter(Boolean).join(" "));
  if (!text) return;
  const said = document.getElementById("door-field-error").content.firstElementChild.cloneNode(true);
  said.id = `${control.id}-error`;
  said.querySelector("[data-text]").textContent = text;
  control.setAttribute("aria-invalid", "true");
  (control.closest(".choice") ?? control).before(said);
}

function tellSame(person) {
  place("same").hidden = !person;
  place("another").hidden = !person;
  if (!person) return false;
  place("same-name").textContent = say("newcomer-same", { name: person.name });
  place("same-organisation").textContent = person.organisation;
  place("same").querySelector("button").dataset.uid = person.uid;
  place("same").scrollIntoView({ block: "nearest" });
  return true;
}
