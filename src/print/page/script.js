"use strict";
for (const box of document.querySelectorAll(".filter")) {
  const items = [...document.querySelectorAll("#" + box.dataset.of + " > details, #" + box.dataset.of + " > li")];
  const fields = [...box.querySelectorAll("[data-key]")];
  const count = box.querySelector("output");
  const show = () => {
    let left = 0;
    for (const item of items) {
      const fits = fields.every(({ dataset, value }) => {
        const own = item.dataset[dataset.key] ?? item.textContent;
        return value === "" || (dataset.key === "text" ? item.textContent.toLowerCase().includes(value.toLowerCase()) : own === value);
      });
      item.hidden = !fits;
      left += fits;
    }
    count.value = left + " of " + items.length + " shown";
  };
  fields.forEach((field) => field.addEventListener("input", show));
  box.querySelector("button").addEventListener("click", () => {
    fields.forEach((field) => { field.value = ""; });
    show();
    fields[0].focus();
  });
  box.hidden = items.length < 2;
  show();
}
for (const button of document.querySelectorAll("table.heat button")) {
  button.addEventListener("click", () => {
    const box = document.querySelector(".filter[data-of='" + button.dataset.of + "']");
    if (!box) return;
    for (const key of ["expected", "got"]) box.querySelector("[data-key=" + key + "]").value = button.dataset[key];
    const field = box.querySelector("[data-key]");
    field.dispatchEvent(new Event("input"));
    field.focus();
    box.scrollIntoView();
  });
}
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
  if (event.key === "/" && !typing) {
    const field = document.querySelector(".filter:not([hidden]) input");
    if (field) { event.preventDefault(); field.focus(); }
  }
  if (event.key === "Escape" && typing) document.activeElement.blur();
});
