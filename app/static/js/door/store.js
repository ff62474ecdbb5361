// What the phone keeps, in IndexedDB: the key, what is sealed with it, the marks that wait, and where the door was left.
// The marks name nobody: a person's and a part's uid, what was done and when; somebody new lies sealed in theirs.
const NAME = "run-dorr";
let opening;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const name of ["keys", "sealed", "left"]) asked.result.createObjectStore(name);
      asked.result.createObjectStore("queue", { keyPath: "number", autoIncrement: true });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

// One transaction: ``act`` is given the stores by name, and what it asks for is the answer. Written before it resolves.
async function within(names, mode, act) {
  const transaction = (await database()).transaction(names, mode, { durability: "strict" });
  return new Promise((resolve, reject) => {
    const request = act(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const get = (name, key) => within([name], "readonly", (stores) => stores[name].get(key));
export const all = (name) => within([name], "readonly", (stores) => stores[name].getAll());
export const names = (name) => within([name], "readonly", (stores) => stores[name].getAllKeys());
export const put = (name, value, key) => within([name], "readwrite", (stores) => stores[name].put(value, key));
export const add = (name, value) => within([name], "readwrite", (stores) => stores[name].add(value));

// The value at ``key``; where there is none, ``value`` from now on: two windows come to the same one.
export function settle(name, key, value) {
  return within([name], "readwrite", (stores) => {
    const asked = stores[name].get(key);
    const told = { result: value };
    asked.onsuccess = () => (asked.result === undefined ? stores[name].put(value, key) : (told.result = asked.result));
    return told;
  });
}

export function remove(name, keys) {
  return within([name], "readwrite", (stores) => void keys.forEach((key) => stores[name].delete(key)));
}

export function empty(...stores) {
  return within(stores, "readwrite", (opened) => void stores.forEach((name) => opened[name].clear()));
}
