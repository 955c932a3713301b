import type { Platform } from "#kernel/platform.ts";

/**
 * The devices that are connected to this process at this moment, and the way to ask them something. Kept beside the platform because
 * the routes that show it must not know the gateway.
 */
export type Link = Readonly<{ peer: string; since: number }>;
export type Split = { cn: string; st: string; dataTime: string; total: number; seen: Set<number> };

export type Links = {
  online: Map<string, Link>;
  /** The last split uploads of a device, newest last: complete when every part was seen. */
  splits: Map<string, Split[]>;
  /** Sends a request to a connected device; undefined when it is not connected here. */
  ask: ((mn: string, command: string, value: number | undefined, by: string) => Asked | undefined) | undefined;
};

/** A request that was sent. `saved` writes it in a transaction of its own: never wait for it inside another. */
export type Asked = Readonly<{ id: string; saved(): Promise<void> }>;

const all = new WeakMap<Platform, Links>();

export function linksOf(platform: Platform): Links {
  let links = all.get(platform);
  if (!links) {
    links = { online: new Map(), splits: new Map(), ask: undefined };
    all.set(platform, links);
  }
  return links;
}
