import { z } from "zod";
import { type Call, type Raw, type Route, raw, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import type { Tx } from "#store/postgres.ts";
import type { Register } from "../define.ts";
import type { Registers } from "../row-sql.server.ts";
import { collectionOf, conformance, geojson, json, landing, schemaOf } from "./document.ts";
import { propertiesOf, readExtent, readItem, readItems } from "./items.server.ts";
import { type Crs, itemsQueryOf, itemsQuerySchema, onlyFormat } from "./query.ts";
import { type Reader, readerOf } from "./reader.server.ts";

/**
 * OGC API Features over every register. Open to all, and so default deny: who is not signed in is given public registers and public fields;
 * who is, what role and territory show. A collection that is not given to a reader answers as if it did not exist.
 */
export function ogcRoutes(list: readonly Register[]): Route[] {
  const registers: Registers = new Map(list.map((register) => [register.id, register]));
  return [
    document("ogc.landing", "/ogc", { zh: "开放接口", en: "OGC API landing page" }, async ({ origin, language }) =>
      landing(origin, language),
    ),
    document("ogc.conformance", "/ogc/conformance", { zh: "符合性声明", en: "OGC API conformance" }, async () => ({
      conformsTo: conformance,
    })),
    document("ogc.collections", "/ogc/collections", { zh: "开放数据集", en: "OGC API collections" }, async (call) => {
      const reader = await readerOf(call);
      const { origin, language } = call;
      return {
        links: [{ href: `${origin}/ogc/collections`, rel: "self", type: json, title: "Collections" }],
        collections: list.filter(reader.sees).map((register) => collectionOf(origin, register, language)),
      };
    }),
    ...list.flatMap((register) => collectionRoutes(register, registers)),
  ];
}

type Answer = (call: Call) => Promise<object>;

/** A document that takes no parameters. */
function document(id: string, path: string, title: Route["title"], answer: Answer, type = json): Route {
  return route({
    id,
    method: "GET",
    path,
    title,
    access: "public",
    query: z.looseObject({ f: z.string().optional() }),
    handle: async (call) => {
      onlyFormat(call.query, true);
      return answered(await answer(call), type);
    },
  });
}

const answered = (body: object, type: string, headers: Record<string, string> = {}): Raw =>
  raw({
    headers: { "content-type": type, "cache-control": "no-store", vary: "cookie", ...headers },
    // as bytes: to a text the server would add a charset, which GeoJSON does not have
    body: new TextEncoder().encode(JSON.stringify(body)),
  });

function collectionRoutes(register: Register, registers: Registers): Route[] {
  const base = `/ogc/collections/${register.id}`;
  const { zh, en } = register.title;
  const reading = async <R>(call: Call, work: (tx: Tx, reader: Reader) => Promise<R>): Promise<R> => {
    const reader = await readerOf(call);
    if (!reader.sees(register)) refuse("route.unknown", { values: { path: base } });
    return call.platform.postgres.transact(reader.actor, (tx) => work(tx, reader), { readOnly: true });
  };
  return [
    document(`ogc.${register.id}`, base, { zh: `开放数据·${zh}`, en: `OGC collection: ${en}` }, (call) =>
      reading(call, async (tx, reader) =>
        collectionOf(call.origin, register, call.language, await readExtent(tx, register, reader)),
      ),
    ),
    document(
      `ogc.${register.id}.schema`,
      `${base}/schema`,
      { zh: `开放数据·${zh}·字段`, en: `OGC schema: ${en}` },
      (call) =>
        reading(call, async (_tx, reader) =>
          schemaOf(call.origin, register, propertiesOf(registers, register, reader), call.language),
        ),
      "application/schema+json",
    ),
    route({
      id: `ogc.${register.id}.items`,
      method: "GET",
      path: `${base}/items`,
      title: { zh: `开放数据·${zh}·要素`, en: `OGC features: ${en}` },
      access: "public",
      query: itemsQuerySchema(register),
      handle: (call) =>
        reading(call, async (tx, reader) => {
          const query = itemsQueryOf(register, propertiesOf(registers, register, reader), call.query as never);
          const { features, next } = await readItems(tx, registers, register, reader, query);
          const self = `${call.origin}${base}/items`;
          const body = {
            type: "FeatureCollection",
            features,
            numberReturned: features.length,
            timeStamp: new Date(call.platform.now()).toISOString(),
            links: [
              { href: withQuery(self, call.query), rel: "self", type: geojson, title: zh },
              { href: `${call.origin}${base}`, rel: "collection", type: json, title: zh },
              ...(next
                ? [
                    {
                      href: withQuery(self, { ...(call.query as object), after: next }),
                      rel: "next",
                      type: geojson,
                      title: "Next",
                    },
                  ]
                : []),
            ],
          };
          return answered(body, geojson, contentCrs(query.crs));
        }),
    }),
    route({
      id: `ogc.${register.id}.item`,
      method: "GET",
      path: `${base}/items/:id`,
      title: { zh: `开放数据·${zh}·单个要素`, en: `OGC feature: ${en}` },
      access: "public",
      params: z.object({ id: z.string().max(100) }),
      query: z.looseObject({ crs: z.string().optional(), f: z.string().optional() }),
      handle: (call) =>
        reading(call, async (tx, reader) => {
          const { crs } = itemsQueryOf({ ...register, placed: false }, [], onlyCrs(call.query));
          const { id } = call.params;
          const feature = z.uuid().safeParse(id).success
            ? await readItem(tx, registers, register, reader, { id, crs })
            : undefined;
          if (!feature) return refuse("not-found", { values: { what: register.noun } });
          const links = [
            { href: `${call.origin}${base}/items/${id}`, rel: "self", type: geojson, title: zh },
            { href: `${call.origin}${base}`, rel: "collection", type: json, title: zh },
          ];
          return answered({ ...feature, links }, geojson, contentCrs(crs));
        }),
    }),
  ];
}

const contentCrs = (crs: Crs): Record<string, string> => ({ "content-crs": `<${crs}>` });

/** A single feature takes crs and f; every other name is refused as unknown, also those that items take. */
function onlyCrs(query: Record<string, unknown>): Record<string, string | undefined> {
  for (const name of Object.keys(query))
    if (name !== "crs" && name !== "f") refuse("query.unknown", { field: name, values: { name } });
  return query as Record<string, string | undefined>;
}

function withQuery(address: string, query: unknown): string {
  const given = Object.entries(query as Record<string, string | undefined>).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  return given.length === 0 ? address : `${address}?${new URLSearchParams(given)}`;
}
