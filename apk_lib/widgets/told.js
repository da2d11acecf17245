// A line that a screen reader reads out whenever its words change: the element stays, so that it is listened to.

function render({ model, el }) {
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  const say = () => {
    line.textContent = model.get("said");
    line.lang = model.get("lang");
    line.className = model.get("seen") ? "apk-told" : "apk-told apk-hidden";
  };
  el.classList.add("apk-report", "apk-in-cell", "apk-drilldown");
  el.append(line);
  model.on("change", say);
  say();
  return () => model.off("change", say);
}

export default { render };
