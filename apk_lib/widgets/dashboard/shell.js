// The frame of the dashboard: it shows what Python made and tells what the reader chose.

// a kernel that died is followed by an empty one
const GONE = ["dead", "terminating", "restarting", "autorestarting"];
const LANGUAGES = { cs: "Česky", en: "English" };

function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// A list of choices under its label; a name may hold anything, so it is set as text.
function list(model, trait, label, options) {
  const id = `apk-${trait}-${Math.random().toString(36).slice(2)}`;
  const select = made("select", { id });
  for (const [value, name] of options) select.append(made("option", { value }, name));
  select.value = model.get(trait);
  select.addEventListener("change", () => choose(model, trait, select.value));
  return made("div", {}, made("label", { for: id }, label), select);
}

function choose(model, trait, value) {
  if (model.get(trait) === value) return;
  model.set(trait, value);
  model.save_changes();
}

function pages(model, words) {
  const buttons = model.get("choices").pages.map(([id, name]) => {
    const button = made("button", { type: "button", "data-page": id }, name);
    button.addEventListener("click", () => choose(model, "page", id));
    return made("li", {}, button);
  });
  return made("nav", { "aria-label": words.pages }, made("ul", {}, ...buttons));
}

function render({ model, el }) {
  const bar = made("div", { class: "apk-controls" });
  const words = made("span");
  const status = made("p", { class: "apk-said", role: "status" }, words);
  // in an article the report's own header is no second banner of the page
  const body = made("article", { class: "apk-body", id: "apk-body", tabindex: "-1" });
  el.classList.add("apk-report", "apk-in-cell", "apk-dashboard");
  el.append(status, bar, body);
  // the page of its own, not a cell of a notebook
  const alone = "apkDashboard" in document.documentElement.dataset;

  // the bar is drawn anew only when its words or choices change, so that focus stays where it was
  function drawBar() {
    const { words, periods, pages: named } = model.get("choices");
    el.lang = model.get("lang");
    const place = [...bar.querySelectorAll("select, button")].indexOf(document.activeElement);
    const lists = [list(model, "lang", words.lang, Object.entries(LANGUAGES))];
    if (periods.length) lists.unshift(list(model, "period", words.period, periods));
    bar.replaceChildren(made("div", { class: "apk-choices" }, ...lists), ...(named.length ? [pages(model, words)] : []));
    mark();
    if (place >= 0) bar.querySelectorAll("select, button")[place].focus();
  }

  function mark() {
    for (const button of bar.querySelectorAll("button")) {
      if (button.dataset.page === model.get("page")) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
    }
  }

  // heard by a screen reader each time; seen only while there is something to wait for
  function say(text, waits) {
    words.textContent = text;
    status.toggleAttribute("data-waits", waits);
  }

  function wait() {
    mark();
    body.setAttribute("aria-busy", "true");
    say(model.get("choices").words.busy, true);
  }

  function show() {
    const { html, said, lang, title } = model.get("shown");
    body.innerHTML = html;
    body.setAttribute("aria-busy", "false");
    say(said, false);
    if (alone) {
      document.documentElement.lang = lang;
      document.title = title;
    }
  }

  // without a kernel nothing would ever come: what was being made is not, and every choice is in vain
  const kernel = model.widget_manager?.kernel;

  function connected() {
    if (kernel.connectionStatus === "connected" && !GONE.includes(kernel.status)) return;
    body.setAttribute("aria-busy", "false");
    say(model.get("choices").words.lost, true);
  }

  for (const signal of [kernel?.connectionStatusChanged, kernel?.statusChanged]) signal?.connect(connected);

  const heard = [
    ["change:choices", drawBar],
    ["change:page", wait],
    ["change:period", wait],
    ["change:lang", wait],
    ["change:shown", show],
  ];
  for (const [name, answer] of heard) model.on(name, answer);
  drawBar();
  show();
  model.set("opened", model.get("opened") + 1);
  model.save_changes();
  return () => {
    heard.forEach(([name, answer]) => model.off(name, answer));
    for (const signal of [kernel?.connectionStatusChanged, kernel?.statusChanged]) signal?.disconnect(connected);
  };
}

export default { render };
