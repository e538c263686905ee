// The back office's search fields are drawn by a library that gives them no name: take it from the field's label.

function name(box) {
  const select = box.previousElementSibling;
  const label = select?.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  if (!label) return;
  const text = label.textContent.replace(/[:*]\s*$/, "").trim();
  label.id ||= `label-${select.id}`;
  for (const one of box.querySelectorAll(".select2-selection, .select2-selection__rendered")) {
    one.removeAttribute("aria-labelledby");
    one.setAttribute("aria-label", [text, one.textContent.replace(/^×/, "").trim()].filter(Boolean).join(": "));
  }
  for (const field of box.querySelectorAll(".select2-search__field")) field.setAttribute("aria-label", text);
}

const all = () => document.querySelectorAll(".select2-container").forEach(name);

all();
new MutationObserver(all).observe(document.body, { childList: true, subtree: true });
document.addEventListener("focusin", (event) => {
  if (!event.target.matches(".select2-search--dropdown .select2-search__field")) return;
  const open = document.querySelector(".select2-container--open .select2-selection");
  event.target.setAttribute("aria-label", open?.getAttribute("aria-label") ?? "");
});
