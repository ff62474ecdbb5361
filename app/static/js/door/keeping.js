// What of it all lies on the phone, and when it goes: at signing out, when the server lets nobody in by this browser any
// more, and at the first opening after the event's last day. Marks that wait are never thrown away.
import * as crypto from "./crypto.js";
import { List } from "./list.js";
import * as store from "./store.js";

const TOLD = "told:";
const MOST_TOLD = 50;
const others = globalThis.BroadcastChannel ? new BroadcastChannel("run-dorr") : null;

// ``fresh``: the server has just given it.
export const keep = (list, fresh = false) => crypto.seal(list.name, list.kept, fresh);

// The days of every event that is kept.
export async function lists() {
  const names = (await crypto.names()).filter((name) => name.startsWith("list:"));
  const kept = await Promise.all(names.map(crypto.open));
  return kept.filter(Boolean).map((one) => new List(one));
}

// The kept list with a door at this address; null where there is none.
export async function find(slug, uid) {
  return (await lists()).find((one) => one.kept.event.slug === slug && one.spot(uid)) ?? null;
}

// Forget the events that are over; their slugs.
export async function sweep() {
  const over = (await lists()).filter((list) => list.isOver);
  for (const list of over) await forget(list);
  return over.map((list) => list.kept.event.slug);
}

export async function forget(list) {
  const { slug } = list.kept.event;
  await crypto.forget([list.name, TOLD + slug]);
}

export async function forgetAll() {
  await crypto.destroy();
  others?.postMessage("gone");
}

export function whenForgotten(act) {
  others?.addEventListener("message", act);
}

// What the door should know of the marks that were sent late, in words; sealed, since it names people.
export const told = async (slug) => (await crypto.open(TOLD + slug)) ?? [];
export const note = async (slug, sentences) => crypto.seal(TOLD + slug, [...sentences, ...(await told(slug))].slice(0, MOST_TOLD));
export const noted = (slug) => crypto.forget([TOLD + slug]);

// Which door this browser was at last, so that a badge's code leads there also without network.
export const leave = (slug, uid) => store.put("left", { slug, uid }, "door");
export const left = () => store.get("left", "door");
