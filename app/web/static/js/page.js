/* On every page: the network banner, focus on what must be mended, and sending
   what an earlier page had to keep on this device. */
import { replay } from "./keeping.js";

const banner = document.querySelector("[data-network]");

function showNetwork() {
  if (banner) banner.hidden = navigator.onLine;
}

/* Hardly ever is anything refused: what tells of it is fetched then. */
async function sendKept() {
  const refused = await replay();
  if (!refused.length) return;
  const { tellUnsent } = await import("./unsent.js");
  tellUnsent(refused);
}

window.addEventListener("online", () => {
  showNetwork();
  sendKept();
});
window.addEventListener("offline", showNetwork);
showNetwork();
document.querySelector("[data-focus-first]")?.focus();
sendKept();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
