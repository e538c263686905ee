// Photos in a dialog over the page: arrows, swipe, Escape. Without it each photo is a link to its large version.
import { on } from "./dom.js";

const box = document.getElementById("lightbox");
const strip = box?.querySelector(".lightbox__strip");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
let group = "";
let from = null;

const slides = () => [...strip.children];
const place = () => Math.round(strip.scrollLeft / Math.max(strip.clientWidth, 1));

function fill(links) {
  group = links[0].dataset.lightbox;
  strip.replaceChildren(...links.map((link) => {
    const small = link.querySelector("img");
    const large = new Image(small.width, small.height);
    large.alt = small.alt;
    large.loading = "lazy";
    large.decoding = "async";
    large.srcset = small.srcset;
    large.sizes = "100vw";
    large.src = link.href;
    return large;
  }));
}

function tell() {
  const at = Math.min(place(), slides().length - 1);
  box.querySelector(".lightbox__count").textContent = `${at + 1} / ${slides().length}`;
  box.querySelector(".lightbox__words").textContent = slides()[at]?.alt || "";
  for (const step of box.querySelectorAll("[data-lightbox-step]")) {
    const target = at + Number(step.dataset.lightboxStep);
    step.disabled = target < 0 || target >= slides().length;
  }
}

function show(at, smooth = true) {
  const behavior = smooth && !calm.matches ? "smooth" : "instant";
  strip.scrollTo({ left: at * strip.clientWidth, behavior });
}

if (box) {
  on("click", "a[data-lightbox]", (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const links = [...document.querySelectorAll(`a[data-lightbox="${link.dataset.lightbox}"]`)];
    if (group !== link.dataset.lightbox) fill(links);
    from = link;
    box.showModal();
    show(links.indexOf(link), false);
    tell();
    strip.focus();
  });
  on("click", "[data-lightbox-step]", (_event, step) => show(place() + Number(step.dataset.lightboxStep)));
  on("click", "[data-lightbox-close]", () => box.close());
  box.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Home" || event.key === "End") show(event.key === "Home" ? 0 : slides().length - 1);
    else if (step) show(place() + step);
    else return;
    event.preventDefault();
  });
  let waiting = 0;
  strip.addEventListener("scroll", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(tell);
  }, { passive: true });
  box.addEventListener("close", () => from?.focus());
}

on("click", "[data-copy]", async (_event, button) => {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("span").textContent = button.dataset.done;
  } catch {
    window.prompt("", button.dataset.copy);
  }
});
on("click", "[data-print]", () => window.print());
