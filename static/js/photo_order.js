// The order of photos: by dragging, and by the arrow and star buttons of each tile without leaving the page.
// <ol data-photo-order="<url>" data-text-place="Photo {n} of {m}" data-text-failed="…"> <li data-token> … <form data-move="up|down|first">
// Without this module the forms work by themselves. The server gets the whole order: token=…&token=…
import { followRedirect, on, toast, words } from "./dom.js";

const grid = document.querySelector("[data-photo-order]");
const says = document.querySelector("[data-photo-says]");
let stored = order();
let saving = Promise.resolve();

function tiles() {
  return [...grid.querySelectorAll(":scope > [data-token]")];
}

function order() {
  return tiles().map((tile) => tile.dataset.token);
}

/** Number the tiles as they lie, the first one being the cover, and say how many there are. */
export function number() {
  tiles().forEach((tile, n) => {
    for (const place of tile.querySelectorAll("[data-number]")) place.textContent = n + 1;
  });
  const used = tiles().length;
  for (const place of document.querySelectorAll("[data-photo-count]")) {
    const limit = Number(place.dataset.limit);
    place.textContent = place.dataset.text.replace("{n}", used).replace("{m}", limit).replace("{r}", Math.max(limit - used, 0));
  }
}

/** Keep the order that is on the page; one request at a time, each with the newest order. */
export function save() {
  number();
  saving = saving.then(send, send);
  return saving;
}

async function send() {
  const now = order();
  if (now.join() === stored.join()) return;
  const data = new FormData();
  for (const token of now) data.append("token", token);
  try {
    const response = await fetch(grid.dataset.photoOrder, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json", "HX-Request": "true", "X-CSRFToken": grid.dataset.csrf },
    });
    if (followRedirect(response)) return;
    if (!response.ok) throw new Error(String(response.status));
    stored = now;
  } catch {
    toast(grid.dataset.textFailed || words.textOffline, "error");
  }
}

function announce(tile) {
  if (!says) return;
  const all = tiles();
  says.textContent = grid.dataset.textPlace.replace("{n}", all.indexOf(tile) + 1).replace("{m}", all.length);
}

on("submit", "[data-photo-order] form[data-move]", (event, form) => {
  event.preventDefault();
  const tile = form.closest("[data-token]");
  const way = form.dataset.move;
  if (way === "up" && tile.previousElementSibling) tile.previousElementSibling.before(tile);
  if (way === "down" && tile.nextElementSibling) tile.nextElementSibling.after(tile);
  if (way === "first") grid.prepend(tile);
  const button = event.submitter;
  if (button && button.offsetParent) button.focus();
  else tile.querySelector("form[data-move=down] button, a")?.focus();
  tile.scrollIntoView({ block: "nearest" });
  announce(tile);
  save();
});

if (grid) {
  import("../vendor/sortablejs/1.15.7/Sortable.min.js").then(() => {
    window.Sortable.create(grid, {
      draggable: "[data-token]",
      filter: "button, select, input, label, summary",
      preventOnFilter: false,
      delay: 200, // a finger that scrolls does not drag
      delayOnTouchOnly: true,
      touchStartThreshold: 5,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      ghostClass: "photo-item--ghost",
      onEnd(event) {
        announce(event.item);
        save();
      },
    });
  });
}
