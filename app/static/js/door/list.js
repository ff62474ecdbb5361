// One day of an event as the phone knows it: parts, people, who is present where; and what waits, laid over it.
import { fullName } from "./queue.js";
import { fold } from "./search.js";
import * as words from "./words.js";

export class List {
  // ``kept``: as it was sealed, or the server's answer with ``offset`` (the server's clock minus the phone's, in ms).
  constructor(kept) {
    this.kept = kept;
    this.people = new Map(kept.people.map((one) => [one.uid, one]));
  }

  static name = (slug, day) => `list:${slug}:${day}`;

  get name() { return List.name(this.kept.event.slug, this.kept.day); }

  // The server's time now, in ms.
  now() { return Date.now() + this.kept.offset; }

  age() { return this.now() - Date.parse(this.kept.made_at); }

  get isOver() { return words.date(this.now()) > this.kept.days[1]; }

  // What a door at this address ticks off; null where the day has no such door.
  spot(uid) {
    const { arrival, parts, day, day_title: when, event } = this.kept;
    if (arrival && uid === `ankomst-${arrival.day}`) {
      const own = parts.filter((part) => arrival.parts.includes(part.uid));
      const lead = `${when}: ${own.map((part) => part.title).join(", ")}`;
      return { uid, slug: event.slug, title: arrival.title, event: event.title, lead, parts: arrival.parts, arrival: day };
    }
    const part = parts.find((one) => one.uid === uid);
    const lead = part && `${when} ${part.when}${part.room ? `, ${part.room}` : ""}`;
    return part ? { uid, slug: event.slug, title: part.title, event: event.title, lead, parts: [uid], part: uid } : null;
  }

  spots() {
    const uids = this.kept.parts.map((part) => part.uid);
    return (this.kept.arrival ? [`ankomst-${this.kept.arrival.day}`, ...uids] : uids).map((uid) => this.spot(uid));
  }

  byCode(code) { return [...this.people.values()].find((one) => one.code === code) ?? null; }

  // Since when the person is present at the spot, with what waits: {time, waits}, or null. ``marks``: by person's uid.
  standing(person, spot, marks) {
    const own = marks.get(person.uid) ?? [];
    return spot.parts.map((part) => this.#at(person, part, own)).find(Boolean) ?? null;
  }

  #at(person, part, marks) {
    let stands = person.present[part] ?? null;
    for (const mark of marks.filter((one) => this.#covers(person, one).includes(part))) {
      const time = words.clockTime(Date.parse(mark.at) + this.kept.offset);
      stands = mark.mark === "undo" ? null : (stands ?? { time, waits: true });
    }
    return stands;
  }

  #covers(person, mark) {
    if (!mark.arrival) return [mark.part];
    if (mark.arrival !== this.kept.arrival?.day) return [];
    return mark.mark === "undo" ? this.kept.arrival.parts : person.arrival;
  }

  // Everybody at the event, those first whom ``marks`` have written down; whoever they came for is replaced.
  everybody(marks) {
    const written = marks.filter((mark) => mark.newcomer);
    const instead = new Map(written.map(({ newcomer }) => [newcomer.in_stead_of, fullName(newcomer)]));
    const listed = [...this.people.values()].map((one) => {
      return instead.has(one.uid) ? { ...one, state: "replaced", answer: words.say("replaced", { name: instead.get(one.uid) }), parts: [] } : one;
    });
    return [...written.map((mark) => this.#written(mark)), ...listed];
  }

  #written({ person: uid, part, newcomer }) {
    const [name, arrival, organisation] = [fullName(newcomer), this.kept.arrival?.parts ?? [], newcomer.organisation];
    const own = [...(part ? [part] : arrival), ...(this.people.get(newcomer.in_stead_of)?.parts ?? [])];
    const answer = words.say("comes");
    return { uid, name, organisation, find: fold(`${name} ${organisation}`), state: "coming", answer, parts: [...new Set(own)], arrival, present: {} };
  }

  // Who has this name already; null for nobody.
  namesake(name) {
    const wanted = fold(name);
    return [...this.people.values()].find((one) => fold(one.name) === wanted) ?? null;
  }

  // [present, expected] of ``everybody`` at the spot.
  count(everybody, spot, marks) {
    const present = everybody.filter((one) => this.standing(one, spot, marks));
    return [present.length, everybody.filter((one) => one.parts.some((part) => spot.parts.includes(part))).length];
  }

  // What an answer to andringar.json says has changed. False: only the whole list tells where in it somebody new stands.
  follow(changes) {
    if (changes.people.some((one) => !this.people.has(one.uid))) return false;
    for (const uid of changes.gone) this.people.delete(uid);
    for (const one of changes.people) this.people.set(one.uid, one);
    for (const tick of changes.ticks) this.stands(tick.person, { [tick.part]: tick.present });
    this.kept.people = [...this.people.values()];
    const { cursor, made_at } = changes;
    Object.assign(this.kept, { cursor, made_at });
    return true;
  }

  // How somebody stands to parts: {part: {at, time, by}, or null}.
  stands(uid, present = {}) {
    const person = this.people.get(uid);
    for (const [part, stands] of Object.entries(person ? present : {})) {
      if (stands) person.present[part] = stands;
      else delete person.present[part];
    }
  }
}
