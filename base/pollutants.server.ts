import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import { factors } from "#protocols/hj212/factors.ts";
import { systemActor } from "#store/actor.ts";

const media: Readonly<Record<string, string>> = { w: "water", a: "gas", e: "process", g: "process" };
const mediumOf = (code: string): string => media[code[0] ?? ""] ?? "noise";

/** The standard prints ng/m³ for particulate matter; no device sends it. The dictionary keeps what is printed, and says so. */
const asSent: Readonly<Record<string, string>> = {
  a34002: "单位照原表，设备按 µg/m³ 上报",
  a34004: "单位照原表，设备按 µg/m³ 上报",
};

/** Fills the pollutant dictionary from the factor tables of the protocol; what stands already stays. */
export async function preparePollutants(platform: Platform): Promise<void> {
  await platform.postgres.transact(systemActor("base"), async (tx) => {
    const rows = [...factors.values()].map((factor) => ({
      id: uuidv7(),
      code: factor.code,
      name: factor.zh,
      old_code: factor.old ?? null,
      medium: mediumOf(factor.code),
      unit: factor.unit || null,
      emission_unit: factor.emissionUnit ?? null,
      source: [factor.source, asSent[factor.code]].filter(Boolean).join("；"),
      verified: factor.verified,
    }));
    await sql`insert into base.pollutant (id, code, name, old_code, medium, unit, emission_unit, source, verified, created_by, updated_by)
      select f.id, f.code, f.name, f.old_code, f.medium, f.unit, f.emission_unit, f.source, f.verified, '系统', '系统'
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as f (id uuid, code text, name text, old_code text, medium text, unit text,
        emission_unit text, source text, verified boolean)
      where not exists (select from base.pollutant p where p.code = f.code)`.execute(tx);
  });
}
