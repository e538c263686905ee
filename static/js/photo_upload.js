// Several photos at once: one request per file, three at a time, a bar and a second try for each.
// <form data-photo-upload data-text-waiting data-text-sending data-text-done data-text-failed data-text-retry data-text-type
//       data-text-large data-max-mb="20"> <input type="file" multiple> … <ul class="uploads" data-uploads></ul>
import { words } from "./dom.js";

const AT_ONCE = 3;

for (const form of document.querySelectorAll("form[data-photo-upload]")) enhance(form);

function enhance(form) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-uploads]") || form.appendChild(document.createElement("ul"));
  list.classList.add("uploads");
  const text = form.dataset;
  const waiting = [];
  let running = 0;
  let sent = 0;

  function row(file) {
    const item = document.createElement("li");
    item.className = "upload";
    const name = document.createElement("span");
    name.className = "truncate";
    name.textContent = file.name;
    const state = document.createElement("span");
    state.className = "upload__state";
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    item.append(name, state, bar);
    list.append(item);
    return { file, item, state, bar };
  }

  function add(files) {
    for (const file of files) {
      const one = row(file);
      if (file.type && !file.type.startsWith("image/")) fail(one, text.textType);
      else if (text.maxMb && file.size > Number(text.maxMb) * 1048576) fail(one, text.textLarge);
      else {
        one.state.textContent = text.textWaiting || "";
        waiting.push(one);
      }
    }
    next();
  }

  function fail(one, reason, retry = false) {
    one.item.classList.add("upload--failed");
    one.state.textContent = reason || text.textFailed || words.textError || "";
    if (!retry) return;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn btn--small";
    again.textContent = text.textRetry || "";
    again.addEventListener("click", () => {
      one.item.classList.remove("upload--failed");
      one.state.textContent = text.textWaiting || "";
      waiting.push(one);
      next();
    });
    one.state.append(" ", again);
  }

  function next() {
    while (running < AT_ONCE && waiting.length) send(waiting.shift());
    if (!running && !waiting.length && sent && !list.querySelector(".upload--failed")) location.reload();
  }

  function send(one) {
    running += 1;
    one.bar.value = 0;
    one.state.textContent = text.textSending || "";
    const data = new FormData(form);
    data.delete(input.name);
    data.append(input.name, one.file);
    const request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action") || location.href);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("X-Upload", "one");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) one.bar.value = (event.loaded / event.total) * 100;
    });
    request.addEventListener("loadend", () => {
      running -= 1;
      const target = request.getResponseHeader("HX-Redirect") || "";
      if (request.status === 204 && target.includes("login")) {
        location.assign(target); // signed out meanwhile
        return;
      }
      if (request.status >= 200 && request.status < 400) {
        sent += 1;
        one.bar.value = 100;
        one.item.classList.add("upload--done");
        one.state.textContent = text.textDone || "";
      } else if (request.status === 0) fail(one, words.textOffline, true);
      else fail(one, reasonOf(request), true);
      next();
    });
    request.send(data);
  }

  /** A refusal may come as plain text or as {"error": "..."}; a page of HTML is not shown. */
  function reasonOf(request) {
    const kind = request.getResponseHeader("Content-Type") || "";
    if (kind.includes("json")) {
      try {
        return JSON.parse(request.responseText).error;
      } catch {
        return "";
      }
    }
    return kind.startsWith("text/plain") && request.responseText.length < 300 ? request.responseText : "";
  }

  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
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
}
