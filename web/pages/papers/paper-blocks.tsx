import { Button, Input } from "antd";
import type { Block } from "#kernel/paper/content.ts";
import { t } from "#kernel/view/language.view.tsx";

const makers: readonly Readonly<{ id: string; zh: string; en: string; make: () => Block }>[] = [
  { id: "paragraph", zh: "段落", en: "Paragraph", make: () => ({ type: "paragraph", text: "" }) },
  { id: "heading-1", zh: "一级标题", en: "Heading 1", make: () => ({ type: "heading", level: 1, text: "一、" }) },
  { id: "heading-2", zh: "二级标题", en: "Heading 2", make: () => ({ type: "heading", level: 2, text: "（一）" }) },
  { id: "table", zh: "表格", en: "Table", make: () => ({ type: "table", head: ["序号", "内容"], rows: [["1", ""]] }) },
];

type BlockListProps = Readonly<{ blocks: readonly Block[]; onChange: (blocks: Block[]) => void }>;

/** The blocks of a text, each to be written, moved and taken out; new ones at the end. */
export function BlockList({ blocks, onChange }: BlockListProps) {
  const put = (at: number, block: Block) => onChange(blocks.map((one, n) => (n === at ? block : one)));
  const move = (at: number, by: number) => {
    const next = [...blocks];
    const [taken] = next.splice(at, 1);
    if (taken) next.splice(at + by, 0, taken);
    onChange(next);
  };
  return (
    <div className="paper-blocks">
      {blocks.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place in the text and has no other name
        <div className="paper-block" key={at}>
          <header>
            <span>{nameOf(block)}</span>
            <span>
              <Button
                size="small"
                type="text"
                disabled={at === 0}
                aria-label={t("上移", "Up")}
                onClick={() => move(at, -1)}
              >
                ↑
              </Button>
              <Button
                size="small"
                type="text"
                disabled={at === blocks.length - 1}
                aria-label={t("下移", "Down")}
                onClick={() => move(at, 1)}
              >
                ↓
              </Button>
              <Button size="small" type="text" onClick={() => onChange(blocks.filter((_, n) => n !== at))}>
                {t("删去", "Remove")}
              </Button>
            </span>
          </header>
          <BlockInput block={block} onChange={(changed) => put(at, changed)} />
        </div>
      ))}
      <div className="paper-add">
        {makers.map(({ id, zh, en, make }) => (
          <Button key={id} size="small" onClick={() => onChange([...blocks, make()])}>
            + {t(zh, en)}
          </Button>
        ))}
      </div>
    </div>
  );
}

function nameOf(block: Block): string {
  if (block.type === "heading") return t(`${"一二三"[block.level - 1]}级标题`, `Heading ${block.level}`);
  if (block.type === "table") return t("表格", "Table");
  if (block.type === "fields") return t("表单栏目", "Fields");
  if (block.type === "opinion") return t("意见栏", "Opinion");
  return t("段落", "Paragraph");
}

function BlockInput({ block, onChange }: Readonly<{ block: Block; onChange: (block: Block) => void }>) {
  if (block.type === "table") {
    const rows = [block.head, ...block.rows];
    const put = ([head = [], ...rest]: string[][]) => onChange({ ...block, head, rows: rest });
    return <Cells rows={rows} onChange={put} />;
  }
  if (block.type === "fields") {
    const rows = block.rows.map(({ title, value }) => [title, value]);
    return (
      <Cells
        rows={rows}
        onChange={(next) => onChange({ ...block, rows: next.map(([title = "", value = ""]) => ({ title, value })) })}
      />
    );
  }
  return (
    <>
      {block.type === "opinion" && (
        <Input value={block.title} onChange={(event) => onChange({ ...block, title: event.target.value })} />
      )}
      <Input.TextArea
        autoSize={{ minRows: block.type === "heading" ? 1 : 2 }}
        value={block.text}
        onChange={(event) => onChange({ ...block, text: event.target.value })}
      />
    </>
  );
}

type CellsProps = Readonly<{ rows: readonly (readonly string[])[]; onChange: (rows: string[][]) => void }>;

function Cells({ rows, onChange }: CellsProps) {
  const width = Math.max(...rows.map((row) => row.length), 1);
  const put = (y: number, x: number, text: string) =>
    onChange(
      rows.map((row, n) => Array.from({ length: width }, (_, m) => (n === y && m === x ? text : (row[m] ?? "")))),
    );
  return (
    <div className="paper-cells">
      <table>
        <tbody>
          {rows.map((row, y) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the table
            <tr key={y}>
              {Array.from({ length: width }, (_, x) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place in the row
                <td key={x}>
                  <Input.TextArea
                    autoSize
                    size="small"
                    value={row[x] ?? ""}
                    onChange={(event) => put(y, x, event.target.value)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Button
        size="small"
        type="link"
        onClick={() => onChange([...rows.map((row) => [...row]), Array.from({ length: width }, () => "")])}
      >
        + {t("行", "Row")}
      </Button>
      <Button
        size="small"
        type="link"
        disabled={rows.length < 2}
        onClick={() => onChange(rows.slice(0, -1).map((row) => [...row]))}
      >
        − {t("末行", "Last row")}
      </Button>
    </div>
  );
}
