/* On every page: the network banner, focus on what must be mended, and sending
   what an earlier page had to keep on this device. */
import { replay } from "./keeping.js";

const banner = document.querySelector("[data-network]");

function showNetwork() {
  if (banner) banner.hidden = navigator.onLine;
}

window.addEventListener("online", () => {
  showNetwork();
  replay();
});
window.addEventListener("offline", showNetwork);
showNetwork();
document.querySelector("[data-focus-first]")?.focus();
replay();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
