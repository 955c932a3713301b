import { randomBytes } from "node:crypto";
import { sm3 } from "#kernel/audit/audit.server.ts";
import { jpegWithExif } from "#kernel/evidence/exif.kit.ts";
import { uuidv7 } from "#kernel/id.ts";
import { seedId } from "#seed/ids.ts";
import type { RelationalEngine } from "#store/kit.ts";
import { type Client, openExceedance, openTestPlatform, type TestPlatform } from "./kit.ts";

/** A platform with the people who meet over evidence, and what each test does first: open a case, bring a photo to it. */
export type EvidenceKit = Readonly<{
  saihan: TestPlatform;
  banner: Client;
  league: Client;
  party: Client;
  partner: Client;
  close(): Promise<void>;
}>;

export async function openEvidenceKit(kind: RelationalEngine): Promise<EvidenceKit> {
  const saihan = await openTestPlatform(kind);
  const [banner, league, party, partner] = await Promise.all(
    ["banner", "league", "enterprise", "partner"].map((name) => saihan.signIn(name)),
  );
  if (!banner || !league || !party || !partner) throw new Error("somebody could not sign in");
  return { saihan, banner, league, party, partner, close: saihan.close };
}

/** A case of 土默特左旗 with the sample enterprise as its party. */
export const aCase = ({ platform }: TestPlatform): Promise<string> =>
  openExceedance(platform, { subject: uuidv7(), concern: uuidv7(), party: seedId("enterprise", 1) });

/** A JPEG that is like no other. */
export const photo = (): Uint8Array => Buffer.concat([jpegWithExif({}), randomBytes(40)]);

export async function upload(client: Client, bytes: Uint8Array): Promise<string> {
  const hash = sm3(bytes);
  const path = `/api/v1/uploads/${hash}?offset=0&size=${bytes.length}`;
  const headers = { "content-type": "application/octet-stream" };
  const reply = await client.send("POST", path, Buffer.from(bytes), headers);
  if (reply.status !== 200) throw new Error(`upload: ${reply.status} ${reply.text}`);
  return hash;
}

/** Uploads a photo, or what is given, and adds it to a case. */
export async function bring(client: Client, owner: string, more: object = {}, bytes = photo(), headers = {}) {
  const hash = await upload(client, bytes);
  const body = { owner: { kind: "case", id: owner }, hash, name: "现场照片.jpg", ...more };
  return client.send("POST", "/api/v1/evidence", body, headers);
}
