// A place to draw a signature with finger, pen or mouse. Without this script the typed name alone is the signature.
const INK = "#10201d";
const PAPER = "#ffffff";

function pad(box) {
  const field = document.getElementById(box.dataset.signPad);
  if (!field) return;
  const label = document.createElement("span");
  label.className = "sign-pad__label";
  label.textContent = box.dataset.label;
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", box.dataset.label);
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "btn btn--quiet btn--small";
  clear.textContent = box.dataset.clear;
  box.append(label, canvas, clear);
  box.hidden = false;

  const width = 900;
  const height = Math.round((width * canvas.clientHeight) / Math.max(canvas.clientWidth, 1)) || 300;
  canvas.width = width;
  canvas.height = Math.min(height, 600);
  const pen = canvas.getContext("2d");
  let last = null;

  function clean() {
    pen.fillStyle = PAPER;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    field.value = "";
  }
  function point(event) {
    const frame = canvas.getBoundingClientRect();
    return [
      ((event.clientX - frame.left) * canvas.width) / frame.width,
      ((event.clientY - frame.top) * canvas.height) / frame.height,
    ];
  }
  function line(from, to) {
    pen.strokeStyle = INK;
    pen.lineWidth = 5;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  }
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = point(event);
    line(last, last);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const here = point(event);
    line(last, here);
    last = here;
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      if (!last) return;
      last = null;
      field.value = canvas.toDataURL("image/png");
    });
  }
  clear.addEventListener("click", clean);
  clean();
}

for (const box of document.querySelectorAll("[data-sign-pad]")) pad(box);
