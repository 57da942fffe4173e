// A drawing is a file as SVG. Beside each of those links, a button makes the same drawing a PNG, twice as fine.
const FINE = 2;

function drawn(address) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.addEventListener("load", () => resolve(image));
    image.addEventListener("error", reject);
    image.src = address;
  });
}

async function save(link) {
  const image = await drawn(link.href);
  const canvas = document.createElement("canvas");
  canvas.width = FINE * image.naturalWidth;
  canvas.height = FINE * image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const file = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!file) throw new Error("The drawing is larger than this browser draws.");
  const offered = document.createElement("a");
  offered.href = URL.createObjectURL(file);
  offered.download = new URL(link.href).pathname.slice(1).replace(/svg$/, "png");
  offered.click();
  setTimeout(() => URL.revokeObjectURL(offered.href), 60_000);
}

function offer() {
  for (const link of document.querySelectorAll('.twins a[href*=".svg"]')) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = "PNG";
    button.addEventListener("click", async () => {
      try {
        await save(link);
      } catch {
        button.textContent = "PNG: not possible in this browser, take the SVG";
        button.disabled = true;
      }
    });
    link.after(" ", button);
  }
}
offer();
document.addEventListener("redrawn", offer); // the map brings its links anew
