// Hides the questions that are not to be answered: about a part that is not chosen, or after another answer. Without
// script they are all there, with words that say when to answer. What was written in a hidden one stays, and the server
// decides what counts.
for (const section of document.querySelectorAll("[data-questions]")) {
  const form = section.closest("form, [data-questions-form]");
  const questions = [...section.querySelectorAll("[data-question]")];
  const named = new Map(questions.map((question) => [question.dataset.question, question]));

  const isSet = (input) => (["checkbox", "radio"].includes(input.type) ? input.checked : true);

  function comes(part) {
    return [...form.querySelectorAll("input, textarea")].some(
      (input) => /^(delar$|del_|pass_)/.test(input.name) && isSet(input) && input.value.split(":")[0] === part,
    );
  }

  function valuesOf(name) {
    return [...form.querySelectorAll("input, textarea")]
      .filter((input) => input.name === name && isSet(input) && input.value)
      .map((input) => input.value);
  }

  function isAsked(question) {
    const { part, depends, value } = question.dataset;
    if (part && !comes(part)) return false;
    if (!depends) return true;
    const other = named.get(depends);
    const given = valuesOf(depends);
    return Boolean(other) && isAsked(other) && (value ? given.includes(value) : given.length > 0);
  }

  function follow() {
    for (const question of questions) question.hidden = !isAsked(question);
    section.hidden = questions.every((question) => question.hidden);
  }

  form.addEventListener("input", follow);
  follow();
}
