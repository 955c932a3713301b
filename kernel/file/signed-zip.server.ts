import { sm3 } from "#kernel/audit/audit.server.ts";
import { canonical } from "#kernel/audit/line.ts";
import { keyFolder } from "#kernel/audit/sealer.server.ts";
import { openSigningKey, signerId } from "#kernel/audit/signing.server.ts";
import { type Raw, raw } from "#kernel/identity/route.ts";
import type { Platform } from "#kernel/platform.ts";
import type { ManifestSignature, Packed } from "./package.ts";
import { dispositionOf } from "./serve.server.ts";
import { type ZipEntry, zipOf } from "./zip.server.ts";

type Manifest = Readonly<{ index: Packed | null }>;

/**
 * Answers with a package: first page, manifest, signature, then the files in the order of `contents`. The page is made from the manifest
 * before the manifest names it, so that both can be checked.
 */
export function signedZip<M extends Manifest>(
  platform: Platform,
  parts: Readonly<{ name: string; manifest: M; page(manifest: M): string; contents: Iterable<Omit<ZipEntry, "at">> }>,
): Raw {
  const key = openSigningKey(keyFolder(platform.settings.dataFolder));
  const at = platform.now();
  const page = parts.page(parts.manifest);
  const index: Packed = { path: "index.html", sm3: sm3(page), size: Buffer.byteLength(page) };
  const text = canonical({ ...parts.manifest, index });
  const signature: ManifestSignature = {
    signs: "manifest.json",
    algorithm: "SM2-with-SM3",
    userId: signerId,
    manifestSm3: sm3(text),
    publicKey: key.publicKey,
    signature: key.sign(text),
  };
  function* entries(): Iterable<ZipEntry> {
    yield { path: "index.html", content: page, deflate: true, at };
    yield { path: "manifest.json", content: text, deflate: true, at };
    yield { path: "signature.json", content: JSON.stringify(signature, null, 2), deflate: true, at };
    for (const entry of parts.contents) yield { ...entry, at };
  }
  return raw({
    headers: {
      "content-type": "application/zip",
      "cache-control": "no-store",
      "content-disposition": dispositionOf(true, parts.name),
    },
    body: zipOf(entries()),
  });
}
