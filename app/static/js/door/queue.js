// Ticks and undos that wait to be sent: written down before anything else, each with a nonce and the phone's time. They
// name nobody, but for somebody new, who lies sealed until the server has them.
import { lock, unlock } from "./crypto.js";
import * as store from "./store.js";

const NEW = "new:";
const NOBODY = { given_name: "", family_name: "", organisation: "" }; // what cannot be read any more is sent, and told

// ``made``: {owner, slug, part or arrival, person or code, mark, how}; ``newcomer``: somebody who is not on the list, who
// until the server knows them is called by the mark's nonce.
export async function put(made, newcomer = null) {
  const mark = { ...made, nonce: crypto.randomUUID(), at: new Date().toISOString() };
  if (newcomer) Object.assign(mark, { person: NEW + mark.nonce, locked: await lock(newcomer) });
  mark.number = await store.add("queue", mark);
  return mark;
}

// In the order they were made.
export const waiting = () => store.all("queue");

// Those of one keeper, with whom they have written down.
export async function own(marks, owner) {
  const mine = marks.filter((mark) => mark.owner === owner);
  return Promise.all(mine.map(async (mark) => (mark.locked ? { ...mark, newcomer: await unlock(mark.locked).catch(() => NOBODY) } : mark)));
}

export const remove = (marks) => store.remove("queue", marks.map((one) => one.number));

export const fullName = ({ given_name: given, family_name: family }) => `${given} ${family}`;

// As the server reads it; without the time where it is now.
export function told(mark, late) {
  const { nonce, part, arrival, person, code, mark: what, how, newcomer, at } = mark;
  const whom = person?.startsWith(NEW) ? { newcomer, written: newcomer ? undefined : person.slice(NEW.length) } : { person, code };
  return { nonce, part, arrival, ...whom, mark: what, how, ...(late ? { at } : {}) };
}
