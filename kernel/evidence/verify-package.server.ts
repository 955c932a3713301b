import { createHash } from "node:crypto";
import { signatureHolds } from "#kernel/audit/signing.server.ts";
import { openZip, type ZipReader } from "#kernel/file/zip.server.ts";
import { type Manifest, type ManifestSignature, manifestFormat, manifestVersion } from "./manifest.ts";

/**
 * Proves a package from itself and a public key: the manifest is what was signed, every file is what the manifest says, nothing is missing
 * and nothing was put in. Needs no database and no network.
 */
export type PackageLine = Readonly<{ holds: boolean; what: string; why: string }>;
export type PackageProof = Readonly<{
  lines: readonly PackageLine[];
  publicKey: string | undefined;
  manifest: Manifest;
}>;

/** @param trustedKey the key that the platform published; without it the signature proves only that the package is of one piece */
export async function verifyPackage(path: string, trustedKey: string | undefined): Promise<PackageProof> {
  const zip = await openZip(path);
  try {
    const lines: PackageLine[] = [];
    const text = await textOf(zip, "manifest.json");
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.format !== manifestFormat || manifest.version !== manifestVersion)
      throw new Error(`目录格式不认识 (unknown manifest): ${manifest.format} ${manifest.version}`);
    const signature = JSON.parse(await textOf(zip, "signature.json")) as ManifestSignature;
    lines.push(...checkSignature(text, signature, trustedKey));
    const named = new Set(["manifest.json", "signature.json"]);
    const files = [manifest.index, ...manifest.exhibits.map(({ file }) => file)].filter((file) => file != null);
    for (const file of files) {
      named.add(file.path);
      lines.push(await checkFile(zip, file));
    }
    for (const extra of zip.paths.filter((one) => !named.has(one) && !one.endsWith("/")))
      lines.push({ holds: false, what: extra, why: "目录中没有这个文件 (not in the manifest)" });
    return { lines, publicKey: signature.publicKey, manifest };
  } finally {
    await zip.close();
  }
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

async function checkFile(zip: ZipReader, file: { path: string; sm3: string; size: number }): Promise<PackageLine> {
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
