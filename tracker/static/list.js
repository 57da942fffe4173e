// Lists: the button of the filters says how many rows they will leave, and the address can be copied.
const form = document.querySelector(".filter-form");
const left = form?.querySelector(".rows-left");
const DELAY = 150;
let timer = 0;
let asking;

function asked() {
  const pairs = [...new FormData(form)].filter(([name, value]) => value && !["_size", "_facet"].includes(name));
  return new URLSearchParams([...pairs, ["_size", "1"]]);
}

async function count() {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(`${form.dataset.rows}?${asked()}`, { signal: asking.signal });
    const page = await answer.json();
    if (!page.ok) left.textContent = "rows";
    else left.textContent = `${page.count_capped ? "more than " : ""}${page.count.toLocaleString("en")} rows`;
  } catch (error) {
    if (error.name !== "AbortError") left.textContent = "rows";
  }
}

form?.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(count, DELAY); });
form?.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(count, DELAY); });

// A column's menu leads to its filter, which is closed or, on a phone, in the drawer.
for (const link of document.querySelectorAll(".column-sheet a[href^='#f-']")) {
  link.addEventListener("click", () => {
    const facet = document.getElementById(link.hash.slice(1));
    facet.open = true;
    link.closest("[popover]").hidePopover();
    facet.querySelector("summary").focus();
  });
}

const copy = document.getElementById("copy-link");
copy?.addEventListener("click", async () => {
  await navigator.clipboard.writeText(location.href);
  copy.textContent = "Copied";
});
