import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import type { Asked as SentRequest } from "#kernel/observation/links.server.ts";
import type { Profile } from "#kernel/observation/profile.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { encodePacket } from "#protocols/hj212/encode.ts";
import { type Group, itemOf } from "#protocols/hj212/packet.ts";
import { epochToCivil, epochToQn } from "#protocols/hj212/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Arrived } from "./arrived.ts";
import type { Session } from "./session.ts";

/**
 * What the platform asks of devices (HJ 212-2017 §6.1): request → 9011 "taken" or refused → 9012 result, all with the QN of the request.
 * No answer in ten seconds: sent again, three times; then the request is unanswered. Outcomes are kept in PostgreSQL; while it is away
 * they are kept back and written later.
 */
export type Requests = Readonly<{
  /** The first stored packet of a device on a link. */
  connected(packet: Arrived): void;
  disconnected(session: Session): void;
  sessionsOf(mn: string): ReadonlySet<Session> | undefined;
  /** A packet that may answer a request. */
  answered(packet: Arrived): void;
  ask(mn: string, command: string, value: number | undefined, by: string): SentRequest | undefined;
  close(): Promise<void>;
}>;

type State = "sent" | "accepted" | "done" | "refused" | "failed" | "unanswered";
type Asked = {
  readonly id: string;
  readonly profile: Profile;
  readonly session: Session;
  readonly command: string;
  readonly cn: string;
  readonly qn: string;
  readonly detail: Record<string, string>;
  readonly frame: Uint8Array;
  readonly by: string;
  readonly askedAt: number;
  state: State;
  sends: number;
  code: string | undefined;
  sentAt: number;
  endedAt: number | undefined;
};
type Reach = { profile: Profile; st: string; sessions: Set<Session> };

const answerMs = 10_000;
const resends = 3;
/** After 9011 the work itself may take a while. */
const workMs = 120_000;
const syncEveryMs = 6 * 3_600_000;
const actor = systemActor("gateway");

export function openRequests({ platform, timeSync }: { platform: Platform; timeSync: boolean }): Requests {
  const reach = new Map<string, Reach>();
  const open = new Map<string, Asked>();
  const synced = new Map<string, number>();
  let unsaved: Asked[] = [];
  let saving: Promise<void> = Promise.resolve();
  let lastQn = 0;

  function send(asked: Asked): void {
    asked.session.answer(asked.frame);
    asked.session.flush();
    asked.sentAt = platform.now();
  }

  function ask(mn: string, command: string, value: number | undefined, by: string): Asked | undefined {
    const target = reach.get(mn);
    const session = target && [...target.sessions].at(-1);
    if (!target || !session) return undefined;
    const { profile } = target;
    const now = platform.now();
    lastQn = Math.max(now, lastQn + 1);
    const qn = epochToQn(lastQn);
    const { cn, items } = requestOf(command, value, now);
    const cp: Group[] = items.map((item) => [item]);
    const packet = {
      qn,
      st: target.st,
      cn,
      pw: profile.password,
      mn,
      flag: 1,
      pnum: undefined,
      pno: undefined,
      resent: false,
      cp,
    };
    const [frame] = encodePacket(packet, { edition: profile.protocol });
    const asked: Asked = {
      id: uuidv7(),
      profile,
      session,
      command,
      cn,
      qn,
      detail: Object.fromEntries(items),
      frame: frame as Uint8Array,
      by,
      askedAt: now,
      state: "sent",
      sends: 1,
      code: undefined,
      sentAt: now,
      endedAt: undefined,
    };
    open.set(`${mn}/${qn}`, asked);
    send(asked);
    return asked;
  }

  function end(asked: Asked, state: State, code?: string): void {
    asked.state = state;
    asked.code = code ?? asked.code;
    asked.endedAt = platform.now();
    open.delete(`${asked.profile.mn}/${asked.qn}`);
    unsaved.push(asked);
  }

  function save(): Promise<void> {
    const batch = unsaved;
    if (batch.length === 0) return saving;
    unsaved = [];
    saving = saving
      .then(() => saveAll(platform, batch))
      .catch((error) => {
        platform.log(`gateway: the outcome of ${batch.length} requests is not saved yet (${(error as Error).message})`);
        unsaved = [...batch, ...unsaved].slice(0, 10_000);
      });
    return saving;
  }

  const timer = setInterval(() => {
    const now = platform.now();
    for (const asked of open.values()) {
      if (asked.state === "accepted" ? now - asked.sentAt < workMs : now - asked.sentAt < answerMs) continue;
      if (asked.state === "accepted" || asked.sends > resends) end(asked, "unanswered");
      else {
        asked.sends++;
        send(asked);
      }
    }
    void save();
  }, 1_000);
  timer.unref();

  return {
    connected: ({ mn, profile, session, st }) => {
      if (!profile) return;
      const known = reach.get(mn);
      const sessions = known?.sessions ?? new Set<Session>();
      sessions.add(session);
      reach.set(mn, { profile, st: st === "91" ? (known?.st ?? "32") : st, sessions });
      const now = platform.now();
      if (!timeSync || profile.protocol === "HJ212-2005" || now - (synced.get(mn) ?? 0) < syncEveryMs) return;
      synced.set(mn, now);
      ask(mn, "time-sync", undefined, "system:gateway");
    },
    disconnected: (session) => {
      for (const mn of session.devices) {
        const known = reach.get(mn);
        known?.sessions.delete(session);
        if (known?.sessions.size === 0) reach.delete(mn);
      }
      for (const asked of open.values()) if (asked.session === session) end(asked, "unanswered");
    },
    sessionsOf: (mn) => reach.get(mn)?.sessions,
    answered: ({ mn, parsed }) => {
      const said = parsed?.packet;
      if (said?.cn !== "9011" && said?.cn !== "9012") return;
      const asked = open.get(`${mn}/${said.qn}`);
      if (!asked) return;
      if (said.cn === "9011") {
        const code = itemOf(said, "QnRtn") ?? "";
        if (code !== "1") return end(asked, "refused", code);
        asked.state = "accepted";
        asked.sentAt = platform.now();
        return;
      }
      const code = itemOf(said, "ExeRtn") ?? "";
      end(asked, code === "1" ? "done" : "failed", code);
    },
    ask: (mn, command, value, by) => {
      const asked = ask(mn, command, value, by);
      if (!asked) return undefined;
      unsaved.push(asked);
      return { id: asked.id, saved: save };
    },
    close: async () => {
      clearInterval(timer);
      for (const asked of open.values()) end(asked, "unanswered");
      await Promise.race([save(), new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
    },
  };
}

/** Command and data area of a request. */
function requestOf(
  command: string,
  value: number | undefined,
  now: number,
): { cn: string; items: (readonly [string, string])[] } {
  switch (command) {
    case "time-sync":
      return { cn: "1012", items: [["SystemTime", epochToCivil(now)]] };
    case "realtime-interval":
      return { cn: "1062", items: [["RtdInterval", String(value)]] };
    case "minute-interval":
      return { cn: "1064", items: [["MinInterval", String(value)]] };
    case "timeouts":
      return {
        cn: "1000",
        items: [
          ["OverTime", String(value ?? 10)],
          ["ReCount", String(resends)],
        ],
      };
    default:
      throw new Error(`no such request: ${command}`);
  }
}

async function saveAll(platform: Platform, batch: readonly Asked[]): Promise<void> {
  const rows = batch.map((asked) => ({
    id: asked.id,
    device: asked.profile.id,
    command: asked.command,
    cn: asked.cn,
    qn: asked.qn,
    detail: asked.detail,
    state: asked.state,
    sends: asked.sends,
    code: asked.code ?? null,
    asked_at: new Date(asked.askedAt).toISOString(),
    asked_by: asked.by,
    ended_at: asked.endedAt === undefined ? null : new Date(asked.endedAt).toISOString(),
  }));
  await platform.postgres.transact(actor, (tx) =>
    sql`insert into observation.request (id, device, command, cn, qn, detail, state, sends, code, asked_at, asked_by, ended_at)
      select distinct on (id) id, device, command, cn, qn, detail, state, sends, code, asked_at, asked_by, ended_at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, device uuid, command text, cn text, qn text, detail jsonb,
        state text, sends int, code text, asked_at timestamptz, asked_by text, ended_at timestamptz)
      order by id, ended_at desc nulls last
      on conflict (id) do update set state = excluded.state, sends = excluded.sends, code = excluded.code, ended_at = excluded.ended_at`.execute(
      tx,
    ),
  );
}
