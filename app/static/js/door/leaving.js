// Signing out takes the list and its key off the phone; what waits to be sent is told first, and stays.
import * as keeping from "./keeping.js";
import * as queue from "./queue.js";
import * as view from "./view.js";
import { say } from "./words.js";

export function guardSignOut() {
  for (const form of document.querySelectorAll('form[action="/logga-ut"], form[action="/dorr/lamna"]')) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      leave(form);
    });
  }
}

async function leave(form) {
  const count = (await queue.waiting()).length;
  if (count && !(await agrees(count))) return;
  await keeping.forgetAll();
  if (navigator.onLine) return form.submit();
  return view.farewell("half-left", count);
}

function agrees(count) {
  const dialog = document.getElementById("door-leaving");
  dialog.querySelector("[data-waits]").textContent = say("leaving-waits", { n: count });
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "leave"), { once: true });
  });
}
