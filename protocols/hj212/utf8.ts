/** Text of data segments. HJ 212 asks for UTF-8; GBK is met in the field and is read, never rejected. */

// The two codecs exist in every runtime that this file meets; pure files have no type library that declares them.
declare const TextDecoder: {
  new (label: string, options: { fatal?: boolean; ignoreBOM?: boolean }): { decode(bytes: Uint8Array): string };
};
declare const TextEncoder: { new (): { encode(text: string): Uint8Array } };

const lossy = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** UTF-8 bytes of the text. */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

/**
 * Bytes read as UTF-8 or, when they are not UTF-8, as GBK (GB 18030); bytes that are neither become U+FFFD.
 * `utf8` tells whether the bytes were UTF-8. Never throws.
 */
export function textOf(bytes: Uint8Array): { text: string; utf8: boolean } {
  const text = lossy.decode(bytes);
  // A text of plain ASCII is stored one byte a character, where this search ends at once.
  if (!text.includes("\uFFFD")) return { text, utf8: true };
  if (isReplacementSent(bytes, text)) return { text, utf8: true };
  return { text: gbkText(bytes) ?? text, utf8: false };
}

/** A sender may have sent U+FFFD itself: then encoding the text again gives the same bytes. */
function isReplacementSent(bytes: Uint8Array, text: string): boolean {
  const again = encoder.encode(text);
  return again.length === bytes.length && again.every((byte, at) => byte === bytes[at]);
}

function gbkText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("gb18030", { fatal: true }).decode(bytes);
  } catch (problem) {
    // TypeError: these bytes are not GBK either; RangeError: a runtime without this table. The lossy text then stands.
    if (problem instanceof TypeError || problem instanceof RangeError) return undefined;
    throw problem;
  }
}
