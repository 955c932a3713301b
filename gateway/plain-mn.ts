/**
 * The MN of a data segment that is written as it should be: `MN=` right after `;` (or first), before the data area, ended by `;`, of 1 to
 * 32 letters, digits, `-` or `_`. Undefined when there is any doubt; then the codec reads the whole. Where it answers, it answers what
 * the codec answers.
 */
export function plainMn(segment: Uint8Array): string | undefined {
  const bytes = Buffer.from(segment.buffer, segment.byteOffset, segment.byteLength);
  const at = bytes.indexOf("MN=", 0, "latin1");
  if (at < 0 || (at > 0 && bytes[at - 1] !== SEMICOLON)) return undefined;
  const from = at + 3;
  let end = from;
  while (end < bytes.length && end - from <= LONGEST && isLetter(bytes[end] as number)) end++;
  if (end === from || end - from > LONGEST || bytes[end] !== SEMICOLON) return undefined;
  const area = bytes.indexOf("&&", 0, "latin1");
  return area >= 0 && area < at ? undefined : bytes.toString("latin1", from, end);
}

const SEMICOLON = 59;
const LONGEST = 32;

function isLetter(byte: number): boolean {
  return (
    (byte >= 48 && byte <= 57) ||
    (byte >= 65 && byte <= 90) ||
    (byte >= 97 && byte <= 122) ||
    byte === 45 ||
    byte === 95
  );
}
