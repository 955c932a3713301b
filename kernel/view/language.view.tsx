import { useSyncExternalStore } from "react";
import type { Title } from "#kernel/title.ts";

/**
 * The reader's language. Chinese stands first in every call and is what shows when nothing was chosen. The root of the page is
 * keyed by the language, so `t` may be called anywhere, also in chart options, without a hook.
 */
export type Language = "zh" | "en";

const storageKey = "saihan.language";
const listeners = new Set<() => void>();
let current: Language = read();

function read(): Language {
  return globalThis.localStorage?.getItem(storageKey) === "en" ? "en" : "zh";
}

export function language(): Language {
  return current;
}

export function chooseLanguage(next: Language): void {
  current = next;
  localStorage.setItem(storageKey, next);
  document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
  for (const listener of listeners) listener();
}

export function useLanguage(): Language {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, language);
}

/** The words in the reader's language: `t("报警", "Alarms")`, or a declared title. */
export function t(zh: string, en: string): string;
export function t(title: Title): string;
export function t(first: string | Title, en?: string): string {
  if (typeof first === "string") return current === "zh" ? first : (en ?? first);
  return first[current] ?? first.zh;
}
