import { sql } from "kysely";
import { provideFileNaming } from "#kernel/file/naming.server.ts";

/** A file that was imported is read by who sees the import. */
provideFileNaming("import.import", {
  find: async (tx, hash) => {
    const found = await sql<{
      name: string;
    }>`select file_name as name from import.import where file_hash = ${hash} limit 1`.execute(tx);
    const name = found.rows[0]?.name;
    return name === undefined ? undefined : { name, mediaType: "application/octet-stream" };
  },
});
