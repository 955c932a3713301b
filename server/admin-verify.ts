import { parseArgs } from "node:util";
import { keyFolder } from "#kernel/audit/sealer.server.ts";
import { knownPublicKey } from "#kernel/audit/signing.server.ts";
import { verifyPackage } from "#kernel/signature/verify-package.server.ts";
import { openFiles } from "#store/files.ts";
import { UsageError } from "./admin-question.ts";
import { readConfig } from "./config.ts";

/**
 * Proves a package without a database: what it says of itself against the platform's public key, given by `--key`. Without one
 * it says whether the platform of this machine signed, or that the signer was compared with nothing.
 */
export async function verifyPackageFile(args: string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({ args, options: { key: { type: "string" } }, allowPositionals: true });
  const [path, ...rest] = positionals;
  if (!path || rest.length > 0) throw new UsageError("请给出一个压缩包 (name one package): verify-package 证据包.zip");
  if (values.key !== undefined && !/^04[0-9a-f]{128}$/i.test(values.key))
    throw new UsageError("公钥应为 04 开头的 130 位十六进制 (a key is 130 hexadecimal digits that begin with 04)");
  const own = knownPublicKey(keyFolder(readConfig(process.env).dataFolder));
  const proof = await verifyPackage(path, values.key?.toLowerCase());
  for (const { holds, what, why } of proof.lines) console.log(`${holds ? "通过" : "不符"}  ${what}  ${why}`);
  const wrong = proof.lines.filter(({ holds }) => !holds).length;
  if (values.key === undefined)
    console.log(
      proof.publicKey === own
        ? "说明  由本机平台签发 (signed by the platform of this data folder)"
        : `注意  签名公钥未核对，请与签发平台公布的公钥比较 (compare with the published key): ${proof.publicKey}`,
    );
  console.log(
    wrong === 0 ? `✓ 全部通过，共 ${proof.lines.length} 项` : `✗ ${wrong} 项不符，共 ${proof.lines.length} 项`,
  );
  return wrong === 0;
}

/** Hashes every stored file again. Files are written once, so this may run beside the platform. */
export async function verifyFiles(args: string[]): Promise<boolean> {
  parseArgs({ args, options: {} });
  const files = await openFiles(readConfig(process.env).dataFolder);
  let whole = 0;
  let broken = 0;
  for await (const hash of files.hashes()) {
    if (await files.intact(hash)) whole += 1;
    else {
      broken += 1;
      console.error(`不符  ${hash}`);
    }
  }
  console.log(broken === 0 ? `✓ ${whole} 个文件全部完好 all whole` : `✗ ${broken} 个文件损坏 broken，${whole} 个完好`);
  return broken === 0;
}
