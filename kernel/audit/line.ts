/**
 * The canonical text of an audit line, over which its SM3 is taken: names sorted at every depth, so that what PostgreSQL's jsonb gives
 * back hashes as what went in. Changing this breaks every chain that was sealed; add a version instead.
 */
export type AuditLine = Readonly<{
  id: string;
  at: string;
  actor: string;
  actorName: string;
  act: string;
  object: string;
  detail: Readonly<Record<string, unknown>>;
  peer: string | null;
  request: string | null;
}>;

export function auditText(line: AuditLine): string {
  return canonical({ ...line, v: 1 });
}

export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`)
      .join(",")}}`;
  return JSON.stringify(value ?? null);
}
