// Talking to the server: the list, what has changed, the marks that wait. No answer, or one that is none of ours, is
// being without network.
const PATIENCE = 4_000;
const MOST = 100;
const AT_ONCE = 1_500;

export class Away extends Error {}
export class Refused extends Error {}
export class Closed extends Error {}

async function ask(path, more = {}) {
  const usual = { credentials: "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  const answer = await fetch(path, { ...usual, ...more }).catch(() => { throw new Away(); });
  if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) throw new Refused();
  if (answer.status === 404) throw new Closed();
  const told = answer.ok ? await answer.json().catch(() => null) : null;
  if (!told) throw Object.assign(new Away(), { status: answer.status });
  return { ...told, token: answer.headers.get("X-CSRFToken") };
}

export class Line {
  // Who the server says that this is: {uid, name}; null before it was asked.
  keeper = null;
  #token = null;
  #last = Promise.resolve();

  // One after the other, so that an answer never tells less than the one before it.
  inTurn(work) {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  // The whole list, with ``offset``: the server's clock minus the phone's, in ms.
  async list(slug, day) {
    return this.#know(await ask(`/dorr/${slug}/lista.json${day ? `?dag=${day}` : ""}`));
  }

  async changes(slug, day, cursor) {
    return this.#know(await ask(`/dorr/${slug}/andringar.json?${new URLSearchParams({ sedan: cursor, dag: day })}`));
  }

  #know({ token, keeper, ...answer }) {
    this.#token = token;
    this.keeper = keeper;
    return { ...answer, keeper, offset: Date.parse(answer.made_at) - Date.now() };
  }

  // A token of another session: the next answer brings the right one.
  #refuse(fault) {
    if (fault.status === 400) this.keeper = null;
    throw fault;
  }

  // Sends the marks of one event, all made by this keeper, and gives each batch with its outcomes to ``taken``.
  async send(slug, marks, told, taken) {
    for (let start = 0; start < marks.length; start += MOST) {
      const batch = marks.slice(start, start + MOST);
      const late = batch.filter((mark) => batch.length > 1 || Date.now() - Date.parse(mark.at) > AT_ONCE);
      const body = { phone_now: new Date().toISOString(), marks: batch.map((mark) => told(mark, late.includes(mark))) };
      const headers = { "Content-Type": "application/json", "X-CSRFToken": this.#token };
      const sent = ask(`/dorr/${slug}/bockningar`, { method: "POST", headers, body: JSON.stringify(body) });
      const answer = await sent.catch((fault) => this.#refuse(fault));
      const outcomes = new Map(answer.outcomes.map((one) => [one.nonce, one]));
      await taken(batch.filter((mark) => outcomes.has(mark.nonce)).map((mark) => ({
        mark, outcome: outcomes.get(mark.nonce), late: late.includes(mark),
      })));
    }
  }
}
