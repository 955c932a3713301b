import { sql } from "kysely";
import { civilDate } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";

/** 发文字号: 呼环函〔2026〕12号. Without a word of its own the organ signs with the code that its cases bear. */
export const numberText = (parts: Readonly<{ word: string; year: number; seq: number }>): string =>
  `${parts.word}〔${parts.year}〕${parts.seq}号`;

export type GivenNumber = Readonly<{ number: string; year: number; seq: number }>;

/**
 * The next number of an organ, a series and the civil year, in the caller's transaction. The counter stays locked until that ends: two
 * that ask at once wait for each other, and what fails gives its number back.
 */
export async function nextNumber(
  tx: Tx,
  of: Readonly<{ organ: string; series: string; mark: string; at: number }>,
): Promise<GivenNumber> {
  const year = Number(civilDate(of.at).slice(0, 4));
  const counted = await sql<{ code: string; seq: number }>`
    select code, seq from "case".next_number(${of.organ}::uuid, ${`paper.${of.series}`}, ${year}::int)`.execute(tx);
  const { code, seq } = counted.rows[0] as { code: string; seq: number };
  const given = await sql<{ word: string }>`
    select word from paper.series where organ = ${of.organ} and series = ${of.series}`.execute(tx);
  const word = given.rows[0]?.word ?? `${code}${of.mark}`;
  return { number: numberText({ word, year, seq }), year, seq };
}
