// Markup from the kernel, whose buttons tell the kernel what was pressed.

function show(model, el) {
  const held = document.activeElement;
  const inside = held && el.contains(held);
  const pressed = inside ? held.dataset.press : null;
  const opened = [...el.querySelectorAll("details[open][id]")].map((one) => one.id);
  el.innerHTML = model.get("html");
  for (const one of el.querySelectorAll("details[id]")) {
    if (opened.includes(one.id)) one.open = true;
  }
  if (!inside) return;
  // who works by keyboard stays where they were, or comes to what has changed
  const same = [...el.querySelectorAll("[data-press]")].find((one) => one.dataset.press === pressed && !one.disabled);
  const next = same ?? el.querySelector("[data-focus]") ?? el.closest(".apk-view")?.querySelector("[data-focus]");
  if (next) next.focus();
}

function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // the browser reads the address a moment later
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function render({ model, el }) {
  // the same markup may be seen twice, and a file is for who asked for it
  let asked = false;
  const listen = (event) => {
    const button = event.target.closest("button[data-press]");
    if (!button || !el.contains(button)) return;
    asked = true;
    model.send({ press: JSON.parse(button.dataset.press) });
  };
  const receive = (message, buffers) => {
    if (asked && message.file) save(message.file, message.type, buffers[0]);
    asked = false;
  };
  const draw = () => show(model, el);
  el.addEventListener("click", listen);
  model.on("change:html", draw);
  model.on("msg:custom", receive);
  draw();
  return () => {
    el.removeEventListener("click", listen);
    model.off("change:html", draw);
    model.off("msg:custom", receive);
  };
}

export default { render };
