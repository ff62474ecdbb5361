// In the builder: rows for options are there only while the kind of answer has options.
for (const form of document.querySelectorAll("[data-question-form]")) {
  const options = form.querySelector("[data-options]");
  const follow = () => {
    options.hidden = !["one", "several"].includes(form.querySelector("[name=kind]:checked")?.value);
  };
  form.addEventListener("change", follow);
  if (!options.querySelector(".has-error")) follow();
}
