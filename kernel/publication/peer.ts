/**
 * Under which name the objections of a peer are counted: an IPv4 address itself, also where it comes as `::ffff:…`; of an IPv6 address its
 * network of 64 bits, because one subscriber has all of that.
 */
export function peerNetwork(peer: string): string {
  const plain = peer.toLowerCase().split("%")[0] ?? "";
  const four = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/.exec(plain)?.[1];
  if (four !== undefined) return four;
  const [head = "", tail] = plain.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = !tail ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array<string>(missing).fill("0"), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
