import { z } from "zod";
import type { Title } from "#kernel/title.ts";

/**
 * What a paper says, as structure: the same blocks become the page, the PDF and the DOCX. The organ's name, the number, the date of issue
 * and the seal are not part of it: they come from the acts and are never typed.
 */
const text = z.string().trim().max(8_000);
const cell = z.string().max(4_000);

export const blockSchema = z.discriminatedUnion("type", [
  /** Body text. `plain` has no first-line indent, as the line after a colon may want. */
  z.object({ type: z.literal("paragraph"), text, plain: z.boolean().optional() }),
  /** 一、 （一） 1. （1）: the number is part of the text, as people write it. */
  z.object({ type: z.literal("heading"), level: z.union([z.literal(1), z.literal(2), z.literal(3)]), text }),
  /** A table with a head; `widths` are shares. */
  z.object({
    type: z.literal("table"),
    head: z.array(cell).max(12),
    rows: z.array(z.array(cell).max(12)).max(500),
    widths: z.array(z.number().positive()).max(12).optional(),
  }),
  /** The rows of a form: a name and what stands beside it. */
  z.object({
    type: z.literal("fields"),
    rows: z.array(z.object({ title: cell, value: cell })).max(80),
  }),
  /** A box of a form for somebody's opinion, with place for a hand signature. */
  z.object({ type: z.literal("opinion"), title: cell, text: cell, by: cell.optional() }),
]);

export const contentSchema = z.object({
  /** 主送机关 */
  addressee: z.array(z.string().trim().min(1).max(120)).max(40).default([]),
  blocks: z.array(blockSchema).max(400).default([]),
  /** 附件说明 */
  attachments: z.array(z.string().trim().min(1).max(200)).max(40).default([]),
  /** 抄送机关 */
  copyTo: z.array(z.string().trim().min(1).max(120)).max(60).default([]),
  /** 附注, e.g. 联系人 */
  remark: z.string().trim().max(400).default(""),
});

export type Block = z.infer<typeof blockSchema>;
export type PaperContent = z.infer<typeof contentSchema>;

export const emptyContent: PaperContent = { addressee: [], blocks: [], attachments: [], copyTo: [], remark: "" };

/**
 * document: 文件式, organ's name with 文件 over a red line. letter: 信函式, organ's name over a red double line. form: 表格, no red head.
 * (GB/T 9704-2012 chapters 7 and 10, not compared with the text.)
 */
export const layouts = ["document", "letter", "form"] as const;
export type Layout = (typeof layouts)[number];

export type Urgency = "none" | "urgent" | "extra";
export const urgencies: Readonly<Record<Urgency, Title>> = {
  none: { zh: "普通", en: "Normal" },
  urgent: { zh: "加急", en: "Urgent" },
  extra: { zh: "特急", en: "Very urgent" },
};

/** The running texts of a paper, for search and for the comparison of renderings. */
export function plainText(content: PaperContent): string[] {
  return [
    ...content.addressee,
    ...content.blocks.flatMap((block) => {
      if (block.type === "table") return [...block.head, ...block.rows.flat()];
      if (block.type === "fields") return block.rows.flatMap(({ title, value }) => [title, value]);
      if (block.type === "opinion") return [block.title, block.text];
      return [block.text];
    }),
    ...content.attachments,
    ...content.copyTo,
    content.remark,
  ].filter((one) => one !== "");
}
