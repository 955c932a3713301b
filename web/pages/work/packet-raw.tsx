import { t } from "#kernel/view/language.view.tsx";

type Token = Readonly<{ text: string; kind: "frame" | "name" | "value" | "mark" | "hidden"; owner: string }>;
type PacketRawProps = Readonly<{ raw: string; encoding: "text" | "base64"; lit: string | null }>;

/** The bytes as they came: frame, names and values apart by weight and shade; what the reader points at is lit. */
export function PacketRaw({ raw, encoding, lit }: PacketRawProps) {
  if (encoding === "base64") {
    return (
      <>
        <p className="quiet small">
          {t("此包含有非 UTF-8 字节，按 Base64 原样留存。", "Not UTF-8: kept byte for byte as Base64.")}
        </p>
        <pre className="work-raw">{raw}</pre>
      </>
    );
  }
  const byte = /^byte (\d+)$/.exec(lit ?? "")?.[1];
  const tokens = tokensOf(raw);
  let at = 0;
  return (
    <pre className="work-raw">
      {tokens.map((token, index) => {
        const from = at;
        at += token.text.length;
        const here = byte ? Number(byte) >= from && Number(byte) < at : lit !== null && isAt(token, lit);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the tokens of a stored text never move
          <span key={index} className={here ? `raw-${token.kind} raw-lit` : `raw-${token.kind}`}>
            {shownOf(token)}
          </span>
        );
      })}
    </pre>
  );
}

/** A password is nobody's to read over a shoulder; its length stays, so that places still count. */
const shownOf = ({ text, kind, owner }: Token): string =>
  kind === "value" && owner === "PW" ? "•".repeat(text.length) : text;

/** The text as it is shown. */
export const shownText = (raw: string): string => tokensOf(raw).map(shownOf).join("");

/** A factor's code lights all its items (a34004-Rtd, a34004-Flag); a field's name only itself. */
const isAt = (token: Token, lit: string): boolean =>
  token.kind !== "mark" && (token.owner === lit || token.owner.startsWith(`${lit}-`));

/**
 * Cuts the text at the separators of the standard. Shows a broken packet as readily as a good one: nothing is left out, the tokens joined
 * are the text.
 */
export function tokensOf(raw: string): Token[] {
  const tokens: Token[] = [];
  const add = (text: string, kind: Token["kind"], owner = "") => {
    if (text) tokens.push({ text, kind, owner });
  };
  const head = /^##\d{0,4}/.exec(raw)?.[0] ?? "";
  const tail = /[0-9A-Fa-f]{4}(?:\r\n|\r|\n)?$/.exec(raw.slice(head.length));
  const framed = head !== "";
  const body = framed && tail ? raw.slice(head.length, raw.length - tail[0].length) : raw.slice(head.length);
  add(head, "frame", "LEN");
  for (const piece of body.split(/(CP=&&|&&|[;,])/)) {
    if (piece === "CP=&&" || piece === "&&" || piece === ";" || piece === ",") {
      add(piece, "mark");
      continue;
    }
    const equals = piece.indexOf("=");
    if (equals < 0) add(piece, "value", piece);
    else {
      const name = piece.slice(0, equals);
      add(piece.slice(0, equals + 1), "name", name);
      add(piece.slice(equals + 1), "value", name);
    }
  }
  if (framed && tail) {
    add(tail[0].replace(/[\r\n]+$/, ""), "frame", "CRC");
    add(/[\r\n]+$/.exec(tail[0])?.[0].replace("\r", "␍").replace("\n", "␊") ?? "", "hidden");
  }
  return tokens;
}
