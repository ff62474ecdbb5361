// Keeps the door's frame on the phone: its page without anybody's data, its code and stylesheets. No list, no answer and
// no page of the server's about anybody is ever kept here. VERSION, SHELL and FILES are written above by the server.
const KEPT = `run-dorr-${VERSION}`;
const PATIENCE = 4_000;
const DOORS = /^\/dorr\/(?:|(?!lank\/)[^/]+\/[^/.]+)$/;
const BELOW = /^\/dorr\/(?!lank\/|kod\/)[^/]+\/[^/.]+\/[^.]+$/; // needs network: without it the frame says so, and leads back

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate") {
    if (DOORS.test(pathname)) event.respondWith(page(event.request));
    else if (BELOW.test(pathname)) event.respondWith(fetch(event.request).catch(() => caches.match(SHELL)));
  } else if (FILES.includes(pathname + search)) event.respondWith(file(event.request));
});

async function install() {
  const cache = await caches.open(KEPT);
  await cache.addAll(FILES.map((path) => new Request(path, { cache: "reload", credentials: "omit" })));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith("run-dorr-") && name !== KEPT) await caches.delete(name);
  await self.clients.claim();
}

// The server's own page as long as it answers; the frame when it does not.
async function page(request) {
  const frame = () => caches.match(SHELL);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const asked = fetch(request).then((answer) => (answer.status >= 500 ? undefined : answer), () => undefined);
  return (await Promise.race([asked, late.then(frame)])) ?? (await frame()) ?? Response.error();
}

const file = async (request) => (await caches.match(request)) ?? fetch(request);
