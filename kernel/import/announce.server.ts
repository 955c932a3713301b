import type { Platform } from "#kernel/platform.ts";
import type { Actor } from "#store/actor.ts";

/** Tells the importer's pages that the import has moved on. */
export function announce(platform: Platform, actor: Actor, id: string): void {
  if (actor.kind === "person")
    platform.live.publish({ topic: "import", ids: [id], scopes: [`p:${actor.id}`], at: platform.now() });
}
