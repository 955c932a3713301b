import { officer, openDesk, uscc } from "./import-kit.ts";

/** An importer in a process of its own, to be killed while it writes. Arguments: folder, first number, rows. */
const [, , at = "", first = "0", rows = "0"] = process.argv;
const desk = await openDesk("embedded", undefined, { at });
const importer = officer("导入员", "r:150000");
const lines = Array.from(
  { length: Number(rows) },
  (_, n) => `企业${Number(first) + n},${uscc(Number(first) + n)},土默特左旗,重点管理,在产`,
);
const file = ["企业名称,统一社会信用代码,旗县,管理类别,生产状态", ...lines].join("\n");
const shown = await desk.checked(importer, "base.enterprise", `${first}.csv`, file);
// the answer waits for the engine, which writes: told before it is asked
process.send?.({ id: shown.id });
process.on("disconnect", () => process.exit(1));
await desk.ask(importer, "import.commit", {
  params: { id: shown.id },
  body: { reason: "将被中断的导入" },
  key: `key-${first}`,
});
