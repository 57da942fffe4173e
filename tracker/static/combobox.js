// Choosing a record by typing its name: a text input with a list of what it may mean.
// In forms the choice is kept in the hidden inputs beside it; in filters (data-adds) it becomes a ticked box.
const DELAY = 120;
let made = 0;

for (const box of document.querySelectorAll(".combo")) {
  const input = box.querySelector("input");
  const [id, was] = ["id", "was"].map((part) => box.querySelector(`input[name$=".${part}"]`));
  const list = document.createElement("div");
  let options = [];
  let at = -1;
  let timer = 0;
  let asked = 0;

  list.className = "combo-list";
  list.id = `combo-${++made}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "What it may be");
  list.hidden = true;
  box.append(list);
  const said = document.createElement("span");
  said.className = "vh";
  said.setAttribute("role", "status");
  box.append(said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  const isChosen = () => Boolean(id?.value) && input.value.trim() === was.value;
  const mark = () => box.classList.toggle("chosen", isChosen());
  mark();

  function close() {
    list.hidden = true;
    list.replaceChildren();
    options = [];
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function light(next) {
    at = next;
    options.forEach((option, number) => option.element.setAttribute("aria-selected", String(number === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options[at].element.id);
    return options[at].element.scrollIntoView({ block: "nearest" });
  }

  function choose(number) {
    const { row } = options[number];
    if (box.dataset.adds) tick(row);
    else {
      input.value = row.name;
      id.value = row.id;
      was.value = row.name;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    mark();
    close();
  }

  function tick(row) {
    const label = document.createElement("label");
    const tickbox = document.createElement("input");
    label.className = "check";
    tickbox.type = "checkbox";
    tickbox.checked = true;
    tickbox.name = box.dataset.adds;
    tickbox.value = row.id;
    label.append(tickbox, ` ${row.name}`);
    box.before(label);
    input.value = "";
  }

  function show(rows) {
    list.replaceChildren();
    options = rows.map((row, number) => {
      const element = document.createElement("div");
      const [name, hint] = [document.createElement("span"), document.createElement("span")];
      element.className = "combo-option";
      element.id = `${list.id}-${number}`;
      element.setAttribute("role", "option");
      element.setAttribute("aria-selected", "false");
      name.textContent = row.name;
      hint.textContent = row.hint;
      hint.className = "combo-hint";
      element.append(name, hint);
      element.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(number); });
      list.append(element);
      return { element, row };
    });
    said.textContent = rows.length ? `${rows.length} to choose from` : "Nothing is called so";
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    at = -1;
    input.removeAttribute("aria-activedescendant");
  }

  async function look() {
    const words = input.value.trim();
    const number = ++asked;
    if (!words || isChosen()) return close();
    const answer = await fetch(`/lookup?to=${encodeURIComponent(box.dataset.to)}&q=${encodeURIComponent(words)}`);
    if (!answer.ok || number !== asked) return undefined;
    const { rows } = await answer.json();
    // The answer may come after the person has gone on to the next field.
    return number === asked && document.activeElement === input ? show(rows) : undefined;
  }

  input.addEventListener("input", () => {
    mark();
    clearTimeout(timer);
    timer = setTimeout(look, DELAY);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) return void look();
    if (list.hidden) return undefined;
    if (event.key === "Escape") { event.stopPropagation(); return close(); }
    if (event.key === "Enter" && at >= 0) { event.preventDefault(); return choose(at); }
    if (event.key === "Tab" && at >= 0) return choose(at);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return undefined;
    event.preventDefault();
    return light((at + step + options.length) % options.length);
  });
  input.addEventListener("blur", () => { asked += 1; close(); });
}
