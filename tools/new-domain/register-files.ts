import type { Names } from "./names.ts";

/** The register of a new domain: what a person then changes to the fields that the trade has. */
export const registerFile = ({
  folder,
  noun,
  zh,
  value,
  english,
}: Names): string => `import { officers, roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { area, choice, longtext, point, text } from "#kernel/register/field.ts";

/** ${zh} */
export const ${value} = defineRegister({
  id: "${folder}.${noun}",
  path: "${folder}/${noun}s",
  title: { zh: "${zh}", en: "${english}s" },
  noun: { zh: "${zh}", en: "${noun.replaceAll("-", " ")}" },
  work: "work",
  label: "name",
  read: roleIds,
  write: officers,
  fields: {
    name: text({ zh: "名称", en: "Name" }, { required: true, list: true, maxLength: 120 }),
    state: choice(
      { zh: "状态", en: "State" },
      {
        open: { zh: "待处理", en: "Open" },
        done: { zh: "已处理", en: "Done" },
        void: { zh: "已撤销", en: "Void" },
      },
      { list: true, help: { zh: "由办件自动更新", en: "Kept by its case" } },
    ),
    location: point({ zh: "位置", en: "Position" }),
    boundary: area({ zh: "范围", en: "Outline" }),
    remark: longtext({ zh: "情况说明", en: "Remark" }, { maxLength: 2000 }),
  },
});
`;

export const readmeFile = ({ folder, noun, zh }: Names): string => `# ${folder}

What the law asks, and which file answers.

| question | file |
|---|---|
| ${zh} | \`${noun}.ts\` |
| 由谁、在何时之前处理 | \`${noun}-case.ts\`, \`${noun}-terms.ts\` |
`;
