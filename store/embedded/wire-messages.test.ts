import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listenChanges, settingOf, startupSettings } from "./session-text.ts";
import { type Batch, batchGatherer } from "./wire-batch.ts";
import {
  errorResponse,
  firstColumn,
  firstError,
  message,
  messageSplitter,
  query,
  readAnswer,
  startupParameters,
} from "./wire-messages.ts";

const startup = Buffer.concat([
  Buffer.from([0, 0, 0, 28, 0, 3, 0, 0]),
  Buffer.from("user\0me\0options\0-c a=1\0\0").subarray(0, 20),
]);

describe("the splitter", () => {
  it("finds the same messages however the bytes arrive", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (bodies, cuts) => {
          const wanted = [startup, ...bodies.map((body) => message("d", body))];
          const stream = Buffer.concat(wanted);
          const found: Buffer[] = [];
          const splitter = messageSplitter((bytes) => {
            found.push(Buffer.from(bytes));
            splitter.typed();
          });
          for (let at = 0, turn = 0; at < stream.length; turn++) {
            const end = at + (cuts[turn % cuts.length] ?? 1);
            splitter.push(stream.subarray(at, end));
            at = end;
          }
          expect(found).toEqual(wanted);
        },
      ),
    );
  });

  it("refuses a length no client would send", () => {
    expect(() => messageSplitter(() => {}).push(Buffer.from("GET / HTTP/1.1"))).toThrow(RangeError);
    expect(() => messageSplitter(() => {}).push(Buffer.alloc(4))).toThrow(RangeError);
  });
});

it("an answer keeps what is the client's and tells the rest apart", () => {
  const notification = message("A", Buffer.concat([Buffer.alloc(4), Buffer.from("news\0hello\0")]));
  const row = message("D", Buffer.from("\0\u0001\0\0\0\u0002ab"));
  const tag = message("C", "SELECT 1\0");
  const error = errorResponse({ severity: "ERROR", code: "22012", message: "division by zero" });
  const answer = readAnswer(
    Buffer.concat([row, tag, notification, message("Z", "T"), error, message("Z", "E"), message("Z", "E")]),
  );
  expect(Buffer.concat(answer.parts)).toEqual(Buffer.concat([row, tag, error]));
  expect(answer).toMatchObject({ status: "E", failed: true, fatal: undefined, tags: ["SELECT 1"] });
  expect(answer.notifications).toEqual([{ channel: "news", message: notification }]);
  expect(firstColumn(answer.parts)).toEqual(["ab"]);
  expect(firstError(answer.parts)).toBe("22012 · division by zero");
  expect(readAnswer(errorResponse({ severity: "FATAL", code: "XX000", message: "gone" })).fatal).toContain("gone");
});

describe("the gatherer", () => {
  const gather = (...messages: Buffer[]): Batch[] => {
    const batches: Batch[] = [];
    const gatherer = batchGatherer({ connection: 7, superuser: false, deliver: (batch) => batches.push(batch) });
    for (const one of messages) gatherer.take(one);
    return batches;
  };
  const parse = (name: string, text: string): Buffer => message("P", `${name}\0${text}\0\0\0`);
  const bind = (name: string): Buffer => message("B", `\0${name}\0\0\0\0\0\0\0`);
  const sync = message("S");

  it("gives named statements the connection's own names and leaves the unnamed one alone", () => {
    const [batch] = gather(
      parse("mine", "select 1"),
      bind("mine"),
      message("D", "Smine\0"),
      parse("", "select 2"),
      bind(""),
      sync,
    );
    expect(batch?.messages.map((one) => one.toString("latin1", 5))).toEqual([
      "c7_1\0select 1\0\0\0",
      "\0c7_1\0\0\0\0\0\0\0",
      "Sc7_1\0",
      "\0select 2\0\0\0",
      "\0\0\0\0\0\0\0\0",
      "",
    ]);
    expect(batch).toMatchObject({ ending: "sync", sql: ["select 1", "select 2"] });
  });

  it("refuses another identity however it is asked for, but not words in a parameter", () => {
    const refused = (batch: Batch | undefined): boolean => batch?.messages[0]?.toString().includes("42501") ?? false;
    expect(refused(gather(query("SET  SESSION\nAUTHORIZATION postgres"))[0])).toBe(true);
    expect(
      refused(gather(parse("", "select set_config($1, 'postgres', true)"), bind("session_authorization"), sync)[0]),
    ).toBe(true);
    expect(refused(gather(parse("", "insert into note values ($1)"), bind("session_authorization"), sync)[0])).toBe(
      false,
    );
    expect(refused(gather(query("select authorization_no from session"))[0])).toBe(false);
  });

  it("drops everything up to Sync when told to", () => {
    const batches: Batch[] = [];
    const gatherer = batchGatherer({ connection: 1, superuser: false, deliver: (batch) => batches.push(batch) });
    gatherer.skipToSync();
    for (const one of [parse("", "x"), query("select 1"), sync, query("select 2")]) gatherer.take(one);
    expect(batches.map(({ ending, sql }) => ({ ending, sql }))).toEqual([
      { ending: "sync", sql: [] },
      { ending: "query", sql: ["select 2"] },
    ]);
  });
});

describe("session text", () => {
  it("knows which statement changes a setting of the session", () => {
    const name = (text: string, tag = "SET") => settingOf([text], [tag])?.name;
    expect(name("set timezone to 'UTC';")).toBe("timezone");
    expect(name("SET SESSION saihan.x = '1'")).toBe("saihan.x");
    expect(name("set time zone 'UTC'")).toBe("time zone");
    expect(name("set role saihan_actor")).toBe("role");
    expect(name("reset all", "RESET")).toBe("all");
    expect(name("discard all", "DISCARD ALL")).toBe("all");
    for (const text of [
      "set local role x",
      "set transaction read only",
      "set session characteristics as transaction read only",
    ]) {
      expect(name(text), text).toBeUndefined();
    }
    expect(settingOf(["set a = 1; set b = 2"], ["SET", "SET"])).toBeUndefined();
  });

  it("reads the startup message's settings", () => {
    expect(startupParameters(startup).get("user")).toBe("me");
    const asked = new Map([
      ["user", "me"],
      ["statement_timeout", "5"],
      ["options", "-c search_path=a\\ b --work-mem=4MB"],
    ]);
    expect(startupSettings(asked)).toBe(
      "select pg_catalog.set_config('statement_timeout', '5', false); " +
        "select pg_catalog.set_config('search_path', 'a b', false); select pg_catalog.set_config('work_mem', '4MB', false);",
    );
  });

  it("follows channels", () => {
    const channels = new Set<string>();
    expect(listenChanges(['LISTEN News; listen "Other one"'], channels)).toBe(false);
    expect([...channels]).toEqual(["news", "Other one"]);
    expect(listenChanges(["unlisten NEWS"], channels)).toBe(true);
    expect([...channels]).toEqual(["Other one"]);
    listenChanges(["unlisten *"], channels);
    expect([...channels]).toEqual([]);
  });
});

describe("an answer that PGlite broke off", () => {
  const row = message("D", Buffer.from([0, 0]));
  const done = (tag: string): Buffer => message("C", `${tag}\0`);

  it("is fatal when it has other rows than its tag says", () => {
    expect(readAnswer(Buffer.concat([row, row, done("SELECT 2")])).fatal).toBeUndefined();
    expect(readAnswer(Buffer.concat([row, done("SELECT 1"), row, row, done("SELECT 2")])).fatal).toBeUndefined();
    expect(readAnswer(Buffer.concat([row, row, done("SELECT 0")])).fatal).toMatch(/broke off/);
  });

  it("is fatal when a portal stops that was to run to its end", () => {
    const suspended = Buffer.concat([row, message("s")]);
    expect(readAnswer(suspended, true).fatal).toBeUndefined();
    expect(readAnswer(suspended, false).fatal).toMatch(/broke off/);
  });

  it("is fatal when a transaction ends with a snapshot that nobody gave back", () => {
    const notice = (text: string): Buffer => message("N", `SWARNING\0VWARNING\0C01000\0M${text}\0\0`);
    expect(readAnswer(notice("snapshot 0xa3920f0 still active")).fatal).toMatch(/broke off/);
    expect(readAnswer(notice("there is no transaction in progress")).fatal).toBeUndefined();
  });
});
