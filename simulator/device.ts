import { setTimeout as sleep } from "node:timers/promises";
import type { Cipher } from "#protocols/hj212/cipher.ts";
import { encodePacket } from "#protocols/hj212/encode.ts";
import { epochToQn } from "#protocols/hj212/measurement.ts";
import type { Packet } from "#protocols/hj212/packet.ts";
import type { DeviceSeed } from "#seed/devices.ts";
import { answerTo, type Settings } from "./answers.ts";
import type { Cadence, Pace } from "./compose.ts";
import { commandOf, dataArea, editionOf, isMute, periods, upload } from "./compose.ts";
import type { Counts } from "./counts.ts";
import type { Cursor, Due } from "./due.ts";
import { advance, nextDue, periodStart } from "./due.ts";
import { episodesBetween, type Scenario, silenceAt, slipOf } from "./faults.ts";
import { createAcknowledgements, type Link, openLink } from "./link.ts";
import { type Model, modelOf } from "./model.ts";
import type { Slots } from "./slots.ts";
import { sm4 } from "./sm4.ts";
import { spoiled } from "./spoil.ts";

/** What all devices share. */
export type World = Readonly<{
  seed: number;
  pace: Pace;
  host: string;
  port: number;
  scenario: Scenario;
  counts: Counts;
  /** Bounds the packets under way of all devices together. */
  slots: Slots;
  signal: AbortSignal;
}>;

/** What is sent more than this after it was due is a late delivery (补传). */
const lateMs = 120_000;
/** Between the packets of a logger that hears no acknowledgement. */
const muteGapMs = 40;

type State = {
  model: Model;
  cipher: Cipher | undefined;
  cursor: Cursor;
  lengths: Record<Cadence, number>;
  settings: Settings;
  lastQn: number;
};

/** Keeps a device on the line until the world ends: connects, sends what is due, waits for its acknowledgement, connects again. */
export async function runDevice(world: World, device: DeviceSeed, cursor: Cursor): Promise<void> {
  const lengths = { ...periods[world.pace] };
  const state: State = {
    model: modelOf(world.seed, device),
    cipher: device.key ? sm4(device.key) : undefined,
    cursor,
    lengths,
    lastQn: 0,
    settings: {
      realtimeInterval: lengths.realtime / 1000,
      minuteInterval: lengths.minute / 60_000,
      overTime: 10,
      reCount: 3,
      password: device.password,
      clockShift: 0,
      realtimeOn: true,
    },
  };
  let failures = 0;
  while (!world.signal.aborted) {
    const sent = await oneLink(world, state);
    failures = sent ? 0 : failures + 1;
    await pause(Math.min(30_000, 1000 * 2 ** Math.min(5, failures)), world.signal);
  }
}

/** One connection from beginning to end; true when something was acknowledged on it. */
async function oneLink(world: World, state: State): Promise<boolean> {
  const { device } = state.model;
  const quiet = silenceAt(world.seed, device, Date.now());
  if (quiet && nextDue(state.cursor, state.lengths, device.number, Date.now()).at >= quiet.from) {
    await pause(quiet.to - Date.now(), world.signal);
    return true;
  }
  const acknowledgements = createAcknowledgements();
  let link: Link | undefined;
  try {
    link = await openLink({
      host: world.host,
      port: world.port,
      edition: editionOf(state.model),
      cipher: state.cipher,
      onPacket: (packet) => heard(world, state, packet, acknowledgements, link),
    });
  } catch {
    // Nobody listens yet or any more: a logger tries again.
    return false;
  }
  world.counts.connected++;
  const opened = link;
  opened.closed.then(() => acknowledgements.abandon());
  const hangUp = () => opened.close();
  world.signal.addEventListener("abort", hangUp, { once: true });
  const before = world.counts.acknowledged;
  try {
    await speak(world, state, link, acknowledgements);
  } finally {
    world.counts.connected--;
    world.signal.removeEventListener("abort", hangUp);
    link.close();
  }
  return world.counts.acknowledged > before;
}

async function speak(
  world: World,
  state: State,
  link: Link,
  acknowledgements: ReturnType<typeof createAcknowledgements>,
): Promise<void> {
  const { device } = state.model;
  while (!world.signal.aborted && link.isOpen()) {
    const now = Date.now();
    const due = nextDue(state.cursor, state.lengths, device.number, now);
    const silentNow = silenceAt(world.seed, device, now);
    if (silentNow && due.at >= silentNow.from) return;
    if (due.at > now) {
      await Promise.race([pause(due.at - now, world.signal), link.closed]);
      continue;
    }
    if (isSkipped(world, state, due)) {
      advance(state.cursor, due);
      continue;
    }
    if (!(await world.slots.within(() => deliver(world, state, link, acknowledgements, due)))) return;
    advance(state.cursor, due);
  }
}

/** Readings of a silence are lost; hours and minutes only when the logger lost its memory too. */
function isSkipped(world: World, state: State, due: Due): boolean {
  if (due.cadence === "realtime" && !state.settings.realtimeOn) return true;
  const quiet = silenceAt(world.seed, state.model.device, due.at);
  if (!quiet || (quiet.size === 1 && due.cadence !== "realtime") || due.cadence === "day") return false;
  world.counts.lost++;
  return true;
}

/** Sends one period and repeats it until acknowledged; false when the platform stays silent and the link must be given up. */
async function deliver(
  world: World,
  state: State,
  link: Link,
  acknowledgements: ReturnType<typeof createAcknowledgements>,
  due: Due,
): Promise<boolean> {
  const { model, settings } = state;
  const episodes = episodesBetween(world.seed, model.device, due.from, due.from + due.length, world.scenario);
  const late = Date.now() - due.at > lateMs;
  const sentAt = Math.max(Date.now(), state.lastQn + 1);
  const cp = dataArea(model, episodes, due);
  const packet = { ...upload(model, due.cadence, cp, { sentAt, resent: late }), pw: settings.password };
  const slip = slipOf(world.seed, model.device, commandOf[due.cadence], due.from);
  if (slip) world.counts.spoiled++;
  for (let attempt = 0; attempt <= settings.reCount; attempt++) {
    const first = attempt === 0;
    const outcome = await sendOnce(state, link, acknowledgements, { packet, sentAt, slip: first ? slip : undefined });
    world.counts.sent++;
    if (outcome === "down") return false;
    if (outcome === "acknowledged") {
      world.counts.acknowledged++;
      if (late) world.counts.history++;
      else world.counts.live++;
      return true;
    }
    world.counts.repeated++;
  }
  world.counts.unanswered++;
  return false;
}

type Outcome = "acknowledged" | "unanswered" | "down";

async function sendOnce(
  state: State,
  link: Link,
  acknowledgements: ReturnType<typeof createAcknowledgements>,
  what: { packet: Packet; sentAt: number; slip: ReturnType<typeof slipOf> },
): Promise<Outcome> {
  const { model, cipher, settings } = state;
  const edition = editionOf(model);
  const wrongPassword = settings.password === "000000" ? "000001" : "000000";
  const packet = what.slip === "wrong-password" ? { ...what.packet, pw: wrongPassword } : what.packet;
  const encoded = (maxSegment?: number) => {
    const frames = encodePacket(packet, {
      edition,
      cipher,
      maxSegment,
      splitQn: (index) => epochToQn(what.sentAt + index),
    });
    state.lastQn = Math.max(state.lastQn, what.sentAt + frames.length);
    return frames;
  };
  // A logger without QN cannot tell its sub-packets apart.
  const splitSize = what.slip === "split" && !isMute(model) ? 420 : undefined;
  const frames = encoded(splitSize);
  const sending = spoiled(
    splitSize || what.slip !== "split" ? what.slip : undefined,
    frames,
    () => frames,
    what.sentAt,
  );
  const qns = frames.map((_, index) => epochToQn(what.sentAt + index));
  const answered = isMute(model) ? undefined : acknowledgements.wait(qns, settings.overTime * 1000);
  try {
    for (const [index, piece] of sending.pieces.entries()) {
      if (index > 0 && sending.pauseMs > 0) await sleep(sending.pauseMs);
      await link.write(piece);
    }
  } catch {
    acknowledgements.abandon();
    await answered;
    return "down";
  }
  if (!answered) {
    await sleep(muteGapMs);
    return "acknowledged";
  }
  if (await answered) return "acknowledged";
  return link.isOpen() ? "unanswered" : "down";
}

/** What the platform said: an acknowledgement, or a request to answer and carry out. */
function heard(
  world: World,
  state: State,
  packet: Packet,
  acknowledgements: ReturnType<typeof createAcknowledgements>,
  link: Link | undefined,
) {
  if (packet.cn === "9014" || packet.cn === "9013") return acknowledgements.arrived(packet.qn);
  world.counts.requests++;
  const { device } = state.model;
  const answer = answerTo(packet, state.settings, { st: device.system, mn: device.mn }, Date.now());
  state.settings = answer.settings;
  const wanted = { realtime: state.settings.realtimeInterval * 1000, minute: state.settings.minuteInterval * 60_000 };
  for (const cadence of ["realtime", "minute"] as const) {
    if (state.lengths[cadence] === wanted[cadence]) continue;
    state.lengths[cadence] = wanted[cadence];
    state.cursor[cadence] = periodStart(state.cursor[cadence], wanted[cadence]);
  }
  for (const reply of answer.replies) {
    // A link that is down needs no answer; the platform asks again.
    for (const frame of encodePacket(reply, { edition: editionOf(state.model) })) link?.write(frame).catch(() => {});
  }
}

/** Sleeps, but not over the end of the world. Timers hold at most 24 days. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.min(Math.max(0, milliseconds), 86_400_000), undefined, { signal });
  } catch {
    // Aborted: the caller looks at the signal.
  }
}
