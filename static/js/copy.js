// Buttons that copy the value of a field: data-copy names its id.
import { on, toast } from "./dom.js";

on("click", "[data-copy]", async (_event, button) => {
  const field = document.getElementById(button.dataset.copy);
  if (!field) return;
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select(); // without https the browser keeps its clipboard: the person copies what is marked
    document.execCommand("copy");
  }
  toast(button.dataset.copied, "success");
});
