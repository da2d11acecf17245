// Draws each chart that answers clicks in the place of its picture, which stays for print and for high contrast.
for (const source of document.querySelectorAll(".apk-spec")) {
  const figure = source.closest("figure"), still = figure.querySelector(".apk-chart");
  const spec = JSON.parse(source.textContent);
  spec.description = still.getAttribute("aria-label");
  const live = document.createElement("div"), stage = document.createElement("div");
  live.className = "apk-live";
  live.tabIndex = 0;
  live.setAttribute("role", "group");
  live.setAttribute("aria-label", source.dataset.label);
  const hint = document.createElement("p");
  hint.className = "apk-hint";
  hint.textContent = source.dataset.hint;
  stage.className = "apk-stage";
  live.append(hint, stage);
  still.after(live);
  // the expressions are interpreted, so that the page need not allow code made of text
  vegaEmbed(stage, spec, {mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false})
    .then(() => {
      live.prepend(stage.querySelector(".vega-bindings"));
      figure.removeAttribute("tabindex");
      figure.classList.add("apk-answers");
    })
    .catch((failure) => { live.remove(); throw failure; });
}
