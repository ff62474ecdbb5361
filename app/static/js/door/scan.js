// Reading badges with the page's own camera, where the browser can; else the phone's camera opens the same address.
import { say } from "./words.js";

const EVERY = 250;
const FAILURES = 20;
const AGAIN = 3_000; // so long must a badge have been out of sight to be another

export async function offerScanning(door) {
  const opener = document.querySelector("[data-door-act=scan]");
  if (!opener || !("BarcodeDetector" in globalThis) || !navigator.mediaDevices) return;
  const formats = await BarcodeDetector.getSupportedFormats();
  if (!formats.includes("qr_code")) return;
  opener.hidden = false;
  opener.addEventListener("click", () => scan(door, new BarcodeDetector({ formats: ["qr_code"] })));
}

async function scan(door, detector) {
  const dialog = document.getElementById("door-scanning");
  const [video, said] = [dialog.querySelector("video"), dialog.querySelector("[role=status]")];
  said.textContent = "";
  dialog.showModal();
  const result = document.querySelector("[data-door=result-text]");
  const watch = new MutationObserver(() => { said.textContent = result.textContent; });
  watch.observe(result, { childList: true, characterData: true, subtree: true });
  dialog.addEventListener("close", () => watch.disconnect(), { once: true });
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    await video.play();
    await read(door, detector, dialog, video);
  } catch {
    said.textContent = say("no-camera");
  }
  dialog.addEventListener("close", () => stop(video), { once: true });
  if (!dialog.open) stop(video);
}

function stop(video) {
  video.srcObject?.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
}

async function read(door, detector, dialog, video) {
  const seen = new Map();
  let failed = 0;
  while (dialog.open) {
    const found = await detector.detect(video).catch(() => null); // of one picture nothing, of the next perhaps
    failed = found ? 0 : failed + 1;
    if (failed > FAILURES || !video.srcObject?.active) throw new Error("the camera or its reader is gone");
    for (const { rawValue } of found ?? []) {
      const last = seen.get(rawValue) ?? -AGAIN;
      seen.set(rawValue, performance.now());
      if (performance.now() - last < AGAIN) continue;
      take(door, rawValue); // on bad Wi-Fi the next badge does not wait for this one's answer
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}

// A badge makes present, and never takes back.
function take(door, text) {
  const code = text.match(/\/dorr\/q\/([\w-]{1,64})$/)?.[1] ?? text.slice(0, 64);
  const person = door.list.byCode(code);
  door.mark(person ? { person: person.uid } : { code }, "present", "qr", person?.name ?? "");
}
