import { z } from "zod";

/** What anybody may read of a case that is made public, and say about it; the browser imports the types. */
const title = z.strictObject({ zh: z.string(), en: z.string() });

export const publicFact = z.strictObject({ title, value: title });
export type PublicFact = z.infer<typeof publicFact>;

export const publicationStates = ["open", "ended", "withdrawn"] as const;

const head = {
  id: z.string(),
  number: z.string(),
  title,
  region: z.strictObject({ code: z.string(), name: z.string() }),
  organ: z.string(),
  published: z.string(),
  ends: z.string(),
  state: z.enum(publicationStates),
  /** Since when it is no longer open. */
  left: z.string().nullable(),
  /** False also when the days are over and the case waits for its closure. */
  objectionsOpen: z.boolean(),
  sample: z.boolean(),
};
export const publicationItem = z.strictObject(head);
export type PublicationItem = z.infer<typeof publicationItem>;

export const publicationList = z.strictObject({
  items: z.array(publicationItem),
  next: z.string().nullable(),
  /** Leagues that something is or was made public of, for the filter. */
  leagues: z.array(z.strictObject({ code: z.string(), name: z.string() })),
});
export type PublicationList = z.infer<typeof publicationList>;

export const publicationDetail = z.strictObject({
  ...head,
  facts: z.array(publicFact),
  /** Why it is no longer shown. */
  tombstone: title.nullable(),
});
export type PublicationDetail = z.infer<typeof publicationDetail>;

export const publicationQuery = z.strictObject({
  /** A league or banner; what lies within it too. */
  region: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** PostgreSQL keeps no NUL. */
const said = (most: number) =>
  z
    .string()
    .max(most)
    .overwrite((text) => text.replaceAll("\u0000", "").trim());

export const objectionBody = z.strictObject({
  name: said(50).optional().meta({ title: "姓名", titleEn: "Name" }),
  contact: said(100).min(5).meta({ title: "联系方式", titleEn: "How to reach you" }),
  text: said(2000).min(5).meta({ title: "异议内容", titleEn: "Objection" }),
});
export type ObjectionBody = z.infer<typeof objectionBody>;

export const objectionReceipt = z.strictObject({ id: z.string(), at: z.string() });
export type ObjectionReceipt = z.infer<typeof objectionReceipt>;
