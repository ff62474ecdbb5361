// Puts a list in order by dragging, and by its buttons without loading the page. Both send the same form as the buttons
// do without script; when that fails, the form is sent as it is.
for (const form of document.querySelectorAll("[data-reorder]")) {
  const list = form.querySelector("ol");
  const status = form.querySelector("[data-reorder-status]");
  let dragged = null;

  function tell(item) {
    const items = [...list.children];
    status.textContent = status.dataset.reorderStatus
      .replace("{label}", `”${item.dataset.label}”`)
      .replace("{place}", items.indexOf(item) + 1)
      .replace("{number}", items.length);
  }

  async function save(item) {
    const order = new FormData(form);
    order.set("tyst", "1");
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(order), redirect: "manual" }).catch(() => null);
    if (answer?.status === 204) tell(item);
    else form.submit();
  }

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    const item = button?.closest("li");
    if (!item) return;
    event.preventDefault();
    const other = button.name === "upp" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return tell(item);
    if (button.name === "upp") other.before(item);
    else other.after(item);
    button.focus();
    save(item);
  });

  for (const item of list.children) item.draggable = true;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    event.dataTransfer.effectAllowed = "move";
    dragged.classList.add("is-dragged");
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged) return;
    event.preventDefault();
    if (!over || over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged);
    else over.after(dragged);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", () => {
    dragged.classList.remove("is-dragged");
    save(dragged);
    dragged = null;
  });
}
