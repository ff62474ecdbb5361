// On the pages that are shown to nobody who is signed in: what a door has kept on this phone goes, what waits is told.
import * as keeping from "./keeping.js";
import * as queue from "./queue.js";
import { supported } from "./crypto.js";
import { say } from "./words.js";

async function clear() {
  await keeping.forgetAll();
  const count = (await queue.waiting()).length;
  const place = document.querySelector("[data-door-waits]");
  place.hidden = !count;
  if (count) place.querySelector("[data-waits]").textContent = say("waits-still", { n: count });
}

if (supported()) clear();
