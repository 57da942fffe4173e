// What every page does beyond plain HTML: the theme, single keys, menus that close, copying.
const kept = {
  get(name) { try { return localStorage.getItem(name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(name, value); } catch { /* not kept */ } },
};

const root = document.documentElement;
const THEMES = ["system", "light", "dark"];
const theme = document.getElementById("theme");

function showTheme() {
  const name = root.dataset.theme ?? "system";
  theme.querySelector(".theme-name").textContent = name;
  theme.title = `Theme: ${name}`;
}

theme.addEventListener("click", () => {
  const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "system") + 1) % THEMES.length];
  if (next === "system") delete root.dataset.theme;
  else root.dataset.theme = next;
  kept.set("theme", next);
  showTheme();
});
showTheme();

// -- single keys: never inside inputs, never with a modifier, and only while they are switched on --

const keysOn = document.getElementById("keys-on");
keysOn.checked = kept.get("keys") !== "off";
keysOn.addEventListener("change", () => kept.set("keys", keysOn.checked ? "on" : "off"));

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
const KEYS = {
  "/": () => { const box = document.getElementById("q"); box.focus(); box.select(); },
  "n": () => document.querySelector('[data-key="n"]').click(),
  "?": () => document.getElementById("help").togglePopover(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return closeMenus(null, true);
  const act = KEYS[event.key];
  if (!act || !keysOn.checked || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return undefined;
  event.preventDefault();
  return act();
});

// -- menus are details elements: a click elsewhere and Escape close them --

function closeMenus(but, refocus = false) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === but) continue;
    if (refocus && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
  });
}

// A region that has nothing to scroll is no stop for the keyboard.
const regions = document.querySelectorAll(".scroll");
function fitRegions() {
  for (const region of regions) region.tabIndex = region.scrollWidth > region.clientWidth ? 0 : -1;
}
fitRegions();
addEventListener("resize", fitRegions);

// What went wrong, or what is to be checked, is read first.
document.getElementById("summary")?.focus();

// Shown on the first visit only.
for (const note of document.querySelectorAll("[data-once]")) {
  const name = `seen-${note.dataset.once}`;
  if (kept.get(name)) note.hidden = true;
  else kept.set(name, "yes");
}
