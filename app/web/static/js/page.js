/* On every page: the network banner, focus on what must be mended, and sending
   what an earlier page had to keep on this device. */
import { replay } from "./keeping.js";
import { tellUnsent } from "./unsent.js";

const banner = document.querySelector("[data-network]");

function showNetwork() {
  if (banner) banner.hidden = navigator.onLine;
}

window.addEventListener("online", () => {
  showNetwork();
  replay().then(tellUnsent);
});
window.addEventListener("offline", showNetwork);
showNetwork();
document.querySelector("[data-focus-first]")?.focus();
replay().then(tellUnsent);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
