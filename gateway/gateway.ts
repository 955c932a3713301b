import { createServer, type Socket } from "node:net";
import { linksOf } from "#kernel/observation/links.server.ts";
import { openDirectory } from "#kernel/observation/profile.server.ts";
import { openSeriesRegistry } from "#kernel/observation/series.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { createArrivals } from "./arrival.ts";
import type { Arrived } from "./arrived.ts";
import { type Group, openCommitter } from "./commit.ts";
import { type Counters, newCounters } from "./counters.ts";
import { openNews } from "./news.ts";
import { openPreparer } from "./prepare.ts";
import { recover } from "./recovery.ts";
import { openRepeats } from "./repeat.ts";
import { openRequests } from "./request.ts";
import { openSession, type Session } from "./session.ts";
import { noteSplit } from "./split.ts";

export type GatewayOptions = Readonly<{
  platform: Platform;
  host?: string;
  /** 0: any free port. */
  port: number;
  /** A connection that is silent for so long is closed; 30 minutes. */
  idleMs?: number;
  /** Half a packet that does not become whole in this time is given up; 60 seconds. */
  halfPacketMs?: number;
  /** A connection with more refused packets in a minute is closed; 100. */
  rejectionsPerMinute?: number;
  /** Sends the time to a device when it connects; true. */
  timeSync?: boolean;
  /** Packets waiting for their row, above which sockets are not read; 40,000. */
  waitingLimit?: number;
}>;

export type Gateway = Readonly<{
  port: number;
  counters: Readonly<Counters>;
  waiting(): number;
  /** False while what arrives has not been stored for more than ten seconds. */
  healthy(): boolean;
  stop(): Promise<void>;
}>;

const stopMs = 8_000;
const sweepMs = 5_000;

/** Starts the HJ 212 link: TCP in, stored, then acknowledged. The README of this room says what is promised. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { platform } = options;
  const { observe, postgres } = platform;
  const log = (line: string): void => platform.log(line);
  const counters = newCounters();
  const resume = await recover(observe);
  if (resume.takenBack > 0)
    log(`gateway: took back ${resume.takenBack} readings of packets that were never acknowledged`);
  const arrivals = createArrivals({ floor: resume.received, now: platform.now });
  const directory = openDirectory(postgres, log);
  const links = linksOf(platform);
  const news = openNews(platform.live, platform.now);
  const requests = openRequests({ platform, timeSync: options.timeSync ?? true });
  const sessions = new Set<Session>();
  const limit = options.waitingLimit ?? 40_000;
  let paused = false;

  const preparer = openPreparer({
    directory,
    boot: arrivals.boot,
    registry: openSeriesRegistry(postgres),
    repeats: openRepeats(observe),
    now: platform.now,
    onward: (packet) => committer.add(packet),
    counters,
    log,
  });
  const committer = openCommitter({
    observe,
    firstBatch: resume.batch + 1,
    counters,
    prepare: preparer.prepare,
    committed,
    log,
  });
  const waiting = (): number => committer.waiting + preparer.parked;

  function admit(packet: Arrived): void {
    preparer.admit(packet);
    if (paused || waiting() < limit) return;
    paused = true;
    counters.pauses++;
    for (const session of sessions) session.pause();
  }

  function committed({ packets, readingCount }: Group): void {
    const touched = new Set<Session>();
    const now = platform.now();
    counters.readings += readingCount;
    for (const packet of packets) {
      counters[packet.verdict]++;
      if (packet.verdict === "rejected") {
        packet.session.refused(now);
        continue;
      }
      if (packet.answer) {
        packet.session.answer(packet.answer);
        touched.add(packet.session);
        counters.answered++;
      }
      if (packet.verdict === "stored") stored(packet, now);
    }
    for (const session of touched) session.flush();
    if (!paused || waiting() > limit / 2) return;
    paused = false;
    for (const session of sessions) session.resume();
  }

  function stored(packet: Arrived, now: number): void {
    const { profile, session, mn } = packet;
    if (!profile) return;
    if (!session.devices.has(mn)) {
      session.devices.add(mn);
      links.online.set(mn, { peer: session.peer, since: now });
      news.tell("device", mn, profile);
      requests.connected(packet);
    }
    requests.answered(packet);
    noteSplit(links.splits, packet);
    if (packet.readings > 0) news.tell("reading", profile.subjectId ?? mn, profile);
  }

  function ended(session: Session): void {
    sessions.delete(session);
    counters.open--;
    for (const mn of session.devices) {
      if ([...(requests.sessionsOf(mn) ?? [])].some((other) => other !== session)) continue;
      links.online.delete(mn);
      const profile = directory.get(mn);
      if (profile) news.tell("device", mn, profile);
    }
    requests.disconnected(session);
  }

  const server = createServer({ noDelay: true }, (socket: Socket) => {
    counters.connections++;
    counters.open++;
    const session = openSession(socket, {
      arrivals,
      counters,
      admit,
      ended,
      idleMs: options.idleMs ?? 30 * 60_000,
      halfPacketMs: options.halfPacketMs ?? 60_000,
      rejectionsPerMinute: options.rejectionsPerMinute ?? 100,
    });
    sessions.add(session);
    if (paused) session.pause();
  });
  const sweeper = setInterval(() => {
    const now = Date.now();
    for (const session of sessions) session.sweep(now);
  }, sweepMs);
  sweeper.unref();

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: options.port, host: options.host ?? "0.0.0.0", backlog: 4096 }, resolve);
  });
  links.ask = requests.ask;

  return {
    port: (server.address() as { port: number }).port,
    counters,
    waiting,
    healthy: committer.healthy,
    stop: async () => {
      clearInterval(sweeper);
      links.ask = undefined;
      server.close();
      for (const session of sessions) session.pause();
      await Promise.race([committer.drain(), new Promise((resolve) => setTimeout(resolve, stopMs).unref())]);
      await requests.close();
      directory.close();
      news.close();
      for (const session of sessions) session.close();
    },
  };
}
