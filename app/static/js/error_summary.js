// After a failed submit the summary of errors gets the focus, so that it is read first.
document.querySelector("[data-error-summary]")?.focus();
