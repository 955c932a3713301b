import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { PDFDocument } from "@cantoo/pdf-lib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type PaperContent, plainText } from "./content.ts";
import { docxOf } from "./docx.server.ts";
import { type Face, markText } from "./face.ts";
import { closeBrowser, renderPdf } from "./pdf.server.ts";
import { drawPdf } from "./render.server.ts";

const run = promisify(execFile);
const content: PaperContent = {
  addressee: ["各盟市生态环境局"],
  blocks: [
    { type: "paragraph", text: "为落实生态保护红线监管要求，现将有关事项通知如下。" },
    { type: "heading", level: 1, text: "一、压实监管责任" },
    { type: "paragraph", text: "各单位要建立台账，做到有案必查，按月报送结果。".repeat(30) },
    {
      type: "table",
      head: ["序号", "盟市", "图斑（个）"],
      rows: [
        ["1", "呼和浩特市", "12"],
        ["2", "包头市", "7"],
      ],
      widths: [1, 3, 2],
    },
    { type: "fields", rows: [{ title: "事由", value: "<b>标记&不是标签</b>" }] },
    { type: "opinion", title: "审核意见", text: "同意。" },
  ],
  attachments: ["疑似问题清单"],
  copyTo: ["自治区林业和草原局"],
  remark: "联系人：示例",
};
const faceOf = (layout: Face["layout"]): Face => ({
  layout,
  organName: "内蒙古自治区生态环境厅",
  title: "关于加强生态保护红线监管工作的通知",
  number: "内环发〔2026〕12号",
  urgency: "urgent",
  // a form has neither copies nor a remark
  content: layout === "form" ? { ...content, copyTo: [], remark: "" } : content,
  upward: false,
  issuerName: "示例",
  issuedOn: "2026年11月24日",
  seals: [{ name: "公章", organName: "内蒙古自治区生态环境厅", image: null }],
  foot: "签发：示例（快捷签名）",
  replaced: null,
  sample: true,
});
const layouts = ["document", "letter", "form"] as const;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "saihan-paper-"));
});
afterAll(async () => {
  await closeBrowser();
  rmSync(folder, { recursive: true, force: true });
});

test.each(layouts)("the PDF of a %s is A4 with its title as metadata, and embeds its fonts", async (layout) => {
  const { bytes, pages } = await drawPdf(faceOf(layout));
  const document = await PDFDocument.load(bytes);
  expect(document.getPageCount()).toBe(pages);
  for (const page of document.getPages()) {
    expect(page.getWidth()).toBeCloseTo(595.3, 0);
    expect(page.getHeight()).toBeCloseTo(841.9, 0);
  }
  expect(document.getTitle()).toBe("关于加强生态保护红线监管工作的通知");
  // a page without its fonts weighs a tenth of that
  expect(bytes.length).toBeGreaterThan(60_000);
});

test("a page that wants the network or a script gets neither and is printed all the same", async () => {
  const bytes = await renderPdf(
    `<p>一</p><img src="http://192.0.2.1/x.png"><script src="http://192.0.2.1/x.js"></script><script>document.body.innerHTML = "<div style='break-before: page'>二</div>".repeat(9)</script>`,
  );
  expect((await PDFDocument.load(bytes)).getPageCount()).toBe(1);
});

test("a browser that is killed in the middle fails that page, and the next page gets a new one", async () => {
  await renderPdf("<p>一</p>");
  const cut = renderPdf(`<p>${"生态环境".repeat(60_000)}</p>`);
  const failed = expect(cut).rejects.toThrow();
  for (const pid of browsers()) process.kill(pid, "SIGKILL");
  await failed;
  expect((await PDFDocument.load(await renderPdf("<p>二</p>"))).getPageCount()).toBe(1);
  await closeBrowser();
  await vi.waitFor(() => expect(browsers()).toEqual([]), { timeout: 10_000 });
});

/** The browsers that this process started. */
const browsers = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "utf8"))?.[1];
        return (
          Number(parent) === process.pid && readFileSync(`/proc/${name}/cmdline`, "utf8").includes("saihan-browser")
        );
      } catch {
        // ended while we looked
        return false;
      }
    })
    .map(Number);

const missing = await Promise.all(
  ["soffice --version", "pdftotext -v", "pdftoppm -v"].map((line) => {
    const [program = "", ...rest] = line.split(" ");
    return run(program, rest).then(
      () => undefined,
      () => program,
    );
  }),
).then((all) => all.filter((one) => one !== undefined));
if (missing.length > 0) console.log(`papers in LibreOffice: not tried, ${missing.join(", ")} is not installed here`);

describe.skipIf(missing.length > 0)("the DOCX in LibreOffice", () => {
  test.each(layouts)(
    "a %s opens with the same words, about as many pages, and a red head as the PDF has",
    async (layout) => {
      const face = faceOf(layout);
      writeFileSync(join(folder, `${layout}.docx`), await docxOf(face));
      const { bytes, pages } = await drawPdf(face);
      writeFileSync(join(folder, `${layout}.ours.pdf`), bytes);
      await run(
        "soffice",
        [
          "--headless",
          `-env:UserInstallation=file://${folder}/profile`,
          "--convert-to",
          "pdf",
          "--outdir",
          folder,
          join(folder, `${layout}.docx`),
        ],
        { timeout: 90_000 },
      );
      const theirs = readFileSync(join(folder, `${layout}.pdf`));
      expect(Math.abs((await PDFDocument.load(theirs)).getPageCount() - pages)).toBeLessThanOrEqual(1);
      const [inDocx, inPdf] = await Promise.all([textOf(`${layout}.pdf`), textOf(`${layout}.ours.pdf`)]);
      const said = [
        face.title,
        "内环发〔2026〕12号",
        ...plainText(face.content),
        ...(layout === "form" ? [] : [markText(face), "2026年11月24日印发"]),
      ];
      for (const words of said) {
        expect(inDocx, `DOCX: ${words.slice(0, 30)}`).toContain(packed(words));
        expect(inPdf, `PDF: ${words.slice(0, 30)}`).toContain(packed(words));
      }
      const [redTheirs, redOurs] = [await redIn(`${layout}.pdf`), await redIn(`${layout}.ours.pdf`)];
      if (layout === "form") expect(redTheirs).toBe(0);
      else {
        expect(redTheirs).toBeGreaterThan(400);
        expect(redOurs / redTheirs).toBeGreaterThan(0.4);
        expect(redOurs / redTheirs).toBeLessThan(3);
      }
    },
  );
});

/** Text without anything that a line break or a font may change. */
const packed = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[\s\u00a0]+/g, "")
    .replace(/[﹝﹞〔〕()（）]/g, "|");
const textOf = async (name: string): Promise<string> =>
  packed((await run("pdftotext", ["-nopgbrk", join(folder, name), "-"], { maxBuffer: 1e7 })).stdout).replace(
    /—\d+—/g,
    "",
  );

/** Red points in the upper third of the first page. */
async function redIn(name: string): Promise<number> {
  const base = join(folder, `${name}-page`);
  await run("pdftoppm", ["-r", "60", "-f", "1", "-l", "1", join(folder, name), base]);
  const file = readdirSync(folder).find((one) => one.startsWith(`${name}-page`) && one.endsWith(".ppm")) as string;
  const picture = readFileSync(join(folder, file));
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(picture.subarray(0, 40).toString("latin1")) as RegExpExecArray;
  const [width, height] = [Number(head[1]), Number(head[2])];
  let red = 0;
  for (let at = head[0].length; at < head[0].length + width * Math.floor(height / 3) * 3; at += 3)
    if ((picture[at] as number) > 180 && (picture[at + 1] as number) < 120 && (picture[at + 2] as number) < 120) red++;
  return red;
}
