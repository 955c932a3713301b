import { recordAct, sm3 } from "#kernel/audit/audit.server.ts";
import type { Packed } from "#kernel/file/package.ts";
import { signedZip } from "#kernel/file/signed-zip.server.ts";
import { examine } from "#kernel/file/upload.server.ts";
import type { ZipEntry } from "#kernel/file/zip.server.ts";
import type { Raw } from "#kernel/identity/route.ts";
import type { Platform } from "#kernel/platform.ts";
import { refuse } from "#kernel/refusal.ts";
import { civilDate, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import { manifestFormat, manifestVersion, type SignatureManifest, signaturePage } from "./manifest.ts";
import { readSignable } from "./signable.server.ts";
import { type SignatureRow, signaturesOf } from "./signature.server.ts";
import type { SignedText } from "./signed-text.ts";

/** The signatures of an object with what was signed, as a ZIP that can be checked without the platform. */
export async function signaturePackage(platform: Platform, actor: Actor, object: string): Promise<Raw> {
  const { rows, title } = await platform.postgres.transact(actor, async (tx) => {
    const rows = await signaturesOf(tx, object);
    if (rows.length === 0) refuse("signature.none");
    await recordAct(tx, actor, { act: "signature.export", object, detail: { signatures: rows.length } });
    return { rows, title: (await readSignable(tx, object))?.title ?? null };
  });
  const contents = new Map<string, Omit<ZipEntry, "at"> & Packed>();
  const signatures: SignatureManifest["signatures"][number][] = [];
  for (const row of rows) {
    const signed = JSON.parse(row.text) as SignedText;
    const content = `contents/${row.version}-${signed.content.slice(0, 8)}.json`;
    contents.set(content, {
      path: content,
      content: row.content,
      deflate: true,
      sm3: sm3(row.content),
      size: Buffer.byteLength(row.content),
    });
    const document = signed.document ? await documentOf(platform, row, signed.document) : undefined;
    if (document) contents.set(document.path, document);
    signatures.push({
      text: row.text,
      signature: row.signature,
      publicKey: row.public_key,
      content,
      document: document?.path ?? null,
      revoked: row.revoked_at ? { at: isoTime(row.revoked_at.getTime()), reason: row.revoked_reason ?? "" } : null,
    });
  }
  const manifest: SignatureManifest = {
    format: manifestFormat,
    version: manifestVersion,
    object: { name: object, title },
    made: {
      at: isoTime(platform.now()),
      by: actor.kind === "person" ? actor.name : "系统",
      organ: null,
      platform: `saihan ${platform.settings.version}`,
    },
    index: null,
    files: [...contents.values()].map(({ path, sm3: hash, size }) => ({ path, sm3: hash, size })),
    signatures,
  };
  return signedZip(platform, {
    name: `签名包 ${title ?? object} ${civilDate(platform.now())}.zip`,
    manifest,
    page: signaturePage,
    contents: contents.values(),
  });
}

async function documentOf(platform: Platform, row: SignatureRow, hash: string) {
  if ((await platform.files.size(hash)) === undefined) return undefined;
  const { size, media } = await examine(platform.files, hash);
  const path = `documents/${row.version}-${hash.slice(0, 8)}.${media.extension}`;
  return { path, sm3: hash, size, content: platform.files.open(hash) };
}
