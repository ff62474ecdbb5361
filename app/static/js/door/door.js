// A door: the list on the screen, taps, and the turns that keep it and the server alike.
import * as keeping from "./keeping.js";
import { List } from "./list.js";
import * as queue from "./queue.js";
import { find } from "./search.js";
import { Away, Closed, Line, Refused } from "./sync.js";
import * as view from "./view.js";
import { clockTime, say } from "./words.js";

const EVERY = 5_000;
const SOON = 1_000;
const PAGE = 50;
const TWICE = 500;
const AT_ONCE = 1_500;
const DONE = new Set(["ticked", "undone"]);

export class Door {
  list = null;
  spot = null;
  query = "";
  shown = PAGE;
  // Whether somebody is being chosen in whose stead one comes who is not on the list.
  choosing = false;
  #line = new Line();
  #online = true;
  #marks = [];
  #own = [];
  #everybody = [];
  #sentences = [];
  #tapped = { uid: "", at: 0 };
  #timer;
  #followed = -EVERY;
  #over = false;

  // ``only``: the uid of the one person that a badge's code led to.
  constructor({ slug, uid, day, only }) {
    Object.assign(this, { slug, uid, day, only });
  }

  // False: there is nothing on this phone to show, and the server gave nothing.
  async open() {
    this.list = await keeping.find(this.slug, this.uid);
    if (this.list) await this.#show();
    await this.turn();
    if (!this.list) return this.#over;
    addEventListener("online", () => this.turn());
    document.addEventListener("visibilitychange", () => document.hidden || this.turn());
    keeping.whenForgotten(() => this.leave("left"));
    return true;
  }

  async #show() {
    this.spot = this.list.spot(this.uid);
    if (!this.spot) return;
    view.takeOver(Boolean(this.only));
    await keeping.leave(this.slug, this.uid);
    this.#sentences = await keeping.told(this.slug);
    await this.refresh();
  }

  // Reads what waits, and draws.
  async refresh() {
    if (this.#over || !this.spot) return;
    this.#marks = await queue.waiting();
    this.#own = await queue.own(this.#marks, this.list.kept.keeper.uid);
    this.#everybody = this.list.everybody(this.#here(this.#own));
    this.draw();
  }

  #here(marks) {
    return marks.filter((mark) => mark.slug === this.slug);
  }

  draw() {
    if (this.#over || !this.spot) return;
    const [own, everybody] = [this.#own, this.#everybody];
    const here = grouped(this.#here(own), "person");
    const waits = this.#online ? own.filter((mark) => Date.now() - Date.parse(mark.at) > AT_ONCE) : own;
    view.heading(this.spot.title, this.spot.lead, this.spot.event);
    view.count(...this.list.count(everybody, this.spot, here));
    view.state(this.#online, waits.length, this.list.age());
    view.lines("told", this.#sentences);
    const strange = this.#marks.length - own.length;
    view.lines("strange", strange ? [say("strange", { n: strange })] : []);
    const listed = this.choosing ? everybody.filter((one) => this.#canBeReplaced(one, here)) : everybody;
    const found = this.only ? everybody.filter((one) => one.uid === this.only) : find(listed, this.query);
    this.isNobody = !found.length;
    view.choosing(this.choosing);
    const more = found.length > this.shown;
    const counted = more ? say("found-first", { n: this.shown }) : say(found.length === 1 ? "found-one" : "found", { n: found.length });
    view.list(found.slice(0, this.shown).map((one) => this.#row(one, here)), more, counted);
  }

  // Those on the list who are not here, and whose place nobody has taken.
  #canBeReplaced(person, marks) {
    return this.list.people.has(person.uid) && person.state !== "replaced" && !this.list.standing(person, this.spot, marks);
  }

  // [expected, capacity] here; no capacity: there is room for all.
  places() {
    const { event, parts } = this.list.kept;
    const { capacity } = this.spot.arrival ? event : parts.find((part) => part.uid === this.spot.part);
    return [this.list.count(this.#everybody, this.spot, new Map())[1], capacity];
  }

  isPresent(uid) {
    return Boolean(this.list.standing(this.person(uid), this.spot, grouped(this.#here(this.#own), "person")));
  }

  person(uid) { return this.#everybody.find((one) => one.uid === uid); }

  #row(person, marks) {
    const stands = this.list.standing(person, this.spot, marks);
    const rooms = this.list.kept.parts.filter((part) => person.parts.includes(part.uid)).map((part) => [part.title, part.room].filter(Boolean).join(", "));
    const comes = person.state === "coming";
    const waits = marks.has(person.uid) ? say(stands ? "row-waits" : "row-undo-waits") : "";
    const state = stands ? say("row-present", { time: stands.time }) : comes ? "" : person.answer;
    return {
      uid: person.uid, name: person.name, organisation: person.organisation, present: Boolean(stands),
      detail: [...(comes && person.answer !== say("comes") ? [person.answer] : []), ...rooms].join(" · "),
      state: [state, waits].filter(Boolean).join(", "),
      act: say(this.choosing ? "row-replace" : stands ? "row-undo" : "row-tick"),
    };
  }

  // One tap is present, one more takes it back; a finger that trembles taps once.
  async tap(uid, how) {
    const person = this.person(uid);
    const trembled = this.#tapped.uid === uid && performance.now() - this.#tapped.at < TWICE;
    if (!person || trembled) return;
    this.#tapped = { uid, at: performance.now() };
    const marks = grouped(this.#here(this.#own), "person");
    await this.mark({ person: uid }, this.list.standing(person, this.spot, marks) ? "undo" : "present", how, person.name);
  }

  // ``whom``: {person} or {code}, of a badge that the list does not know; ``newcomer``: somebody new instead.
  async mark(whom, what, how, name, newcomer = null) {
    const where = this.spot.arrival ? { arrival: this.spot.arrival } : { part: this.spot.part };
    const made = await queue.put({ owner: this.list.kept.keeper.uid, slug: this.slug, ...where, ...whom, mark: what, how }, newcomer);
    await this.refresh();
    const told = setTimeout(() => this.#say(made, name), this.#online ? AT_ONCE : 0);
    await this.turn((mark) => mark.nonce === made.nonce && clearTimeout(told));
  }

  #say(mark, name) {
    const time = clockTime(Date.parse(mark.at) + this.list.kept.offset);
    const what = mark.code ? "said-code" : mark.locked ? "said-written" : mark.mark === "undo" ? "said-undone" : "said-ticked";
    view.result(say(what, { name, time }), "good");
  }

  // Sends what waits, asks what has changed, and comes again.
  async turn(answered = () => {}) {
    clearTimeout(this.#timer);
    const began = performance.now();
    const done = this.#line.inTurn(() => this.#turn(answered)).catch((fault) => this.#fail(fault));
    await done;
    clearTimeout(this.#timer);
    if (!this.#over) this.#timer = setTimeout(() => this.turn(), Math.max(SOON, EVERY - (performance.now() - began)));
  }

  async #turn(answered) {
    if (this.#over) return;
    if (!this.list || !this.#line.keeper) await this.#ask();
    if (this.#over) return;
    const failed = await this.#send(answered).catch((fault) => fault);
    if (failed && !(failed instanceof Away)) throw failed;
    if (failed || performance.now() - this.#followed > EVERY / 2) await this.#follow();
    this.#online = true;
    await this.refresh();
  }

  // After a start the first question tells also who this is, and whether the list is still theirs.
  async #ask() {
    if (this.list) {
      await this.#follow();
      if (this.list.kept.keeper.uid === this.#line.keeper.uid) return;
    }
    await this.#fetch();
  }

  async #fetch() {
    const day = this.list?.kept.day ?? this.day;
    const list = new List(await this.#line.list(this.slug, day));
    if (list.isOver) return this.#end(list);
    this.list = list;
    await keeping.keep(list, true);
    await this.#show();
    if (!this.spot) location.reload();
  }

  async #follow() {
    const { slug, list } = this;
    this.#followed = performance.now();
    const changes = await this.#line.changes(slug, list.kept.day, list.kept.cursor);
    if (changes.reload || !list.follow(changes)) return this.#fetch();
    list.kept.offset = changes.offset;
    await keeping.keep(list);
  }

  async #send(answered) {
    const keeper = this.#line.keeper.uid;
    const own = await queue.own(await queue.waiting(), keeper);
    for (const [slug, marks] of grouped(own, "slug")) {
      try {
        await this.#line.send(slug, marks, queue.told, (taken) => this.#taken(slug, taken, answered));
      } catch (fault) {
        if (!(fault instanceof Closed) || slug === this.slug) throw fault;
      }
    }
  }

  async #taken(slug, taken, answered) {
    const here = slug === this.slug;
    const since = ({ mark }) => taken.some(({ mark: other }) => other.number > mark.number && other.person === mark.person);
    const news = taken.filter((one) => one.late && !since(one) && (one.outcome.note || !DONE.has(one.outcome.result)));
    for (const { outcome } of here ? taken : []) this.list.stands(outcome.person, outcome.present);
    if (taken.some(({ mark }) => mark.newcomer)) this.#followed = -EVERY; // they are to stand on the list at once
    if (news.length) await keeping.note(slug, news.map(({ mark, outcome }) => this.#sentence(mark, outcome)));
    await keeping.keep(this.list);
    await queue.remove(taken.map(({ mark }) => mark));
    this.#sentences = await keeping.told(this.slug);
    for (const { mark, outcome, late } of here ? taken : []) {
      answered(mark);
      const good = DONE.has(outcome.result) && !outcome.note;
      if (!late) view.result(this.#sentence(mark, outcome), good ? "good" : "attention");
    }
    await this.refresh();
  }

  // With the name, also where the server could not tell it.
  #sentence(mark, outcome) {
    const name = outcome.person ? "" : (mark.newcomer ? queue.fullName(mark.newcomer) : this.list.people.get(mark.person)?.name);
    return [name && `${name}:`, outcome.sentence, outcome.note].filter(Boolean).join(" ");
  }

  async #fail(fault) {
    if (fault instanceof Refused) return this.leave("refused");
    if (fault instanceof Closed) return this.list && this.leave("closed");
    if (!(fault instanceof Away)) throw fault;
    this.#online = false;
    await this.refresh();
  }

  async #end(list) {
    await keeping.forget(list);
    this.#over = true;
    if (this.list) view.farewell("over", 0);
  }

  // There is nothing to show, and nothing more to ask for.
  stop() {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  // Takes everything that names somebody off the phone; what waits stays, and is told.
  async leave(why) {
    if (this.#over) return;
    this.stop();
    if (why !== "left") await keeping.forgetAll();
    view.farewell(why, (await queue.waiting()).length);
  }

  async clearTold() {
    this.#sentences = [];
    await keeping.noted(this.slug);
    this.draw();
  }
}

function grouped(marks, by) {
  const found = new Map();
  for (const mark of marks) found.set(mark[by], [...(found.get(mark[by]) ?? []), mark]);
  return found;
}
