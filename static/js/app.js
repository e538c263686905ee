// Pages of a signed-in person. Every htmx event is handled in this one file.
import "./common.js";
import "./clock.js";
import "./palette.js";
import "./quick_add.js";
import { toast, words } from "./dom.js";

// What a page asks by itself, again and again (the bell), may fail in silence: the next time will do.
const isQuiet = (event) => event.target.matches?.("[data-quiet]");

document.addEventListener("htmx:responseError", (event) => {
  if (isQuiet(event)) return;
  if (event.detail.xhr.status === 401) location.reload(); // signed out meanwhile: the server shows the sign-in page
  else toast(words.textError, "error");
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => isQuiet(event) || toast(words.textOffline, "error"));
}

// The server may say something beside a fragment: HX-Trigger: {"toast": {"text": "...", "kind": "success"}}
document.addEventListener("toast", (event) => toast(event.detail.text || event.detail.value, event.detail.kind));

document.addEventListener("htmx:beforeRequest", (event) => event.target.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => event.target.removeAttribute?.("aria-busy"));

if (document.querySelector("[data-photo-upload]")) import("./photo_upload.js");
if (document.querySelector("[data-photo-order]")) import("./photo_order.js");
