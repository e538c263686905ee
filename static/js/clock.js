// Response clocks tick: <span class="clock" data-since="ISO" data-green="5" data-amber="30"><span data-clock-text>.
// Where the office's hours decide, data-amber-at and data-red-at say when it changes colour.
import { words } from "./dom.js";

const STATES = ["green", "amber", "red"];

export function duration(minutes, text = words) {
  if (minutes < 60) return text.textMinutes.replace("{minutes}", minutes);
  if (minutes < 1440) {
    return text.textHours.replace("{hours}", Math.floor(minutes / 60)).replace("{minutes}", minutes % 60);
  }
  const days = Math.floor(minutes / 1440);
  return days === 1 ? text.textDay : text.textDays.replace("{days}", days);
}

function state(minutes, clock) {
  const { amberAt, redAt } = clock.dataset;
  if (redAt) {
    if (Date.now() < Date.parse(amberAt)) return "green";
    return Date.now() < Date.parse(redAt) ? "amber" : "red";
  }
  if (minutes < Number(clock.dataset.green)) return "green";
  return minutes < Number(clock.dataset.amber) ? "amber" : "red";
}

function tick() {
  for (const clock of document.querySelectorAll(".clock[data-since]")) {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 60000));
    if (Number.isNaN(minutes)) continue;
    const now = state(minutes, clock);
    for (const one of STATES) clock.classList.toggle(`clock--${one}`, one === now);
    const word = words[`text${now[0].toUpperCase()}${now.slice(1)}`];
    const place = clock.querySelector("[data-clock-text]");
    const text = `${word} · ${duration(minutes)}`;
    if (place && place.textContent !== text) place.textContent = text;
  }
}

if (words.textMinutes) setInterval(tick, 15000);
