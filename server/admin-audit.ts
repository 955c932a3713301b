import { keyFolder } from "#kernel/audit/sealer.server.ts";
import { knownPublicKey } from "#kernel/audit/signing.server.ts";
import { verifyAudit } from "#kernel/audit/verify.server.ts";
import { withPostgres } from "./admin-store.ts";

/** Proves the audit and says what it found; false when something is wrong. */
export async function verify(): Promise<boolean> {
  return withPostgres(async (postgres, config) => {
    const trustedKey = knownPublicKey(keyFolder(config.dataFolder));
    const began = performance.now();
    const proof = await verifyAudit(postgres, { trustedKey });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      `已封存 sealed ${proof.sealed} · 未封存 unsealed ${proof.unsealed} · 链头 heads ${proof.heads} · ${seconds} s`,
    );
    for (const key of proof.signers)
      console.log(`签名公钥 signer ${key}${key === trustedKey ? " （本机密钥 key of this data folder）" : ""}`);
    for (const problem of proof.problems) {
      const place = problem.position === undefined ? "" : `#${problem.position} `;
      console.error(`✗ ${place}${problem.zh}\n  ${problem.en}`);
    }
    if (proof.problems.length === 0) console.log("✓ 完整 whole");
    return proof.problems.length === 0;
  });
}
