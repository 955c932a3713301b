import type { Register } from "../define.ts";
import type { Field } from "../field.ts";
import { cgcs2000, crs84 } from "./query.ts";

type Language = "zh" | "en";

/** The documents of OGC API Features that describe rather than answer. `origin` is where the reader reached us, e.g. "https://host". */
export const json = "application/json";
export const geojson = "application/geo+json";

/** What is kept of the standard, and no more: the OpenAPI document is 3.1, so the class of 3.0 is not claimed; there are no HTML pages. */
export const conformance = [
  "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
  "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
  "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
];

export type Link = Readonly<{ href: string; rel: string; type: string; title: string }>;
const link = (href: string, rel: string, type: string, title: string): Link => ({ href, rel, type, title });

export const landing = (origin: string, language: Language) => ({
  title: language === "zh" ? "赛罕 · 生态环境台账" : "Saihan: environmental registers",
  description:
    language === "zh"
      ? "已公开的台账与字段，对所有人开放；登录后按角色和管辖范围提供。"
      : "Public registers and fields for everybody; for the signed-in by role and territory.",
  links: [
    link(`${origin}/ogc`, "self", json, "Landing page"),
    link(
      `${origin}/api/v1/openapi.json`,
      "service-desc",
      "application/vnd.oai.openapi+json;version=3.1",
      "OpenAPI 3.1",
    ),
    link(`${origin}/ogc/conformance`, "conformance", json, "Conformance"),
    link(`${origin}/ogc/collections`, "data", json, "Collections"),
  ],
});

/** One register as a collection. */
export function collectionOf(origin: string, register: Register, language: Language, extent?: readonly number[]) {
  const base = `${origin}/ogc/collections/${register.id}`;
  return {
    id: register.id,
    title: register.title[language],
    itemType: "feature",
    crs: [crs84, cgcs2000],
    storageCrs: cgcs2000,
    ...(extent ? { extent: { spatial: { bbox: [extent], crs: crs84 } } } : {}),
    links: [
      link(base, "self", json, register.title[language]),
      link(`${base}/items`, "items", geojson, register.title[language]),
      link(`${base}/schema`, "describedby", "application/schema+json", "JSON Schema"),
    ],
  };
}

/** The properties of a collection's features as JSON Schema: names, titles, units and what the codes mean. */
export function schemaOf(
  origin: string,
  register: Register,
  properties: readonly (readonly [string, Field])[],
  language: Language,
) {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `${origin}/ogc/collections/${register.id}/schema`,
    type: "object",
    title: register.title[language],
    properties: Object.fromEntries(properties.flatMap(([name, field]) => propertySchemas(name, field, language))),
  };
}

function propertySchemas(name: string, field: Field, language: Language): [string, object][] {
  const title = field.title[language];
  const more = field.unit ? { "x-ogc-unit": field.unit } : {};
  switch (field.type) {
    case "area":
      return [[`${name}Hectares`, { type: "number", title, "x-ogc-unit": "ha" }]];
    case "ref":
      return [
        [name, { type: "string", title }],
        [`${name}Id`, { type: "string", format: "uuid", title }],
      ];
    case "choice":
      return [
        [
          name,
          {
            oneOf: (field.choices ?? []).map((choice) => ({ const: choice.value, title: choice.title[language] })),
            title,
          },
        ],
      ];
    case "number":
    case "integer":
    case "boolean":
      return [[name, { type: field.type, title, ...more }]];
    case "date":
      return [[name, { type: "string", format: "date", title }]];
    case "datetime":
      return [[name, { type: "string", format: "date-time", title }]];
    case "texts":
      return [[name, { type: "array", items: { type: "string" }, title }]];
    default:
      return [[name, { type: "string", title }]];
  }
}
