// Ctrl-K: one box over the page. Arrow keys walk through what was found, Enter opens it.
import { on, toast, words } from "./dom.js";

const dialog = document.getElementById("palette");
const box = dialog?.querySelector("input");
const results = dialog?.querySelector("#palette-results");
const pages = dialog ? [...dialog.querySelectorAll(".palette__pages a")] : [];
const WAIT = 120; // ms without a key before the server is asked
let timer;
let asked = 0;

/** As the server compares: no accents, no capitals. */
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

function open() {
  if (dialog.open) return;
  dialog.showModal();
  box.select();
}

async function ask() {
  const typed = box.value.trim();
  const mine = ++asked;
  for (const page of pages) page.hidden = typed !== "" && !plain(page.textContent).includes(plain(typed));
  if (typed.length < 2) {
    results.replaceChildren();
    return;
  }
  dialog.setAttribute("aria-busy", "true");
  try {
    const url = `${dialog.dataset.url}?${new URLSearchParams({ q: typed })}`;
    const response = await fetch(url, { headers: { "HX-Request": "true" } });
    if (mine !== asked) return; // somebody typed on
    if (response.redirected || response.status === 401) location.reload(); // signed out meanwhile
    else if (!response.ok) toast(words.textError, "error");
    else {
      const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine === asked) results.replaceChildren(...parsed.body.childNodes);
    }
  } catch {
    if (mine === asked) toast(words.textOffline, "error");
  } finally {
    if (mine === asked) dialog.removeAttribute("aria-busy");
  }
}

const choices = () => [...results.querySelectorAll("[data-hit]"), ...pages.filter((page) => !page.hidden)];

function step(by) {
  const all = choices();
  if (!all.length) return;
  const place = all.indexOf(document.activeElement);
  const next = place + by;
  if (next < 0) box.focus();
  else all[Math.min(next, all.length - 1)].focus();
}

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  on("click", "a[data-palette]", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open();
  });
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    }
  });
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    await ask();
    choices()[0]?.click();
  });
}
