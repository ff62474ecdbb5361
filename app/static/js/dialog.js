// A link with data-dialog opens that dialog instead of the page it leads to.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    dialog.showModal();
  } else if (event.target.closest("[data-dialog-close]")) {
    event.target.closest("dialog").close();
  } else if (event.target.matches("dialog[open]")) {
    event.target.close(); // a click on the ground behind it
  }
});
