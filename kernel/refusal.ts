import { catalogue } from "./refusal-catalogue.ts";
import type { Title } from "./title.ts";

export type RefusalCode = keyof typeof catalogue;
export type RefusalDetail = Readonly<{
  /** Path of the guilty field, e.g. "location.lon". */
  field?: string;
  /** Values for the braces of the sentence. A title is shown in the reader's language. */
  values?: Readonly<Record<string, string | number | Title>>;
  /** More that a screen needs to help, e.g. the current row of a version conflict. */
  extra?: Readonly<Record<string, unknown>>;
}>;

/** A refusal on its way to the person who asked. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly detail: RefusalDetail;
  constructor(code: RefusalCode, detail: RefusalDetail = {}) {
    super(sentenceOf(code, detail, "en"));
    this.code = code;
    this.detail = detail;
  }
  get status(): number {
    return catalogue[this.code].status;
  }
}

/** Throws the refusal `code`; the return type tells the compiler that nothing follows. */
export function refuse(code: RefusalCode, detail: RefusalDetail = {}): never {
  throw new Refusal(code, detail);
}

export function sentenceOf(code: RefusalCode, detail: RefusalDetail, language: "zh" | "en"): string {
  return catalogue[code][language].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = detail.values?.[name];
    if (value === undefined) return name === "field" ? (detail.field ?? whole) : whole;
    return typeof value === "object" ? value[language] : String(value);
  });
}

/** The RFC 9457 body of a refusal. `title` follows the reader's language, both sentences are given. */
export function problemOf(refusal: Refusal, language: "zh" | "en"): Record<string, unknown> {
  return {
    type: `urn:saihan:refusal:${refusal.code}`,
    title: sentenceOf(refusal.code, refusal.detail, language),
    status: refusal.status,
    code: refusal.code,
    zh: sentenceOf(refusal.code, refusal.detail, "zh"),
    en: sentenceOf(refusal.code, refusal.detail, "en"),
    ...(refusal.detail.field ? { field: refusal.detail.field } : {}),
    ...(refusal.detail.extra ?? {}),
  };
}
