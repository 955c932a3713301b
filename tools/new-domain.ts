import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { caseFile, caseServerFile, definitionTestFile, engineTestFile, termsFile } from "./new-domain/case-files.ts";
import { type Names, namesOf } from "./new-domain/names.ts";
import { readmeFile, registerFile } from "./new-domain/register-files.ts";

/**
 * `npm run new-domain -- <folder> <noun> <中文名>`: a room for a field of work with its first register and its first case, tested, and listed
 * where the product looks for them. Write the migration with `npm run schema -- <name>` afterwards; then everything works.
 */
const [folder = "", noun = "", zh = ""] = process.argv.slice(2);
const names = namesOf(folder, noun, zh);
if (!names)
  end(
    "npm run new-domain -- <folder> <noun> <中文名>\n例如 for example: npm run new-domain -- waste dumping-site 倾倒点",
  );
const room = join("domains", names.folder);
const files: Record<string, string> = {
  [`${noun}.ts`]: registerFile(names),
  [`${noun}-case.ts`]: caseFile(names),
  [`${noun}-terms.ts`]: termsFile(names),
  [`${noun}-case.server.ts`]: caseServerFile(names),
  [`${noun}-case.test.ts`]: definitionTestFile(names),
  [`${noun}.server.test.ts`]: engineTestFile(names),
};
if (existsSync(join(room, `${noun}.ts`))) end(`${join(room, `${noun}.ts`)} 已存在 (exists already)`);
mkdirSync(room, { recursive: true });
if (!existsSync(join(room, "README.md"))) files["README.md"] = readmeFile(names);
for (const [name, text] of Object.entries(files)) writeFileSync(join(room, name), text);
listRegister(names);
listCase(names);
const written = [...Object.keys(files).map((name) => join(room, name)), "server/registers.ts", "server/routes.ts"];
spawnSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "check", "--write", ...written], {
  stdio: "ignore",
});
console.log(`${written.join("\n")}\n接下来 next: npm run schema -- ${names.table.replace(".", "_")}，再 npm run check`);

function end(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

function listRegister({ folder, noun, value }: Names): void {
  const list = "server/registers.ts";
  const source = readFileSync(list, "utf8").replace(
    /\nimport type \{ Register \}/,
    `\nimport { ${value} } from "#domains/${folder}/${noun}.ts";\nimport type { Register }`,
  );
  writeFileSync(list, source.replace(/,?\s*\];\n$/, `,\n  ${value},\n];\n`));
}

/** The case is provided when its file is read: the routes read it. */
function listCase({ folder, noun }: Names): void {
  const list = "server/routes.ts";
  const line = `import "#domains/${folder}/${noun}-case.server.ts";\n`;
  writeFileSync(list, line + readFileSync(list, "utf8"));
}
