import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * `npm run new-domain -- <folder> <noun> <中文名>`: a room for a field of work with its first register, listed where the product looks
 * for it. Write the migration with `npm run schema -- <folder>` afterwards.
 */
const [folder = "", noun = "", zh = ""] = process.argv.slice(2);
if (!/^[a-z]+$/.test(folder) || !/^[a-z]+(-[a-z]+)*$/.test(noun) || zh === "") {
  console.error(
    "npm run new-domain -- <folder> <noun> <中文名>\n例如 for example: npm run new-domain -- waste generator 产废单位",
  );
  process.exit(1);
}
const room = join("domains", folder);
const file = join(room, `${noun}.ts`);
if (existsSync(file)) {
  console.error(`${file} 已存在 (exists already)`);
  process.exit(1);
}
const name = noun.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const english = `${noun[0]?.toUpperCase()}${noun.slice(1).replaceAll("-", " ")}`;
mkdirSync(room, { recursive: true });
writeFileSync(
  file,
  `import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { point, text } from "#kernel/register/field.ts";

/** ${zh} */
export const ${name} = defineRegister({
  id: "${folder}.${noun}",
  path: "${folder}/${noun}s",
  title: { zh: "${zh}", en: "${english}" },
  noun: { zh: "${zh}", en: "${noun.replaceAll("-", " ")}" },
  work: "base",
  label: "name",
  read: roleIds,
  write: officers,
  fields: {
    name: text({ zh: "名称", en: "Name" }, { required: true, list: true, maxLength: 120 }),
    location: point({ zh: "位置", en: "Position" }),
  },
});
`,
);
if (!existsSync(join(room, "README.md")))
  writeFileSync(
    join(room, "README.md"),
    `# ${folder}\n\nWhat the law asks, and which file answers.\n\n| question | file |\n|---|---|\n| ${zh} | \`${noun}.ts\` |\n`,
  );
const list = "server/registers.ts";
const source = readFileSync(list, "utf8");
const imports = source.replace(
  /\nimport type \{ Register \}/,
  `\nimport { ${name} } from "#domains/${folder}/${noun}.ts";\nimport type { Register }`,
);
writeFileSync(list, imports.replace(/\];\n$/, `, ${name}];\n`).replace(/,\s*,/, ","));
console.log(`${file}\n${list}\n接下来 next: npm run schema -- ${folder}_${name}，再 npm run check`);
