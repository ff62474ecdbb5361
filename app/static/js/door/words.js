// What is said at the door, as the server has written it in the page: {name} is filled in.
const WORDS = document.getElementById("door-words")?.content;
const CLOCK = new Intl.DateTimeFormat("sv-SE", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Stockholm" });
const DAY = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: "Europe/Stockholm" });
const MINUTE = 60_000;

export function say(name, values = {}) {
  const text = WORDS?.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
  return text.replace(/\{(\w+)\}/g, (_all, value) => values[value] ?? "");
}

// "08.41", as the clock shows in Sweden; ``moment`` in milliseconds.
export const clockTime = (moment) => CLOCK.format(moment).replace(":", ".");

// "2027-03-04", the date in Sweden.
export const date = (moment) => DAY.format(moment);

export function age(milliseconds) {
  const minutes = Math.floor(Math.max(0, milliseconds) / MINUTE);
  if (minutes < 1) return say("age-new");
  if (minutes < 60) return say("age-minutes", { n: minutes });
  return minutes < 48 * 60 ? say("age-hours", { n: Math.floor(minutes / 60) }) : say("age-days", { n: Math.floor(minutes / 1440) });
}

export function network(online, count) {
  if (!online) return count ? say("offline-waiting", { n: count }) : say("offline");
  return count ? say("online-waiting", { n: count }) : say("online");
}
