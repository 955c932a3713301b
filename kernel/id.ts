/**
 * UUIDv7 (RFC 9562): sorts by time of making, may come from the client. `random` fills 10 bytes; the default is the runtime's
 * cryptographic source, reached without node or DOM types so that browser and server share this file.
 */
export function uuidv7(now: number = Date.now(), random: (bytes: Uint8Array) => Uint8Array = fill): string {
  const bytes = new Uint8Array(16);
  bytes.set(random(new Uint8Array(10)), 6);
  let time = now;
  for (let index = 5; index >= 0; index--) {
    bytes[index] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

type Source = { crypto: { getRandomValues(bytes: Uint8Array): Uint8Array } };
const fill = (bytes: Uint8Array) => (globalThis as unknown as Source).crypto.getRandomValues(bytes);
