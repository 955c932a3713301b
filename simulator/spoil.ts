import { drawFrom } from "#seed/random.ts";
import type { Slip } from "./faults.ts";

/** How the bytes of a packet are put on the wire: one piece after the other, with pauses, and whether the acknowledgement can come. */
export type Sending = Readonly<{ pieces: readonly Uint8Array[]; pauseMs: number; answered: boolean }>;

/**
 * Spoils the frames of one packet. `spare` are the same data split into small frames. The first way of a spoilt packet may be lost;
 * the repeat is right, so nothing is lost for good.
 */
export function spoiled(
  slip: Slip | undefined,
  frames: readonly Uint8Array[],
  spare: () => readonly Uint8Array[],
  key: number,
): Sending {
  const whole = joined(frames);
  switch (slip) {
    case undefined:
    case "split":
      // Split packets arrive in the wrong order: each is complete in itself and has its own QN.
      return slip === "split" ? { pieces: [...spare()].reverse(), pauseMs: 20, answered: true } : plain(whole);
    case "duplicate":
      return { pieces: [whole, whole], pauseMs: 0, answered: true };
    case "garbage":
      return { pieces: [noise(key), whole], pauseMs: 0, answered: true };
    case "chopped":
      return { pieces: chopped(whole, key), pauseMs: 15, answered: true };
    case "bad-crc":
      return plain(withText(whole, whole.length - 6, crcOther(whole)), false);
    case "wrong-length":
      // The receiver finds the end by the closing mark; it keeps the packet and notes the length.
      return plain(withText(whole, 2, "0999"));
    case "half":
      return { pieces: [whole.subarray(0, Math.floor(whole.length / 2))], pauseMs: 0, answered: false };
    case "wrong-password":
      return plain(whole, false);
  }
}

const plain = (bytes: Uint8Array, answered = true): Sending => ({ pieces: [bytes], pauseMs: 0, answered });

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

function withText(bytes: Uint8Array, at: number, text: string): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(Buffer.from(text, "latin1"), at);
  return copy;
}

/** Another value of the four digits before CR LF. */
function crcOther(bytes: Uint8Array): string {
  const sent = Buffer.from(bytes.subarray(bytes.length - 6, bytes.length - 2)).toString("latin1");
  return sent === "4040" ? "8181" : "4040";
}

/** What a bad line puts between two packets: some bytes of nothing, never a header. */
function noise(key: number): Uint8Array {
  const draw = drawFrom("noise", key);
  const bytes = new Uint8Array(4 + draw.below(24));
  for (let i = 0; i < bytes.length; i++) bytes[i] = 128 + draw.below(120);
  return bytes;
}

function chopped(whole: Uint8Array, key: number): Uint8Array[] {
  const draw = drawFrom("chop", key);
  const first = 1 + draw.below(Math.max(1, whole.length - 2));
  const second = first + Math.max(1, Math.floor((whole.length - first) / 2));
  return [whole.subarray(0, first), whole.subarray(first, second), whole.subarray(second)].filter(
    (piece) => piece.length > 0,
  );
}
