// The links to "add a lead" open the page's form in a window; without this file they open the page.
import { followRedirect, on, toast, words } from "./dom.js";

const dialog = document.getElementById("quick-add");
const body = dialog?.querySelector(".sheet__body");

function show(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  body.replaceChildren(...parsed.body.childNodes);
  window.htmx?.process(body);
  const first = body.querySelector("[data-focus], .is-invalid, input:not([type=hidden]), select, textarea");
  first?.focus();
}

async function load(url, options = {}) {
  try {
    const response = await fetch(url, { ...options, headers: { "HX-Request": "true", ...options.headers } });
    if (followRedirect(response)) return;
    if (response.redirected || (!response.ok && response.status !== 422 && response.status !== 409)) {
      location.assign(response.redirected ? response.url : url);
      return;
    }
    show(await response.text());
  } catch {
    toast(words.textOffline, "error");
  }
}

if (dialog) {
  on("click", "a[data-quick-add]", async (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    body.replaceChildren();
    dialog.showModal();
    dialog.dataset.url = link.href;
    await load(link.href);
  });
  body.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("[hx-post], [data-hx-post]") || event.defaultPrevented) return;
    event.preventDefault();
    const button = event.submitter;
    if (button) button.disabled = true;
    const data = new FormData(form, button?.name ? button : undefined);
    await load(form.getAttribute("action") || dialog.dataset.url, { method: "POST", body: data });
    if (button) button.disabled = false;
  });
  body.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-cancel]");
    if (!cancel) return;
    event.preventDefault();
    dialog.close();
  });
}
