// Where the network is wider than its window, begin with the middle of it.
const region = document.querySelector(".network-scroll");
const centre = region?.querySelector(".centre .spot").getBoundingClientRect();
if (centre) region.scrollLeft += centre.left + centre.width / 2 - region.getBoundingClientRect().left - region.clientWidth / 2;
