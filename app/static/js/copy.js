// The copy button of a copy field. Without script the field can still be marked and copied by hand.
for (const field of document.querySelectorAll("[data-copy]")) {
  const input = field.querySelector("input, textarea");
  const button = field.querySelector("[data-copy-button]");
  const status = field.querySelector("[data-copy-status]");
  input.addEventListener("focus", () => input.select());
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(input.value);
    status.textContent = button.dataset.copied;
    setTimeout(() => { status.textContent = ""; }, 4000);
  });
}
