// Before anything is drawn: the theme chosen the last time, where the browser lets a file remember.
(() => {
  const root = document.documentElement;
  root.classList.add("apk-scripted");
  try {
    const theme = localStorage.getItem("apk-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch { /* nothing is remembered, the system's theme holds */ }
})();
