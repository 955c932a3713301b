import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import { emptyContent, type Layout, type PaperContent } from "./content.ts";

/** What a template makes of a case: the title where the kind's own is not enough, and the words. */
export type Composed = Readonly<{ title?: string; content: Partial<PaperContent> }>;

/**
 * A kind of paper. `compose` reads the case's own facts in the caller's transaction, so that nothing is typed twice; what it gives is a
 * draft that people still read and may change.
 */
export type PaperTemplate = Readonly<{
  /** Stable id, e.g. rectification-notice. */
  kind: string;
  title: Title;
  layout: Layout;
  /** Which numbering of the organ it takes. Kinds that share one are counted together. */
  series: string;
  /** Written in the number after the organ's word: 函 in 呼环函〔2026〕3号. */
  mark: string;
  /** Papers of this kind are drawn from a case; others are written freely. */
  compose?(tx: Tx, caseId: string): Promise<Composed>;
  /** Kinds of cases that it is offered for; all when it does not say. */
  definitions?: readonly string[];
}>;

const templates = new Map<string, PaperTemplate>();

/** Kernel and domains tell which papers they have. The same kind given again takes the place of the earlier one. */
export function providePaperTemplate(template: PaperTemplate): void {
  templates.set(template.kind, template);
}

export function paperTemplate(kind: string): PaperTemplate {
  const template = templates.get(kind);
  if (!template) throw new Error(`nobody provides the paper ${kind}`);
  return template;
}

export const findTemplate = (kind: string): PaperTemplate | undefined => templates.get(kind);

/** All kinds, or those that are drawn from a case of this definition. */
export function paperTemplates(definition?: string): PaperTemplate[] {
  const all = [...templates.values()];
  if (definition === undefined) return all;
  return all.filter(({ compose, definitions }) => compose && (definitions?.includes(definition) ?? true));
}

export const wholeContent = (content: Partial<PaperContent>): PaperContent => ({ ...emptyContent, ...content });
