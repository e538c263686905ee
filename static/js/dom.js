// Small helpers that the other modules share.

/** The words of the page, translated by the server: data-text-* of <body>. */
export const words = document.body.dataset;

/** Call `handle` for clicks and other events on elements that match, now or later. */
export function on(type, selector, handle) {
  document.addEventListener(type, (event) => {
    const element = event.target instanceof Element ? event.target.closest(selector) : null;
    if (element) handle(event, element);
  });
}

/** A short message in the corner; it stays until it is dismissed if something failed. */
export function toast(text, kind = "info") {
  const place = document.getElementById("toasts");
  if (!place || !text) return;
  const box = document.createElement("div");
  box.className = `notice notice--${kind}`;
  const line = document.createElement("p");
  line.className = "notice__text";
  line.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "notice__close";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", words.textDismiss || "");
  close.textContent = "\u00d7";
  box.append(line, close);
  place.append(box);
  if (kind !== "error" && kind !== "warning") setTimeout(() => box.remove(), 8000);
}

/** Send the whole tab where the server says; true if it said so. */
export function followRedirect(response) {
  const target = response.headers.get("HX-Redirect");
  if (target) location.assign(target);
  return Boolean(target);
}
