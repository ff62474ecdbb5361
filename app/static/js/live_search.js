// Search as you type: fetches the page that Enter would have led to, and exchanges one region of it.
const PAUSE = 200;

function follow(form) {
  const region = document.getElementById(form.dataset.liveSearch);
  if (!region) return;
  let timer;
  let asking;

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(address, { signal: asking.signal, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return form.submit();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      show(page.getElementById(region.id));
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  // The status is kept and filled anew: a reader announces what changes in it, not a new one.
  function show(found) {
    const status = region.querySelector("[data-live-status]");
    const said = found.querySelector("[data-live-status]");
    if (status && said) {
      status.textContent = said.textContent;
      said.replaceWith(status);
    }
    region.replaceChildren(...found.childNodes);
    region.dispatchEvent(new CustomEvent("run:exchanged", { bubbles: true }));
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    ask();
  });
}

document.querySelectorAll("form[data-live-search]").forEach(follow);
