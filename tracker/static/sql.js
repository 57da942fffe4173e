// The editor of queries: Ctrl+Enter runs, Tab indents after typing, names of tables and columns are completed, and
// a click on a name beside it puts the name in. Without this the page is a form like any other.
const text = document.getElementById("sql");
const form = document.getElementById("ask");
const MOST = 8;
let typed = false;

const put = (words, from = text.selectionStart) => {
  text.focus();
  text.setSelectionRange(from, text.selectionEnd);
  // Kept in the browser's own list of what can be undone.
  if (!document.execCommand("insertText", false, words)) text.setRangeText(words, from, text.selectionEnd, "end");
};

// -- what can be completed: the names beside the editor, a table's own columns first when it is named --

const holdings = [...document.querySelectorAll(".holding")].map((one) => {
  const [name, ...columns] = [...one.querySelectorAll("[data-name]")].map((code) => code.dataset.name);
  return { name, columns };
});

// On a narrow page the names stand below, where a tap on a table is to open it.
const beside = matchMedia("(min-width: 62rem)").matches;
for (const code of document.querySelectorAll(beside ? "[data-name]" : "dt [data-name]")) {
  code.classList.add("insert");
  code.title = "Put this name into the query";
  code.addEventListener("click", (event) => {
    event.preventDefault();
    put(code.dataset.name);
  });
}

function completions(begun) {
  const words = new Set(text.value.toLowerCase().match(/\w+/g) ?? []);
  const found = new Map();
  const add = (name, of) => {
    if (name.startsWith(begun) && name !== begun && !found.has(name)) found.set(name, of);
  };
  const named = holdings.filter(({ name }) => words.has(name));
  named.forEach((one) => one.columns.forEach((column) => add(column, one.name)));
  holdings.forEach(({ name }) => add(name, ""));
  holdings.forEach((one) => one.columns.forEach((column) => add(column, one.name)));
  return [...found].slice(0, MOST);
}

const box = document.createElement("div");
box.className = "names-list";
const list = document.createElement("ul");
list.id = "names";
list.hidden = true;
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Names that begin so");
box.append(list);
text.after(box);
text.setAttribute("aria-autocomplete", "list");
text.setAttribute("aria-controls", "names");
let at = -1;

const begun = () => text.value.slice(0, text.selectionStart).match(/(?<![\w:'])[A-Za-z]\w+$/)?.[0] ?? "";

function close() {
  list.hidden = true;
  at = -1;
  text.removeAttribute("aria-activedescendant");
}

function mark(next) {
  at = next;
  [...list.children].forEach((item, place) => item.setAttribute("aria-selected", place === at));
  if (at >= 0) text.setAttribute("aria-activedescendant", list.children[at].id);
}

function take(place) {
  const word = begun();
  const name = list.children[place].dataset.take;
  close();
  put(name, text.selectionStart - word.length);
  close();
}

function offer() {
  const word = begun().toLowerCase();
  const found = word ? completions(word) : [];
  list.replaceChildren(...found.map(([name, of], place) => {
    const item = document.createElement("li");
    item.id = `name-${place}`;
    item.dataset.take = name;
    item.setAttribute("role", "option");
    item.append(name);
    if (of) item.append(Object.assign(document.createElement("span"), { textContent: of }));
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(place); });
    return item;
  }));
  if (found.length) { list.hidden = false; mark(0); } else close();
}

text.addEventListener("input", () => { typed = true; offer(); });
text.addEventListener("blur", () => { typed = false; close(); });
text.addEventListener("click", close);

// -- keys --

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (!list.hidden && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    const many = list.children.length;
    mark((at + (event.key === "ArrowDown" ? 1 : many - 1)) % many);
  } else if (!list.hidden && ["Tab", "Enter"].includes(event.key) && !event.shiftKey) {
    event.preventDefault();
    take(at);
  } else if (event.key === "Escape") {
    // Closes the list first; then Tab leaves the editor again.
    if (list.hidden) typed = false;
    close();
  } else if (event.key === "Tab" && typed && !event.shiftKey) {
    event.preventDefault();
    put("  ");
  }
});

// -- what the database stumbled over --

const word = document.getElementById("summary")?.dataset.word;
const place = word ? text.value.search(new RegExp(`(?<!\\w)${word.replace(/[^\w]/g, "\\$&")}(?!\\w)`, "i")) : -1;
if (place >= 0) {
  text.focus();
  text.setSelectionRange(place, place + word.length);
}
