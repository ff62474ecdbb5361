// Choosing a door: without network from what the phone keeps. What waits since an earlier sign-in is sent already here.
import * as keeping from "./keeping.js";
import * as queue from "./queue.js";
import { Away, Closed, Line, Refused } from "./sync.js";
import * as view from "./view.js";
import { say } from "./words.js";

const DONE = new Set(["ticked", "undone"]);

export async function choose(isShell) {
  if (isShell) show(await keeping.lists());
  await tell(null);
  const marks = await queue.waiting();
  if (marks.length) await send(marks).catch(refused);
}

function show(lists) {
  if (!lists.length) return view.farewell("nothing", 0);
  const told = document.querySelector("[data-told]");
  view.only(say("choose-title"), say("choose-text"), told, ...lists.map(event));
}

function event(list) {
  const section = document.getElementById("door-event").content.cloneNode(true);
  section.querySelector("h2").textContent = `${list.kept.event.title}, ${list.kept.day_title}`;
  for (const spot of list.spots()) {
    const item = document.getElementById("door-choice").content.cloneNode(true);
    item.querySelector("a").href = `/dorr/${spot.slug}/${spot.uid}`;
    item.querySelector(".door-name").textContent = spot.title;
    item.querySelector(".door-organisation").textContent = spot.lead;
    section.querySelector("ul").append(item);
  }
  return section;
}

async function tell(keeper) {
  const marks = await queue.waiting();
  const own = keeper ? marks.filter((mark) => mark.owner === keeper.uid).length : 0;
  const strange = marks.length - own;
  const sentences = keeper ? [own && say("online-waiting", { n: own }), strange && say("strange", { n: strange })] : [marks.length && say("waits-here", { n: marks.length })];
  view.lines("strange", sentences.filter(Boolean));
}

// Any event's door tells who this is.
async function send(marks) {
  const line = new Line();
  const sentences = [];
  let sent = 0;
  for (const slug of new Set(marks.map((mark) => mark.slug))) {
    try {
      await line.list(slug, "");
      const own = await queue.own(marks.filter((mark) => mark.slug === slug), line.keeper.uid);
      await line.send(slug, own, queue.told, async (taken) => {
        sent += taken.length;
        const news = taken.filter(({ outcome }) => outcome.note || !DONE.has(outcome.result));
        sentences.push(...news.map(sentence));
        await queue.remove(taken.map(({ mark }) => mark));
      });
    } catch (fault) {
      if (!(fault instanceof Closed)) throw fault;
    }
  }
  view.lines("told", [...(sent ? [say("sent", { n: sent })] : []), ...sentences]);
  await tell(line.keeper);
}

function sentence({ mark, outcome }) {
  const name = mark.newcomer && !outcome.person ? `${queue.fullName(mark.newcomer)}:` : "";
  return [name, outcome.sentence, outcome.note].filter(Boolean).join(" ");
}

async function refused(fault) {
  if (fault instanceof Refused) await keeping.forgetAll();
  else if (!(fault instanceof Away)) throw fault;
}
