// Ticked rows of a list: how many they are, and the bar that acts on them.
import { on } from "./dom.js";

const ticks = () => [...document.querySelectorAll('input[form="chosen"][name="o"]')];

function tell() {
  const bar = document.querySelector("[data-chosen]");
  if (!bar) return;
  const number = ticks().filter((one) => one.checked).length;
  const place = bar.querySelector("[data-chosen-count]");
  const text = number === 1 ? place.dataset.one : place.dataset.many.replace("{count}", String(number));
  if (place.textContent !== text) place.textContent = text;
  bar.classList.toggle("is-on", number > 0);
}

on("change", 'input[form="chosen"]', tell);
on("click", "[data-chosen-none]", (event) => {
  event.preventDefault();
  for (const one of ticks()) one.checked = false;
  tell();
});

// With Shift, all between the last tick and this one.
let last = null;
on("click", 'input[form="chosen"]', (event, tick) => {
  const all = ticks();
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(tick)].sort((one, other) => one - other);
    for (const between of all.slice(from, to + 1)) between.checked = tick.checked;
    tell();
  }
  last = tick;
});

document.addEventListener("htmx:afterSettle", tell);
tell();
