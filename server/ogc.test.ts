import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seedId } from "#seed/ids.ts";
import { usccCheckCharacter } from "#standards/uscc.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Client, openTestPlatform, type TestPlatform } from "./kit.ts";
import { registers } from "./registers.ts";

/** OGC API Features, asked as a desktop tool asks it. Clause numbers are those of 17-069r4 (Part 1) and 18-058r1 (Part 2). */
type Link = { rel: string; href: string; type: string };
type Items = {
  type: string;
  features: {
    type: string;
    id: string;
    geometry: { type: string; coordinates: number[] } | null;
    properties: Record<string, unknown>;
  }[];
  numberReturned: number;
  timeStamp: string;
  links: Link[];
};
const crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
const cgcs2000 = "http://www.opengis.net/def/crs/EPSG/0/4490";
const stations = "/ogc/collections/base.air-station";
const hrefOf = (links: readonly Link[], rel: string): string | undefined =>
  links.find((link) => link.rel === rel)?.href;
const pathOf = (href: string): string => href.replace(/^https?:\/\/[^/]+/, "");

describe.each(relationalEngines)("the open interface for features, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  let region: Client;
  let baotou: Client;
  const anonymous = async (path: string) => saihan.anonymous.send("GET", path);
  const items = async (path: string, client: Client = saihan.anonymous): Promise<Items> => {
    const reply = await client.send("GET", path);
    expect([path, reply.status, reply.headers["content-type"]]).toEqual([path, 200, "application/geo+json"]);
    return reply.json as Items;
  };

  beforeAll(async () => {
    saihan = await openTestPlatform(kind);
    region = await saihan.signIn("region");
    const made = async (path: string, body: unknown) => {
      const reply = await region.send("POST", `/api/v1/${path}`, body);
      expect([path, reply.status, reply.text]).toEqual([path, 201, expect.anything()]);
      return reply.json as { id: string };
    };
    for (let n = 0; n < 7; n++)
      await made("air-stations", {
        name: `站${n}`,
        code: `A${n}`,
        control: "national",
        zoneClass: n % 2 ? "I" : "II",
        location: { lon: 111 + n / 100, lat: 40.6 },
        region: n === 6 ? "150221" : "150121",
      });
    const first = "91150121000000001";
    await made("enterprises", {
      id: seedId("enterprise", 1),
      name: "企业",
      uscc: first + usccCheckCharacter(first),
      management: "key",
      status: "running",
      location: { lon: 111.1, lat: 40.6 },
      region: "150121",
    });
    baotou = await saihan.signIn("league");
  });
  afterAll(() => saihan?.close());

  test("the landing page leads to description, conformance and data, all of which answer (7.2–7.4, 7.13)", async () => {
    const landing = (await anonymous("/ogc")).json as { links: Link[] };
    for (const rel of ["self", "service-desc", "conformance", "data"]) {
      const href = hrefOf(landing.links, rel) ?? "";
      expect([rel, href]).toEqual([rel, expect.stringMatching(/^http:\/\/[^/]+\/(ogc|api)/)]);
      expect([rel, (await anonymous(pathOf(href))).status]).toEqual([rel, 200]);
    }
    expect((await anonymous("/ogc/conformance")).json).toEqual({
      conformsTo: [
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
      ],
    });
  });

  test("who is not signed in is given public registers and public fields of them, and nothing else of any register", async () => {
    const listed = (await anonymous("/ogc/collections")).json as { collections: { id: string; links: Link[] }[] };
    expect(listed.collections.map(({ id }) => id)).toEqual(registers.filter((one) => one.public).map(({ id }) => id));
    for (const register of registers) {
      const base = `/ogc/collections/${register.id}`;
      const statuses = [];
      for (const path of [base, `${base}/schema`, `${base}/items`]) statuses.push((await anonymous(path)).status);
      expect([register.id, statuses]).toEqual([register.id, Array(3).fill(register.public ? 200 : 404)]);
      if (!register.public) continue;
      const open = Object.entries(register.fields).filter(([, field]) => field.public);
      const allowed = new Set(
        open
          .flatMap(([name]) => [name, `${name}Id`, `${name}Hectares`])
          .concat("region", "regionCode", "sample", "updatedAt"),
      );
      for (const feature of (await items(`${base}/items`)).features)
        for (const name of Object.keys(feature.properties))
          expect([register.id, name, allowed.has(name)]).toEqual([register.id, name, true]);
      for (const [name, field] of Object.entries(register.fields)) {
        if (field.public) continue;
        // a hidden field cannot be asked about either
        const probed = await anonymous(`${base}/items?${name}=x`);
        expect([register.id, name, probed.status]).toEqual([register.id, name, 400]);
      }
    }
    const [feature] = (await items(`${stations}/items?limit=1`)).features;
    expect(Object.keys(feature?.properties ?? {}).sort()).toEqual(
      ["control", "name", "region", "regionCode", "sample", "updatedAt", "zoneClass"].sort(),
    );
    const schema = (await anonymous(`${stations}/schema`)).json as { properties: Record<string, { title: string }> };
    expect(Object.keys(schema.properties).sort()).toEqual(["control", "name", "zoneClass"]);
    expect(schema.properties.zoneClass).toMatchObject({ title: "功能区" });
  });

  test("the signed-in are given what their role and territory show them", async () => {
    const enterprises = await items("/ogc/collections/base.enterprise/items", region);
    expect(enterprises.features.map(({ properties }) => properties.name)).toEqual(["企业"]);
    const seen = await items(`${stations}/items`, baotou);
    const whole = await items(`${stations}/items`, region);
    expect([seen.numberReturned, whole.numberReturned]).toEqual([6, 7]);
    expect(whole.features[0]?.properties.code).toBe("A0");
    const hidden = whole.features.find(({ properties }) => properties.name === "站6");
    expect((await baotou.send("GET", `${stations}/items/${hidden?.id}`)).status).toBe(404);
  });

  test("pages of a limit follow each other by their next link and give each feature once (7.15.2, 7.15.7)", async () => {
    const ids: string[] = [];
    let path: string | undefined = `${stations}/items?limit=3`;
    const sizes: number[] = [];
    while (path) {
      const page: Items = await items(path);
      expect(page).toMatchObject({ type: "FeatureCollection", timeStamp: expect.stringMatching(/Z$/) });
      expect(page.features).toHaveLength(page.numberReturned);
      sizes.push(page.numberReturned);
      ids.push(...page.features.map(({ id }) => id));
      const next = hrefOf(page.links, "next");
      path = next && pathOf(next);
    }
    expect([sizes, new Set(ids).size]).toEqual([[3, 3, 1], 7]);
  });

  test("a box and properties narrow the features (7.15.3, 7.15.5)", async () => {
    const names = async (query: string) =>
      (await items(`${stations}/items?${query}`)).features.map(({ properties }) => properties.name);
    expect(await names("bbox=111.015,40,111.035,41")).toEqual(["站2", "站3"]);
    expect(await names(`bbox=40,111.015,41,111.035&bbox-crs=${encodeURIComponent(cgcs2000)}`)).toEqual(["站2", "站3"]);
    expect(await names("bbox=0,0,1,1")).toEqual([]);
    expect(await names("zoneClass=I")).toEqual(["站1", "站3", "站5"]);
    expect(await names("region=150200")).toEqual(["站6"]);
    expect(await names("datetime=2020-01-01T00:00:00Z")).toHaveLength(7);
  });

  test("coordinates come in the system asked for, and the answer names it (Part 2, 6.3)", async () => {
    const plain = await anonymous(`${stations}/items?limit=1`);
    expect(plain.headers["content-crs"]).toBe(`<${crs84}>`);
    expect((plain.json as Items).features[0]?.geometry).toEqual({ type: "Point", coordinates: [111, 40.6] });
    const turned = await anonymous(`${stations}/items?limit=1&crs=${encodeURIComponent(cgcs2000)}`);
    expect(turned.headers["content-crs"]).toBe(`<${cgcs2000}>`);
    expect((turned.json as Items).features[0]?.geometry).toEqual({ type: "Point", coordinates: [40.6, 111] });
    const collection = (await anonymous(stations)).json as { crs: string[]; storageCrs: string; extent: unknown };
    expect(collection).toMatchObject({
      crs: [crs84, cgcs2000],
      storageCrs: cgcs2000,
      extent: { spatial: { bbox: [[111, 40.6, expect.closeTo(111.06), 40.6]] } },
    });
  });

  test("a feature is answered by itself; one that is not there is 404 (7.16)", async () => {
    const [first] = (await items(`${stations}/items?limit=1`)).features;
    const reply = await anonymous(`${stations}/items/${first?.id}`);
    expect(reply.json).toMatchObject({ type: "Feature", id: first?.id, properties: { name: "站0" } });
    for (const id of ["019b7523-3400-7fff-8000-000000000000", "nobody"])
      expect((await anonymous(`${stations}/items/${id}`)).status).toBe(404);
    expect((await anonymous("/ogc/collections/nothing/items")).status).toBe(404);
  });

  test("parameters that are unknown or not valid are refused with 400 and named (7.6, 7.15)", async () => {
    for (const [query, name] of [
      ["nonsense=1", "nonsense"],
      ["limit=0", "limit"],
      ["limit=x", "limit"],
      ["bbox=1,2,3", "bbox"],
      ["bbox=1,2,3,x", "bbox"],
      ["bbox=1,5,3,4", "bbox"],
      ["datetime=yesterday", "datetime"],
      ["datetime=../..", "datetime"],
      ["crs=EPSG:3857", "crs"],
      ["after=1", "after"],
      ["zoneClass=I&zoneClass=II", "zoneClass"],
    ]) {
      const reply = await anonymous(`${stations}/items?${query}`);
      expect([query, reply.status, (reply.json as { field: string }).field]).toEqual([query, 400, name]);
    }
    expect((await anonymous("/ogc?nonsense=1")).status).toBe(400);
    expect((await anonymous(`${stations}?nonsense=1`)).status).toBe(400);
    const [first] = (await items(`${stations}/items?limit=1`)).features;
    expect((await anonymous(`${stations}/items/${first?.id}?limit=1`)).status).toBe(400);
  });

  test("the OpenAPI document describes every collection, filter, range and geometry", async () => {
    const document = (await anonymous("/api/v1/openapi.json")).json as {
      paths: Record<string, { get: { parameters?: { name: string }[] } }>;
    };
    for (const register of registers) {
      const itemsOf = document.paths[`/ogc/collections/${register.id}/items`]?.get.parameters?.map(({ name }) => name);
      expect(itemsOf).toEqual(expect.arrayContaining(["limit", "bbox", "datetime", "crs"]));
      const list = document.paths[`/api/v1/${register.path}`]?.get.parameters?.map(({ name }) => name);
      for (const [name, field] of Object.entries(register.fields)) {
        if (field.type === "choice" || field.type === "ref") expect(list).toContain(`filter.${name}`);
        if (field.type === "number" || field.type === "date") expect(list).toContain(`min.${name}`);
      }
    }
    expect(document.paths["/api/v1/outfalls/{id}/geometry"]).toBeDefined();
  });
});
