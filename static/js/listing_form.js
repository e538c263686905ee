// Forms of the stock: hides what the chosen type of property does not have, counts the characters of texts.
const type = document.querySelector("#id_property_type");

function showWhatFits() {
  for (const field of document.querySelectorAll("[data-types]")) {
    const box = document.getElementById(`div_${field.id}`);
    if (box) box.hidden = Boolean(type.value) && !field.dataset.types.split(" ").includes(type.value);
  }
  for (const section of document.querySelectorAll(".form-section")) {
    const boxes = [...section.querySelectorAll("[id^=div_id_]")];
    if (boxes.length) section.hidden = boxes.every((box) => box.hidden);
  }
}

if (type) {
  type.addEventListener("change", showWhatFits);
  showWhatFits();
  // A link from the publish rules names one field: it must be seen even where its type hides it.
  const wanted = location.hash.startsWith("#id_") && document.getElementById(`div_${location.hash.slice(1)}`);
  if (wanted) {
    wanted.hidden = false;
    wanted.closest(".form-section").hidden = false;
    document.getElementById(location.hash.slice(1))?.focus();
  }
}

for (const field of document.querySelectorAll("[data-count]")) {
  const counter = document.createElement("p");
  counter.className = "muted small num";
  const count = () => {
    counter.textContent = `${field.value.length} / ${field.dataset.count}`;
  };
  field.after(counter);
  field.addEventListener("input", count);
  count();
}
