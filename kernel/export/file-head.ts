export const csvType = "text/csv; charset=utf-8";
export const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
export const geoJsonType = "application/geo+json; charset=utf-8";

/** The headers under which a browser saves what it is given, by its Chinese name (RFC 6266). */
export const attachment = (name: string, type: string): Record<string, string> => ({
  "content-type": type,
  "content-disposition": `attachment; filename="export"; filename*=UTF-8''${encodeURIComponent(name)}`,
  "cache-control": "no-store",
});
