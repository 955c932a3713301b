import type { Layout, PaperContent, Urgency } from "./content.ts";

/** A seal as it is pressed: a picture as a data address, or none: then the sample seal is drawn. */
export type SealShown = Readonly<{ name: string; organName: string; image: string | null }>;

/** Everything that shows on a paper, and nothing else: the same face is drawn once. */
export type Face = Readonly<{
  layout: Layout;
  /** 发文机关标志 is this name, with 文件 where the layout is a document. */
  organName: string;
  title: string;
  number: string | null;
  urgency: Urgency;
  content: PaperContent;
  /** 上行文 names its issuer beside the number. */
  upward: boolean;
  issuerName: string | null;
  /** 成文日期, 2026年11月24日; null until it is issued. */
  issuedOn: string | null;
  seals: readonly SealShown[];
  /** The foot: how it was signed and what the words hash to; the state while it is none of that yet. */
  foot: string;
  /** Written across the top when another paper took this one back. */
  replaced: string | null;
  sample: boolean;
}>;

/** The name of the organ as the head shows it. */
export const markText = ({ layout, organName }: Pick<Face, "layout" | "organName">): string =>
  layout === "document" ? `${organName}文件` : organName;
