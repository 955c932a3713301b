import { usccCheckCharacter } from "#standards/uscc.ts";

const weights = [3, 7, 9, 10, 5, 8, 4, 2] as const;
const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The check sign of an organisation code of eight characters (GB 11714): 11 − Σ Cᵢ·Wᵢ mod 11, X for 10, 0 for 11. */
function organisationCheck(body: string): string {
  const sum = [...body].reduce((total, sign, i) => total + signs.indexOf(sign) * (weights[i] ?? 0), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? "X" : String(check % 11);
}

/**
 * A code of the right form for sample enterprise `n`. The organisation part begins with MY, which no register has given out,
 * so that no sample carries the code of a real enterprise.
 */
export function usccOf(division: string, n: number): string {
  const body = `MY${String(n).padStart(6, "0")}`;
  const first17 = `91${division}${body}${organisationCheck(body)}`;
  const check = usccCheckCharacter(first17);
  if (!check) throw new Error(`${first17} has a sign that no unified social credit code may have`);
  return `${first17}${check}`;
}
