// Many photos at once: one request a file, three at a time, a bar, a way out and a second try for each.
// <form data-photo-upload data-max-mb="30" data-text-waiting data-text-sending data-text-storing data-text-done data-text-failed
//   data-text-retry data-text-retry-all data-text-cancel data-text-cancelled data-text-type data-text-large data-text-heic
//   data-text-sum="{n} of {m}"> <input type="file" multiple> <div data-uploads-sum></div> <ul data-uploads></ul>
// Each stored photo's tile joins the grid (data-photo-order); at the end the photos lie in the order in which they were chosen.
import { words } from "./dom.js";
import { save as saveOrder } from "./photo_order.js";

const AT_ONCE = 3;
const TRIES = 3; // where the line failed, not where the server said no
const PAUSE = 2000;

for (const form of document.querySelectorAll("form[data-photo-upload]")) enhance(form);

function enhance(form) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-uploads]");
  const sum = form.querySelector("[data-uploads-sum]");
  const grid = document.querySelector("[data-photo-order]");
  const text = form.dataset;
  const all = [];
  let running = 0;

  function element(tag, className, words_ = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = words_;
    return made;
  }

  function button(label, handle) {
    const made = element("button", "btn btn--small", label);
    made.type = "button";
    made.addEventListener("click", handle);
    return made;
  }

  function row(file) {
    const item = element("li", "upload");
    const name = element("span", "truncate", file.name);
    name.title = file.name;
    const state = element("span", "upload__state");
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const buttons = element("span", "upload__buttons");
    item.append(name, buttons, state, bar);
    list.append(item);
    return { file, item, state, bar, buttons, phase: "waiting", tries: 0, request: null, token: "" };
  }

  function show(one, phase, words_) {
    one.phase = phase;
    one.item.classList.toggle("upload--failed", phase === "failed");
    one.item.classList.toggle("upload--done", phase === "done");
    one.state.textContent = words_ || "";
    const buttons = [];
    const again = () => {
      one.tries = 0;
      wait(one);
      next();
    };
    if (phase === "failed" || phase === "cancelled") buttons.push(button(text.textRetry, again));
    if (phase === "waiting" || phase === "sending") buttons.push(button(text.textCancel, () => cancel(one)));
    for (const made of buttons) made.setAttribute("aria-label", `${made.textContent}: ${one.file.name}`);
    const had = one.buttons.contains(document.activeElement);
    one.buttons.replaceChildren(...buttons);
    if (had) (buttons[0] || input).focus();
    summarise();
  }

  function wait(one) {
    show(one, "waiting", text.textWaiting);
  }

  function refuse(one, reason) {
    show(one, "failed", reason || text.textFailed || words.textError);
  }

  function cancel(one) {
    one.request?.abort();
    show(one, "cancelled", text.textCancelled);
    next();
  }

  function count(...phases) {
    return all.filter((one) => phases.includes(one.phase)).length;
  }

  function summarise() {
    if (!sum) return;
    const line = element("span", "", text.textSum.replace("{n}", count("done")).replace("{m}", all.length));
    const more = [];
    if (count("failed", "cancelled") > 1 && !count("waiting", "sending")) {
      more.push(
        button(text.textRetryAll, () => {
          for (const one of all) if (one.phase === "failed" || one.phase === "cancelled") wait(Object.assign(one, { tries: 0 }));
          next();
        }),
      );
    }
    if (count("waiting", "sending") > 1) {
      more.push(button(text.textCancelAll, () => {
        for (const one of all) if (one.phase === "waiting" || one.phase === "sending") cancel(one);
      }));
    }
    if (sum.dataset.shown === line.textContent && sum.dataset.buttons === String(more.map((made) => made.textContent))) return;
    sum.dataset.shown = line.textContent;
    sum.dataset.buttons = String(more.map((made) => made.textContent));
    sum.replaceChildren(line, ...more);
  }

  function add(files) {
    for (const file of files) {
      const one = row(file);
      all.push(one);
      if (/\.(heic|heif|avif)$/i.test(file.name)) refuse(one, text.textHeic);
      else if (file.type && !file.type.startsWith("image/")) refuse(one, text.textType);
      else if (file.type === "image/svg+xml") refuse(one, text.textType);
      else if (text.maxMb && file.size > Number(text.maxMb) * 1048576) refuse(one, text.textLarge);
      else wait(one);
    }
    next();
  }

  function next() {
    for (const one of all) {
      if (running >= AT_ONCE) return;
      if (one.phase === "waiting") send(one);
    }
    if (!running && count("done")) finish();
  }

  function send(one) {
    running += 1;
    one.tries += 1;
    one.bar.value = 0;
    show(one, "sending", text.textSending);
    const data = new FormData(form);
    data.delete(input.name);
    data.append(input.name, one.file);
    const request = new XMLHttpRequest();
    one.request = request;
    request.open("POST", form.getAttribute("action") || location.href);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("X-Upload", "one");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) one.bar.value = (event.loaded / event.total) * 100;
    });
    request.upload.addEventListener("load", () => {
      if (one.phase === "sending") one.state.textContent = text.textStoring;
    });
    request.addEventListener("loadend", () => {
      running -= 1;
      one.request = null;
      settle(one, request);
      next();
    });
    request.send(data);
  }

  function settle(one, request) {
    if (one.phase === "cancelled") return;
    const target = request.getResponseHeader("HX-Redirect") || "";
    if (request.status === 204 && target.includes("login")) {
      location.assign(target); // signed out meanwhile
    } else if (request.status >= 200 && request.status < 300) {
      const answer = parsed(request);
      one.token = answer.token || "";
      one.bar.value = 100;
      show(one, "done", text.textDone);
      if (one.item.contains(document.activeElement)) input.focus();
      one.item.remove(); // its tile tells the rest; what stays in this list needs somebody
      join(answer.html || "");
    } else if ([0, 502, 503, 504].includes(request.status) && one.tries < TRIES) {
      show(one, "pausing", text.textWaiting);
      setTimeout(() => {
        wait(one);
        next();
      }, PAUSE * one.tries);
    } else {
      refuse(one, request.status === 0 ? words.textOffline : reasonOf(request));
    }
  }

  /** The new tile at the end of the grid. */
  function join(html) {
    if (!grid || !html) return;
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const tile = holder.content.firstElementChild;
    if (!tile) return;
    grid.append(tile);
    window.htmx?.process(tile);
    document.querySelector("[data-photo-empty]")?.remove();
    document.querySelector("[data-photo-bulk]")?.removeAttribute("hidden");
  }

  /** Three at a time arrive in any order; they shall lie as they were chosen. */
  function finish() {
    if (!grid) return;
    const mine = all.filter((one) => one.token).map((one) => grid.querySelector(`[data-token="${one.token}"]`)).filter(Boolean);
    const present = [...grid.children].filter((tile) => mine.includes(tile));
    if (mine.some((tile, n) => tile !== present[n])) {
      const anchor = document.createComment("");
      present[0].before(anchor);
      for (const tile of mine) anchor.before(tile);
      anchor.remove();
    }
    saveOrder();
  }

  function parsed(request) {
    try {
      return JSON.parse(request.responseText);
    } catch {
      return {};
    }
  }

  /** A refusal may come as plain text or as {"error": "..."}; a page of HTML is not shown. */
  function reasonOf(request) {
    const kind = request.getResponseHeader("Content-Type") || "";
    if (kind.includes("json")) return parsed(request).error;
    return kind.startsWith("text/plain") && request.responseText.length < 300 ? request.responseText : "";
  }

  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("dropzone--over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("dropzone--over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("dropzone--over");
    add(event.dataTransfer.files);
  });
  window.addEventListener("beforeunload", (event) => {
    if (count("waiting", "sending", "pausing")) event.preventDefault();
  });
}
