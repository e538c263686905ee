// What every page does: dismiss, menus, confirm, filters that submit themselves, guarded forms.
import { on, words } from "./dom.js";

document.documentElement.classList.add("js");

on("click", "[data-dismiss]", (_event, button) => button.closest(".notice")?.remove());

on("click", "[data-close-dialog]", (_event, button) => button.closest("dialog")?.close());

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    event.stopPropagation();
  }
}, true);

on("change", "form[data-autosubmit]", (_event, form) => form.requestSubmit());
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData]) {
    if (value === "") event.formData.delete(name);
  }
});

const desk = window.matchMedia("(min-width: 48rem)");
for (const details of document.querySelectorAll("details[data-open-on-desk]")) {
  details.open = desk.matches;
}

const changed = new WeakSet();
on("input", "form[data-guard]", (_event, form) => changed.add(form));
document.addEventListener("submit", (event) => changed.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-guard]")].some((form) => changed.has(form))) {
    event.preventDefault();
    event.returnValue = words.textUnsaved || "";
  }
});

document.querySelector("[data-focus]")?.focus();
