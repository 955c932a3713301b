/**
 * SM3 (GB/T 32905-2016) piece by piece, for a browser that hashes a video without holding it: the library at hand wants the whole in memory,
 * and Web Crypto does not know SM3. On the server Node's own is used.
 */
export type Sm3 = Readonly<{
  update(bytes: Uint8Array): Sm3;
  /** 64 lower-case hexadecimal digits; ends the use of this value. */
  hex(): string;
}>;

const blockBytes = 64;

export function newSm3(): Sm3 {
  const state = new Int32Array([
    0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
  ]);
  const rest = new Uint8Array(blockBytes);
  let held = 0;
  let total = 0;
  const self: Sm3 = {
    update: (bytes) => {
      total += bytes.length;
      let at = 0;
      if (held > 0) {
        const taken = Math.min(blockBytes - held, bytes.length);
        rest.set(bytes.subarray(0, taken), held);
        held += taken;
        at = taken;
        if (held < blockBytes) return self;
        compress(state, rest, 0);
        held = 0;
      }
      for (; at + blockBytes <= bytes.length; at += blockBytes) compress(state, bytes, at);
      rest.set(bytes.subarray(at));
      held = bytes.length - at;
      return self;
    },
    hex: () => {
      const end = new Uint8Array(held < 56 ? blockBytes : 2 * blockBytes);
      end.set(rest.subarray(0, held));
      end[held] = 0x80;
      const view = new DataView(end.buffer);
      // the length is counted in bits
      view.setUint32(end.length - 8, Math.floor(total / 0x20000000));
      view.setUint32(end.length - 4, (total << 3) >>> 0);
      for (let at = 0; at < end.length; at += blockBytes) compress(state, end, at);
      return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
    },
  };
  return self;
}

const rotl = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** T_j rotated by j (clause 4.2), so that the rounds need not. */
const constants = Int32Array.from({ length: 64 }, (_, j) => rotl(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32));
const words = new Int32Array(68);

/** CF of clause 5.3. */
function compress(state: Int32Array, bytes: Uint8Array, at: number): void {
  const w = words;
  for (let j = 0, k = at; j < 16; j++, k += 4)
    w[j] =
      ((bytes[k] as number) << 24) |
      ((bytes[k + 1] as number) << 16) |
      ((bytes[k + 2] as number) << 8) |
      (bytes[k + 3] as number);
  for (let j = 16; j < 68; j++) {
    const x = (w[j - 16] as number) ^ (w[j - 9] as number) ^ rotl(w[j - 3] as number, 15);
    w[j] = x ^ rotl(x, 15) ^ rotl(x, 23) ^ rotl(w[j - 13] as number, 7) ^ (w[j - 6] as number);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let j = 0; j < 64; j++) {
    const a12 = rotl(a, 12);
    const ss1 = rotl((a12 + e + (constants[j] as number)) | 0, 7);
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ a12) + ((w[j] as number) ^ (w[j + 4] as number))) | 0;
    const tt2 = (gg + h + ss1 + (w[j] as number)) | 0;
    d = c;
    c = rotl(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = rotl(f, 19);
    f = e;
    e = tt2 ^ rotl(tt2, 9) ^ rotl(tt2, 17);
  }
  const next = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (state[i] as number) ^ (next[i] as number);
}
