/* Who else is here: a sign of life every half minute while the page is looked at. Where the
   server does not answer nothing is said, and nothing waits for it. */
const BEAT = 30000;

export function keepPresence(place) {
  if (!place) return;
  let last = 0;
  const beat = async () => {
    if (document.hidden || !navigator.onLine || Date.now() - last < BEAT) return;
    last = Date.now();
    const words = await greet(place.dataset.here);
    if (words === null) return;
    place.querySelector("p").textContent = words;
    place.firstElementChild.hidden = !words;
  };
  beat();
  setInterval(beat, BEAT + 500);
  document.addEventListener("visibilitychange", beat);
}

async function greet(url) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const answer = await fetch(url, { method: "POST", headers }).catch(() => null);
  return answer?.status === 200 ? (await answer.json()).words : null;
}
