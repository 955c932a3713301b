import { z } from "zod";
import { type Route, route } from "#kernel/identity/route.ts";
import { readSource } from "#kernel/import/read.server.ts";
import { UnreadableFile } from "#kernel/import/table.ts";
import { refuse } from "#kernel/refusal.ts";

const most = 5_000;
const tableReply = z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string())) });
export type TableReply = z.infer<typeof tableReply>;

/** The ministry's table as columns and cells, read from the file that came: nothing is stored until somebody says which column is what. */
export const tableRoutes: Route[] = [
  route({
    id: "conservation.batch.table",
    method: "POST",
    path: "/api/v1/conservation/batch-table",
    title: { zh: "读出部下发线索表的列与行", en: "Read the ministry's table" },
    access: ["region"],
    query: z.object({ name: z.string().max(200).default("") }),
    reply: tableReply,
    handle: async ({ body, query }) => {
      const bytes: unknown = body;
      if (!(bytes instanceof Uint8Array)) return refuse("file.bytes", { field: "content-type" });
      try {
        const source = await readSource(bytes, query.name);
        const rows: string[][] = [];
        for await (const row of source.rows()) {
          if (rows.length === most) return refuse("too-large", { values: { limit: `${most} 行` } });
          rows.push([...row.cells]);
        }
        return { columns: [...source.header], rows };
      } catch (error) {
        if (!(error instanceof UnreadableFile)) throw error;
        return refuse("field.invalid", { field: "file", values: { problem: { zh: error.zh, en: error.en } } });
      }
    },
  }),
];
