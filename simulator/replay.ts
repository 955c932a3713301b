import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { encodePacket } from "#protocols/hj212/encode.ts";
import { epochToQn } from "#protocols/hj212/measurement.ts";
import type { Packet } from "#protocols/hj212/packet.ts";
import { signIn } from "#seed/client.ts";
import { answerTo, type Settings } from "./answers.ts";
import { createAcknowledgements, type Link, openLink } from "./link.ts";
import { type ReplayPlan, ReplayRefused, readPlan, refuse, usage } from "./replay-plan.ts";
import { progressLine } from "./replay-progress.ts";
import { rowReader } from "./replay-rows.ts";
import { sm4 } from "./sm4.ts";
import { openTable } from "./table.ts";

/**
 * Lets a table speak as a device: each row becomes one HJ 212 packet, sent over TCP and acknowledged before the next. What was
 * acknowledged is written down, so an interrupted replay goes on where it stopped.
 */
type Tally = {
  rows: number;
  acknowledged: number;
  repeated: number;
  withoutTime: number;
  withoutValue: number;
  missing: number;
};

const resends = 3;
const timeoutMs = 10_000;
const reconnects = 30;
const rememberEvery = 200;

async function main(args: readonly string[]): Promise<void> {
  const plan = readPlan(args);
  if (plan === "help") return console.log(usage);
  if (!(await stat(plan.file).catch(() => undefined))?.isFile()) refuse(`找不到文件 ${plan.file}。`);
  const table = await openTable(plan.file, plan.encoding);
  const read = rowReader(plan, table.columns);
  if (plan.register) await registerDevice(plan, plan.register);
  const progressFile = plan.progress ?? join("data", "replay", `${plan.mn}-${plan.cn}-${basename(plan.file)}.json`);
  const done = plan.restart ? 0 : await recalled(progressFile);
  if (done > 0) console.log(`从第 ${done + 1} 行继续（进度记在 ${progressFile}，--restart 从头开始）`);
  const tally: Tally = { rows: 0, acknowledged: 0, repeated: 0, withoutTime: 0, withoutValue: 0, missing: 0 };
  const speaker = createSpeaker(plan, tally);
  const show = progressLine({ total: await rowsOf(plan), done: Math.min(done, plan.limit) });
  try {
    await replayRows({ plan, rows: table.rows, read, done, tally, speaker, progressFile, step: show.step });
  } finally {
    speaker.close();
    show.end();
  }
  console.log(summary(tally));
}

type Replaying = Readonly<{
  plan: ReplayPlan;
  rows: AsyncIterable<readonly string[]>;
  read: ReturnType<typeof rowReader>;
  /** Rows that an earlier run has settled. */
  done: number;
  tally: Tally;
  speaker: Speaker;
  progressFile: string;
  step(rows: number): void;
}>;

/** Sends the rows in order, at most `window` unacknowledged at a time, and writes down up to which row all is settled. */
async function replayRows({ plan, rows, read, done, tally, speaker, progressFile, step }: Replaying): Promise<void> {
  const underWay = new Map<number, Promise<void>>();
  let failure: unknown;
  let interrupted = false;
  // Ctrl-C lets what is under way come in, so that the next run sends nothing twice.
  const interrupt = () => {
    interrupted = true;
  };
  process.once("SIGINT", interrupt);
  let index = 0;
  let last: { dataTime: number; at: number } | undefined;
  const settled = () => Math.max(done, underWay.size > 0 ? Math.min(...underWay.keys()) : index);
  try {
    for await (const row of rows) {
      if (index >= plan.limit || failure || interrupted) break;
      // Read even when already sent: a shifted table takes its shift from its first row.
      const outcome = read(row, index);
      const here = index++;
      if (here < done) continue;
      tally.rows++;
      if (outcome === "no time") tally.withoutTime++;
      else if (outcome === "no value") tally.withoutValue++;
      else {
        tally.missing += outcome.missing;
        if (plan.speed === "real" && last)
          await sleep(Math.max(0, last.at + (outcome.time - last.dataTime) - Date.now()));
        last = { dataTime: outcome.time, at: Date.now() };
        const sending = speaker.send(outcome.cp).then(
          () => void underWay.delete(here),
          // The row stays under way: it is not settled and is sent again by the next run.
          (error) => {
            failure ??= error;
          },
        );
        underWay.set(here, sending);
        if (underWay.size >= plan.window) await Promise.race(underWay.values());
      }
      step(settled());
      if (index % rememberEvery === 0) await remembered(progressFile, settled());
    }
    await Promise.all(underWay.values());
  } finally {
    process.off("SIGINT", interrupt);
    await remembered(progressFile, settled());
  }
  step(settled());
  if (failure) throw failure;
}

const summary = (tally: Tally): string =>
  `完成：${tally.rows} 行，已应答 ${tally.acknowledged} 包，重发 ${tally.repeated}；` +
  `无时间而跳过 ${tally.withoutTime} 行，全为空值而跳过 ${tally.withoutValue} 行，另有 ${tally.missing} 个空值未发`;

/** Registers the device; one that is there already is left as it is. */
async function registerDevice(plan: ReplayPlan, register: NonNullable<ReplayPlan["register"]>): Promise<void> {
  const client = await signIn({ baseUrl: register.url, username: register.user, password: register.password });
  const key = plan.key ? { key: plan.key, notation: "hex" } : {};
  const device = { mn: plan.mn, password: plan.password, protocol: plan.protocol, ...key, ...register.subject };
  const reply = await client.write("/devices", device, `replay-${plan.mn}`);
  if (reply.refused === "field.taken") return console.log(`设备 ${plan.mn} 已登记`);
  if (reply.refused) refuse(`登记设备 ${plan.mn} 被拒：${reply.sentence}`);
  console.log(`已登记设备 ${plan.mn}`);
}

/** How many rows there are, when counting is cheap; undefined for packed files. */
async function rowsOf(plan: ReplayPlan): Promise<number | undefined> {
  if (plan.limit < Number.POSITIVE_INFINITY) return plan.limit;
  if (plan.file.endsWith(".gz") || (await stat(plan.file)).size > 200_000_000) return undefined;
  let count = 0;
  for await (const _ of (await openTable(plan.file, plan.encoding)).rows) count++;
  return count;
}

async function recalled(path: string): Promise<number> {
  try {
    return (JSON.parse(await readFile(path, "utf8")) as { rows: number }).rows;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
}

async function remembered(path: string, rows: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, JSON.stringify({ rows }));
  await rename(`${path}.new`, path);
}

type Speaker = Readonly<{ send(cp: Packet["cp"]): Promise<void>; close(): void }>;

/** Sends packets over one link, opening it anew when it breaks. */
function createSpeaker(plan: ReplayPlan, tally: Tally): Speaker {
  const acknowledgements = createAcknowledgements();
  const cipher = plan.key ? sm4(plan.key) : undefined;
  let settings: Settings = {
    realtimeInterval: 60,
    minuteInterval: 10,
    overTime: timeoutMs / 1000,
    reCount: resends,
    password: plan.password,
    clockShift: 0,
    realtimeOn: true,
  };
  let link: Link | undefined;
  let opening: Promise<Link> | undefined;
  let lastQn = 0;

  const onPacket = (packet: Packet): void => {
    if (packet.cn === "9014") {
      acknowledgements.arrived(packet.qn);
      return;
    }
    const answer = answerTo(packet, settings, { st: plan.st, mn: plan.mn }, Date.now());
    settings = answer.settings;
    for (const reply of answer.replies)
      for (const frame of encodePacket(reply, { edition: plan.protocol })) link?.write(frame).catch(() => {});
  };

  async function opened(): Promise<Link> {
    for (let attempt = 1; ; attempt++) {
      try {
        const fresh = await openLink({ host: plan.host, port: plan.port, edition: plan.protocol, cipher, onPacket });
        fresh.closed.then(() => acknowledgements.abandon());
        return fresh;
      } catch (error) {
        if (attempt >= reconnects)
          refuse(
            `连不上 ${plan.host}:${plan.port}（${(error as Error).message}）。请确认平台已启动、端口是 HJ 212 端口。`,
          );
        await sleep(Math.min(10_000, 500 * attempt));
      }
    }
  }

  /** The link that all packets share; whoever finds it down opens it, the others wait for that. */
  async function lineTo(): Promise<Link> {
    if (link?.isOpen()) return link;
    opening ??= opened().finally(() => {
      opening = undefined;
    });
    link = await opening;
    return link;
  }

  async function send(cp: Packet["cp"]): Promise<void> {
    const sentAt = Math.max(Date.now(), lastQn + 1);
    const packet = {
      qn: epochToQn(sentAt),
      st: plan.st,
      cn: plan.cn,
      pw: settings.password,
      mn: plan.mn,
      flag: 1,
      pnum: undefined,
      pno: undefined,
      cp,
    };
    const frames = encodePacket(
      { ...packet, resent: plan.protocol === "HJ212-2025" },
      { edition: plan.protocol, cipher, splitQn: (part) => epochToQn(sentAt + part) },
    );
    lastQn = sentAt + frames.length;
    const qns = frames.map((_, part) => epochToQn(sentAt + part));
    for (let attempt = 0; attempt <= settings.reCount; attempt++) {
      if (attempt > 0) tally.repeated++;
      const open = await lineTo();
      const answered = acknowledgements.wait(qns, settings.overTime * 1000);
      try {
        for (const frame of frames) await open.write(frame);
      } catch {
        // The link is down; its end abandons everything that is waited for.
      }
      if (await answered) {
        tally.acknowledged += frames.length;
        return;
      }
    }
    refuse(
      `平台对 ${packet.qn} 没有应答（重发 ${settings.reCount} 次）。请确认 MN ${plan.mn} 已登记、访问密码与协议版本一致；未登记时可加 --register。`,
    );
  }

  return { send, close: () => link?.close() };
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ReplayRefused)) throw error;
  console.error(`无法回放：${error.message}`);
  process.exitCode = 2;
}
