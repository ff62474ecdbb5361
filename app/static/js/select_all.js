// "Select all" in a table's head, and the number of ticked rows beside the buttons. Listens on the document, since
// search as you type exchanges the table.
const rowsOf = (form) => [...form.querySelectorAll("[data-select]")];

function tell(form) {
  const rows = rowsOf(form);
  const ticked = rows.filter((row) => row.checked).length;
  for (const all of form.querySelectorAll("[data-select-all]")) {
    all.hidden = false;
    all.checked = ticked > 0 && ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
  }
  for (const count of form.querySelectorAll("[data-selected-count]")) {
    count.textContent = ticked ? count.dataset.selectedCount.replace("{n}", ticked) : "";
  }
}

function tellAll() {
  for (const form of document.querySelectorAll("form")) {
    if (form.querySelector("[data-select-all]")) tell(form);
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (event.target.matches("[data-select-all]")) {
    for (const row of rowsOf(form)) row.checked = event.target.checked;
    tell(form);
  } else if (event.target.matches("[data-select]")) {
    tell(form);
  }
});
document.addEventListener("run:exchanged", tellAll);
tellAll();
