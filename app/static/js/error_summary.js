// After a failed submit the summary of errors has the focus, so that it is read first. Its autofocus attribute does that
// by itself, without script, except in browsers that know autofocus on form controls only.
if (!("autofocus" in HTMLElement.prototype)) document.querySelector("[data-error-summary]")?.focus();
