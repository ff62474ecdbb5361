// The door as an app on the phone. Where the browser cannot keep a list sealed, the server's own pages go on.
import { choose } from "./choose.js";
import * as crypto from "./crypto.js";
import { Door } from "./door.js";
import * as keeping from "./keeping.js";
import { guardSignOut } from "./leaving.js";
import { offerWriting } from "./newcomer.js";
import * as queue from "./queue.js";
import { offerScanning } from "./scan.js";
import * as view from "./view.js";

const here = document.getElementById("door-words").dataset;
const [, slug = "", uid = "", below] = location.pathname.match(/^\/dorr\/([^/]+)\/([^/]+)(\/.+)?$/) ?? [];

const [AGAIN, SELDOM] = [5_000, 60_000];

// The frame is asked for until it lies here: on bad Wi-Fi one of its files may fail to come, and then none is kept.
async function keepFrame() {
  for (let pause = AGAIN; ; pause = Math.min(2 * pause, SELDOM)) {
    try {
      const kept = await navigator.serviceWorker.register("/dorr/sw.js", { scope: "/dorr/" });
      if (kept.active || kept.waiting || (await installed(kept.installing))) return;
    } catch (error) {
      console.warn("the frame of the door could not be kept", error);
      if (error.name === "SecurityError") return;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function installed(worker) {
  while (worker?.state === "installing") await new Promise((resolve) => worker.addEventListener("statechange", resolve, { once: true }));
  return Boolean(worker) && worker.state !== "redundant";
}

async function start() {
  keepFrame();
  const over = await keeping.sweep();
  guardSignOut();
  if (!slug) return choose("shell" in here);
  if (slug === "q") return fromBadge();
  if (below) return lost("away");
  const only = new URLSearchParams(location.search).get("person") ?? "";
  const door = new Door({ slug, uid, day: here.day ?? "", only });
  take(door);
  if ((await door.open()) || !("shell" in here)) return;
  door.stop();
  if (over.includes(slug)) return view.farewell("over", (await queue.waiting()).length);
  return lost("away");
}

// This page cannot be had without network: back to the door that it belongs to, or to the one that was open last.
async function lost(why) {
  const waits = (await queue.waiting()).length;
  for (const door of [{ slug, uid }, await keeping.left()]) {
    if (door && (await keeping.find(door.slug, door.uid))) return view.farewell(why, waits, `/dorr/${door.slug}/${door.uid}`);
  }
  return view.farewell("nothing", waits);
}

// A badge's code without network: to its person at the door that was open last.
async function fromBadge() {
  const left = await keeping.left();
  const list = left && (await keeping.find(left.slug, left.uid));
  const person = list?.byCode(uid);
  if (!person) return lost("code");
  location.replace(`/dorr/${left.slug}/${left.uid}?person=${person.uid}`);
}

// From now on what is tapped and typed is the phone's own.
function take(door) {
  const how = () => (door.only ? "qr" : "name");
  const field = document.querySelector(".door-tools input[type=search]");
  const everybody = () => {
    door.only = "";
    view.alone(false);
    history.replaceState(null, "", location.pathname);
  };
  const search = () => {
    if (field.value) everybody();
    Object.assign(door, { query: field.value, shown: 50 });
    door.draw();
  };
  const writing = offerWriting(door, field);
  field.form.addEventListener("submit", (event) => {
    if (door.list) event.preventDefault();
    search();
  });
  field.addEventListener("input", search);
  field.addEventListener("focus", () => field.select());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, dialog");
    if (!typing && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus();
  });
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-person], [data-door-act]");
    if (!target || writing(target)) return;
    if (target.dataset.person) return void door.tap(target.dataset.person, how());
    const act = target.dataset.doorAct;
    if (act === "more") door.shown += 50;
    if (act === "everybody") everybody();
    if (act === "noted") door.clearTold();
    else if (act) door.draw();
    if (act === "everybody" || act === "noted") view.toTitle();
  });
  offerScanning(door);
}

if (crypto.supported() && "serviceWorker" in navigator) start();
