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
  const next = same ?? el.querySelector("[data-focus]");
  if (next) next.focus();
}

function render({ model, el }) {
  const listen = (event) => {
    const button = event.target.closest("button[data-press]");
    if (button && el.contains(button)) model.send({ press: JSON.parse(button.dataset.press) });
  };
  const draw = () => show(model, el);
  el.addEventListener("click", listen);
  model.on("change:html", draw);
  draw();
  return () => {
    el.removeEventListener("click", listen);
    model.off("change:html", draw);
  };
}

export default { render };
