/** `npm run bench <name> [--option=value …]`: measures on the machine at hand, prints what it measured and how. */
const benches: Readonly<
  Record<string, () => Promise<{ run(options: Readonly<Record<string, string>>): Promise<void> }>>
> = {
  ingest: () => import("./ingest.ts"),
  connections: () => import("./connections.ts"),
  encroachment: () => import("./encroachment.ts"),
  import: () => import("./import.ts"),
};

const [name = "", ...rest] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
  console.error(`npm run bench <${Object.keys(benches).join("|")}>`);
  process.exit(2);
}
const options = Object.fromEntries(
  rest.map((part) => part.replace(/^--/, "").split("=")).map(([key, value]) => [key ?? "", value ?? "true"]),
);
await (await bench()).run(options);
