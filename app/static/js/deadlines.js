// The dates beside the days of a deadline, while one types. Without script they are counted when the form is sent.
const DAY = 24 * 60 * 60 * 1000;
const words = new Intl.DateTimeFormat("sv-SE", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

for (const form of document.querySelectorAll("[data-first-day]")) {
  const first = Date.parse(form.dataset.firstDay);
  form.addEventListener("input", (event) => {
    const hint = event.target.matches("[data-days]") && document.getElementById(`${event.target.id}-hint`);
    const written = (event.target.value.trim() || event.target.placeholder || "").replaceAll(/\s/g, "");
    if (hint) hint.textContent = /^\d{1,3}$/.test(written) ? words.format(first - Number(written) * DAY) : "–";
  });
}
