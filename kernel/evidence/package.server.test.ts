import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyFolder } from "#kernel/audit/sealer.server.ts";
import { knownPublicKey } from "#kernel/audit/signing.server.ts";
import { aCase, bring, openEvidenceKit, photo } from "#server/evidence-kit.ts";
import type { Client, TestPlatform } from "#server/kit.ts";
import { relationalEngines } from "#store/kit.ts";
import type { Exhibit } from "./contract.ts";

describe.each(relationalEngines)("a package of evidence, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  let banner: Client;
  let party: Client;
  let close: () => Promise<void>;
  let folder: string;
  let path: string;
  let owner: string;
  const admin = (args: string[], dataFolder: string) => {
    try {
      const env = { ...process.env, SAIHAN_DATA: dataFolder };
      const text = execFileSync(process.execPath, ["server/admin.ts", ...args], {
        encoding: "utf8",
        env,
        stdio: "pipe",
      });
      return { code: 0, text };
    } catch (error) {
      const failed = error as { status: number; stdout: string; stderr: string };
      return { code: failed.status, text: failed.stdout + failed.stderr };
    }
  };
  const verify = (file: string, ...more: string[]) => admin(["verify-package", file, ...more], folder);
  const fetched = async (client: Client, audience?: string): Promise<Record<string, Uint8Array>> => {
    const query = audience ? `&for=${audience}` : "";
    const reply = await client.send("GET", `/api/v1/evidence/package?owner=${owner}${query}`);
    expect([reply.status, reply.headers["content-type"]]).toEqual([200, "application/zip"]);
    return unzipSync(reply.bytes);
  };

  beforeAll(async () => {
    ({ saihan, banner, party, close } = await openEvidenceKit(kind));
    folder = mkdtempSync(join(tmpdir(), "saihan-package-"));
    owner = await aCase(saihan);
    const original = (await bring(banner, owner)).json as Exhibit;
    await bring(banner, owner, { derivedFrom: original.id, redaction: "遮盖车牌" });
    const disclosed = (await bring(banner, owner, { note: "排口 <b>外观</b>" })).json as Exhibit;
    await banner.send("POST", `/api/v1/evidence/${disclosed.id}/disclosure`);
    const gone = (await bring(banner, owner)).json as Exhibit;
    await banner.send("POST", `/api/v1/evidence/${gone.id}/withdrawal`, { reason: "重复" });
    path = join(folder, "package.zip");
    const reply = await banner.send("GET", `/api/v1/evidence/package?owner=${owner}`);
    writeFileSync(path, reply.bytes);
  });

  afterAll(async () => {
    await close?.();
    rmSync(folder, { recursive: true, force: true });
  });

  test("is proved offline, line by line, with the platform's key", () => {
    const key = knownPublicKey(keyFolder(saihan.platform.settings.dataFolder)) as string;
    const proof = verify(path, "--key", key);
    expect(proof.text).not.toContain("不符");
    expect([proof.code, proof.text.match(/^通过/gm)?.length]).toEqual([0, 3 + 1 + 4]);
  });

  test("comes from files that hash to their names; one that rotted on the disk is named", async () => {
    const { dataFolder } = saihan.platform.settings;
    const run = () => admin(["verify-files"], dataFolder);
    expect(run()).toMatchObject({ code: 0, text: expect.stringContaining("全部完好") });
    const { hash } = await saihan.platform.files.put(Buffer.from("会腐烂的文件"));
    writeFileSync(join(dataFolder, "files", hash.slice(0, 2), hash), "别的内容");
    expect(run()).toMatchObject({ code: 1, text: expect.stringContaining(`不符  ${hash}`) });
  });

  test("that was touched is found out: a file, the manifest, a file too many, a file too few, another's key", () => {
    const whole = unzipSync(new Uint8Array(readFileSync(path)));
    const broken = (change: (files: Record<string, Uint8Array>) => void, ...more: string[]) => {
      const files = { ...whole };
      change(files);
      const file = join(folder, "broken.zip");
      writeFileSync(file, zipSync(files));
      const proof = verify(file, ...more);
      expect(proof.code).toBe(1);
      return proof.text.split("\n").filter((line) => line.startsWith("不符"));
    };
    expect(broken((files) => (files["files/002.jpg"] = photo()))).toEqual([expect.stringContaining("files/002.jpg")]);
    expect(broken((files) => delete files["files/001.jpg"])).toEqual([expect.stringContaining("缺少文件")]);
    expect(broken((files) => (files["extra.jpg"] = photo()))).toEqual([expect.stringContaining("extra.jpg")]);
    const manifest = Buffer.from(whole["manifest.json"] as Uint8Array).toString();
    expect(broken((files) => (files["manifest.json"] = Buffer.from(manifest.replace("遮盖车牌", "遮盖面部"))))).toEqual(
      [expect.stringContaining("manifest.json"), expect.stringContaining("签名")],
    );
    expect(broken(() => undefined, "--key", "04".padEnd(130, "1"))).toEqual([expect.stringContaining("公钥")]);
  });

  test("goes out with what its reader may have", async () => {
    const names = (files: object) => Object.keys(files).filter((name) => name.startsWith("files/"));
    const inside = await fetched(banner);
    expect(names(inside)).toEqual(["files/001.jpg", "files/001-1.jpg", "files/002.jpg", "files/003.jpg"]);
    expect(names(await fetched(banner, "partner"))).toEqual(["files/001-1.jpg", "files/002.jpg"]);
    expect(names(await fetched(banner, "public"))).toEqual(["files/002.jpg"]);
    expect(names(await fetched(party, "internal"))).toEqual(["files/002.jpg"]);
    const page = Buffer.from(inside["index.html"] as Uint8Array).toString();
    expect(page).toContain("排口 &#60;b&#62;外观&#60;/b&#62;");
    const manifest = JSON.parse(Buffer.from(inside["manifest.json"] as Uint8Array).toString());
    expect(manifest.exhibits[0].custody.map(({ zh }: { zh: string }) => zh)).toContain("导出证据包");
  });
});
