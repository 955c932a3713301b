import { createHash, randomBytes } from "node:crypto";
import type { Locator, Page } from "playwright-core";
import proj4 from "proj4";
import { expect } from "vitest";
import { type Json, type Person, until } from "./kit.ts";

/** A piece of 土默特左旗 as a walk draws it: squares in metres, two images, the clues of their comparison, photos of the place. */
const plane = "+proj=tmerc +lat_0=40.75 +lon_0=111.1 +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m";
const toDegrees = proj4(plane, "+proj=longlat +ellps=GRS80");
export const region = { league: "150100", banner: "150121" } as const;

export type Ground = Readonly<{ type: "Polygon"; coordinates: [number, number][][] }>;
/** A rectangle in metres east and north of 111.1° E, 40.75° N. */
export function box(x: number, y: number, width: number, height: number): Ground {
  const corners = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
    [x, y],
  ];
  return { type: "Polygon", coordinates: [corners.map(([e = 0, n = 0]) => toDegrees.forward([e, n]))] };
}
/** Longitude and latitude of a place in metres. */
export const degreesOf = (x: number, y: number): { lon: number; lat: number } => {
  const [lon = 0, lat = 0] = toDegrees.forward([x, y]);
  return { lon, lat };
};

/** A civil day so many days from today. */
export const dayFrom = (days: number): string =>
  new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);

/** Sends, says which request was refused and how, and gives the answer. */
export async function done(person: Person, method: string, path: string, body?: unknown): Promise<Json> {
  const reply = await person.send(method, `/api/v1${path}`, body);
  expect([method, path, reply.status, reply.status < 300 ? "" : reply.body]).toEqual([
    method,
    path,
    expect.toSatisfy((status: number) => status >= 200 && status < 300),
    "",
  ]);
  return reply.body;
}
export const read = (person: Person, path: string): Promise<Json> => done(person, "GET", path);

/** Acts on a case as it stands; gives the reply, whatever it is. */
export async function act(
  person: Person,
  caseId: string,
  name: string,
  values: object = {},
): Promise<{ status: number; body: Json }> {
  const { version } = await read(person, `/cases/${caseId}`);
  return person.send("POST", `/api/v1/cases/${caseId}/acts/${name}`, { baseVersion: version, ...values });
}
/** Acts and expects that it was done. */
export async function acts(person: Person, caseId: string, name: string, values: object = {}): Promise<void> {
  const reply = await act(person, caseId, name, values);
  expect([name, reply.status, reply.body.code]).toEqual([name, 200, undefined]);
}
export const stateOf = async (person: Person, caseId: string): Promise<string> =>
  (await read(person, `/cases/${caseId}`)).state.id;

export type Cover = readonly [cover: string, ground: Ground];
/** An image of one day, ready to be compared. */
export async function layer(person: Person, coveredOn: string, covers: readonly Cover[]): Promise<string> {
  const { id } = await done(person, "POST", "/conservation/layers", {
    region: region.league,
    name: `走查覆盖 ${coveredOn}`,
    coveredOn,
    source: "走查",
    format: "vector",
    rmse: 5,
    edition: "saihan-1",
  });
  const features = covers.map(([cover, geometry]) => ({ type: "Feature", properties: { class: cover }, geometry }));
  await done(person, "POST", `/conservation/layers/${id}/features`, { features });
  expect(await done(person, "POST", `/conservation/layers/${id}/close`, {})).toMatchObject({ state: "ready" });
  return id;
}

/** Compares two images and waits until every clue of it has its case. */
export async function compare(person: Person, from: string, to: string): Promise<Json> {
  const { id } = await done(person, "POST", "/conservation/runs", { region: region.league, from, to });
  let run: Json;
  await until(async () => {
    run = await read(person, `/conservation/runs/${id}`);
    return run.state === "done" || run.state === "failed";
  }, 120_000);
  expect([run.state, run.problem]).toEqual(["done", null]);
  await until(async () => (await read(person, "/clues?filter.state=open")).items.length === 0, 60_000);
  return run;
}

/** A file that the platform takes, no two alike. */
export const photo = (): Buffer =>
  Buffer.concat([Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"), randomBytes(2_000)]);
export const scan = (): Buffer =>
  Buffer.concat([Buffer.from("%PDF-1.4\n% "), Buffer.from(randomBytes(400).toString("hex"))]);

/** Uploads as the person and gives the hash. */
export async function upload(person: Person, bytes: Buffer): Promise<string> {
  const hash = createHash("sm3").update(bytes).digest("hex");
  await done(person, "POST", `/uploads/${hash}?offset=0&size=${bytes.length}`, bytes);
  return hash;
}

/** Adds an exhibit to a case and gives its id. */
export async function exhibit(person: Person, caseId: string, more: object): Promise<string> {
  const hash = await upload(person, photo());
  const body = { owner: { kind: "case", id: caseId }, hash, name: "现场.jpg", kind: "photo", ...more };
  return (await done(person, "POST", "/evidence", body)).id;
}

/** Presses an act of the case, fills the drawer and sends it. */
export async function press(page: Page, name: string, fill: (drawer: Locator) => Promise<void>): Promise<void> {
  await page.getByRole("button", { name, exact: true }).first().click();
  const drawer = page.locator(".work-drawer");
  await drawer.waitFor();
  await fill(drawer);
  await drawer.locator(".work-drawer-foot .ant-btn-primary").click();
  await drawer.waitFor({ state: "detached" });
}
