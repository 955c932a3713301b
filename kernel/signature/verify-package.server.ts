import { createHash } from "node:crypto";
import { signatureHolds } from "#kernel/audit/signing.server.ts";
import { type Manifest as EvidenceManifest, manifestFormat as evidenceFormat } from "#kernel/evidence/manifest.ts";
import type { ManifestSignature, Packed } from "#kernel/file/package.ts";
import { NotAZip, openZip, type ZipReader } from "#kernel/file/zip.server.ts";
import { type PackedSignature, type SignatureManifest, manifestFormat as signatureFormat } from "./manifest.ts";
import type { SignedText } from "./signed-text.ts";

/**
 * Proves a package from itself and a public key: the manifest is what was signed, every file is what the manifest says, nothing is missing
 * and nothing was put in; of a package of signatures also that each signature holds and is about the file beside it. Needs no database and
 * no network.
 */
export type PackageLine = Readonly<{ holds: boolean; what: string; why: string }>;
export type PackageProof = Readonly<{ lines: readonly PackageLine[]; publicKey: string }>;
type Manifest = EvidenceManifest | SignatureManifest;

/** @param trustedKey the key that the platform published; without it the signature proves only that the package is of one piece */
export async function verifyPackage(path: string, trustedKey: string | undefined): Promise<PackageProof> {
  const zip = await openZip(path);
  try {
    const text = await textOf(zip, "manifest.json");
    const manifest = read<Manifest>("manifest.json", text);
    const signature = read<ManifestSignature>("signature.json", await textOf(zip, "signature.json"));
    const lines = checkSignature(text, signature, trustedKey);
    const files = filesOf(manifest);
    for (const file of files) lines.push(await checkFile(zip, file));
    if (manifest.format === signatureFormat)
      for (const signed of manifest.signatures) lines.push(checkSigned(signed, manifest));
    const named = new Set(["manifest.json", "signature.json", ...files.map((file) => file.path)]);
    for (const extra of zip.paths.filter((one) => !named.has(one) && !one.endsWith("/")))
      lines.push({ holds: false, what: extra, why: "目录中没有这个文件 (not in the manifest)" });
    return { lines, publicKey: signature.publicKey };
  } finally {
    await zip.close();
  }
}

function read<T>(path: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new NotAZip(`${path} 无法读出 (cannot be read)`);
  }
}

function filesOf(manifest: Manifest): Packed[] {
  const index = manifest.index ? [manifest.index] : [];
  if (manifest.version === 1 && manifest.format === evidenceFormat)
    return [...index, ...manifest.exhibits.flatMap(({ file }) => file ?? [])];
  if (manifest.version === 1 && manifest.format === signatureFormat) return [...index, ...manifest.files];
  throw new NotAZip(
    `目录格式不认识 (unknown manifest): ${(manifest as Manifest).format} ${(manifest as Manifest).version}`,
  );
}

/** A signature against the manifest's own hashes: the files were compared with those already. */
function checkSigned(packed: PackedSignature, { files }: SignatureManifest): PackageLine {
  const signed = read<SignedText>("签名 signature", packed.text);
  const hashOf = (path: string | null) => files.find((file) => file.path === path)?.sm3;
  const what = `签名 ${signed.signer.name} 第 ${signed.version} 版`;
  const revoked = packed.revoked ? `，已撤销 (revoked)：${packed.revoked.reason}` : "";
  if (signed.publicKey !== packed.publicKey || !signatureHolds(packed.text, packed.signature, packed.publicKey))
    return { holds: false, what, why: "SM2 签名不成立 (does not hold)" };
  if (hashOf(packed.content) !== signed.content) return { holds: false, what, why: `所签内容不是 ${packed.content}` };
  if (packed.document !== null && hashOf(packed.document) !== signed.document)
    return { holds: false, what, why: `所签文件不是 ${packed.document}` };
  return { holds: true, what, why: `${signed.method} ${signed.at}${revoked}` };
}

function checkSignature(text: string, signature: ManifestSignature, trustedKey: string | undefined): PackageLine[] {
  const hash = createHash("sm3").update(text).digest("hex");
  const lines: PackageLine[] = [
    {
      holds: hash === signature.manifestSm3,
      what: "manifest.json SM3",
      why: hash === signature.manifestSm3 ? hash : `应为 ${signature.manifestSm3}，实为 ${hash}`,
    },
    {
      holds: signatureHolds(text, signature.signature, signature.publicKey),
      what: "SM2 签名 signature",
      why: "signature.json",
    },
  ];
  if (trustedKey !== undefined)
    lines.push({
      holds: signature.publicKey === trustedKey,
      what: "签名公钥 signer",
      why:
        signature.publicKey === trustedKey ? "与所给公钥一致 (the given key)" : `不是所给公钥：${signature.publicKey}`,
    });
  return lines;
}

async function checkFile(zip: ZipReader, file: Packed): Promise<PackageLine> {
  const what = file.path;
  if (!zip.paths.includes(file.path)) return { holds: false, what, why: "缺少文件 (missing)" };
  const hash = createHash("sm3");
  let size = 0;
  try {
    for await (const piece of zip.read(file.path)) {
      hash.update(piece);
      size += piece.length;
    }
  } catch (error) {
    return { holds: false, what, why: `无法读出 (cannot be read): ${(error as Error).message}` };
  }
  const found = hash.digest("hex");
  if (found === file.sm3 && size === file.size) return { holds: true, what, why: found };
  return { holds: false, what, why: `应为 SM3 ${file.sm3}（${file.size} 字节），实为 ${found}（${size} 字节）` };
}

async function textOf(zip: ZipReader, path: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of zip.read(path)) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}
