// What names somebody lies sealed on the phone, by a key that no script can read out of the browser.
import * as store from "./store.js";

const HOW = { name: "AES-GCM", length: 256 };

export const supported = () => Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

async function key(begin) {
  const kept = await store.get("keys", "list");
  if (kept || !begin) return kept;
  const made = await crypto.subtle.generateKey(HOW, false, ["encrypt", "decrypt"]);
  return store.settle("keys", "list", made);
}

// ``begin``: with a new key if there is none; without it nothing is written any more once the key is destroyed.
export async function seal(name, value, begin = false) {
  const own = await key(begin);
  if (!own) return;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt({ name: HOW.name, iv }, own, plain);
  await store.put("sealed", { iv, sealed }, name);
}

// What was sealed under ``name``; null where there is nothing, or its key is gone.
export async function open(name) {
  const [kept, own] = [await store.get("sealed", name), await store.get("keys", "list")];
  if (!kept || !own) return null;
  try {
    const plain = await crypto.subtle.decrypt({ name: HOW.name, iv: kept.iv }, own, kept.sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

// Sealed by a key of its own that lies beside it and goes with it: for what must outlive the list's key.
export async function lock(value) {
  const [own, iv] = [await crypto.subtle.generateKey(HOW, false, ["encrypt", "decrypt"]), crypto.getRandomValues(new Uint8Array(12))];
  return { key: own, iv, sealed: await crypto.subtle.encrypt({ name: HOW.name, iv }, own, new TextEncoder().encode(JSON.stringify(value))) };
}

export async function unlock({ key: own, iv, sealed }) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: HOW.name, iv }, own, sealed)));
}

export const names = () => store.names("sealed");

// Those records; with the last of them the key.
export async function forget(gone) {
  await store.remove("sealed", gone);
  if (!(await names()).length) await destroy();
}

export const destroy = () => store.empty("keys", "sealed");
