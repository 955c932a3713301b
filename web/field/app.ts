import { useSyncExternalStore } from "react";

/**
 * The installed side of the application: its service worker, and whether a newer version is ready. A newer version takes nothing away from
 * the page that is open; it is used when the person says so.
 */
const hourMs = 3_600_000;
let newer = false;
const listeners = new Set<() => void>();

/** The version of the page that runs, written into it by the build; empty under the development server. */
const version = (): string => document.querySelector<HTMLMetaElement>("meta[name=saihan-version]")?.content ?? "";

/** Starts the service worker where there can be one: a built page, over https or on this machine. */
export function startWorker(): void {
  if (version() === "" || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<{ is?: string; version?: string }>) => {
    if (data.is !== "activated") return;
    newer = data.version !== version();
    for (const listener of listeners) listener();
  });
  void navigator.serviceWorker.ready.then(({ active }) => {
    if (!navigator.serviceWorker.controller) active?.postMessage("claim");
  });
  void navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).then(
    (registration) => {
      const look = () => void registration.update().catch(() => undefined);
      setInterval(look, hourMs);
      document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
    },
    (error: unknown) => console.warn("service worker:", error),
  );
}

/** True when another version than the one on the screen has been fetched. */
export function useNewerVersion(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => newer,
  );
}
