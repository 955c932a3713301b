import type { Call } from "#kernel/identity/route.ts";
import { sessionCookie } from "#kernel/identity/session.routes.server.ts";
import { sessionOf } from "#kernel/identity/session.server.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import type { Register } from "../define.ts";
import type { Field } from "../field.ts";

/** Who reads the open interface, and which registers and fields that reader is given. Nothing is given that no rule gives. */
export type Reader = Readonly<{
  actor: Actor;
  anonymous: boolean;
  sees(register: Register): boolean;
  fields(register: Register): readonly (readonly [string, Field])[];
}>;

const everybody: Reader = {
  actor: systemActor("public"),
  anonymous: true,
  sees: (register) => register.public,
  fields: (register) =>
    register.public ? Object.entries(register.fields).filter(([, field]) => field.public === true) : [],
};

/** The signed-in read what their role and territory show them; everybody else, what is public. */
export async function readerOf(call: Call): Promise<Reader> {
  const token = call.cookies[sessionCookie];
  const session = token ? await sessionOf(call.platform, token) : undefined;
  if (!session) return everybody;
  const { roles } = session.actor;
  return {
    actor: { ...session.actor, peer: call.peer },
    anonymous: false,
    sees: (register) => register.read.some((role) => roles.includes(role)),
    fields: (register) => Object.entries(register.fields),
  };
}
