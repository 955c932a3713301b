/**
 * The three principals and the two roles of a prepared database, as SQL that a superuser may run again and again.
 *
 * What must not change: `saihan_app` owns nothing and inherits nothing (a store call that forgets to take a role sees nothing);
 * policies are evaluated with leakproof operators, or every map and list query would scan (a policy's filter otherwise runs first).
 */
export const ownerRole = "saihan_owner";
export const appRole = "saihan_app";

export const extensions = ["postgis", "btree_gist", "pg_trgm", "pgcrypto"] as const;

export function principalsSql(options: { database: string; ownerPassword?: string; appPassword?: string }): string {
  const login = (role: string, password: string | undefined, more = "") => `
do $$ begin
  if not exists (select from pg_roles where rolname = '${role}') then create role ${role} login ${more}; end if;
end $$;
${password === undefined ? "" : `alter role ${role} password ${quote(password)};`}`;
  const group = (role: string) => `
do $$ begin
  if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
end $$;`;
  return [
    ...extensions.map((name) => `create extension if not exists ${name};`),
    login(ownerRole, options.ownerPassword),
    login(appRole, options.appPassword, "noinherit"),
    group("saihan_actor"),
    group("saihan_system"),
    "grant saihan_actor, saihan_system to saihan_app;",
    "grant saihan_system to saihan_owner;",
    `grant create, connect, temporary on database "${options.database}" to ${ownerRole};`,
    `grant connect on database "${options.database}" to ${appRole};`,
    "revoke create on schema public from public;",
    ...leakproof.map(
      (signature) =>
        `do $$ begin alter function ${signature} leakproof; exception when undefined_function then null; end $$;`,
    ),
  ].join("\n");
}

/** Functions behind the operators that list, map and tile queries use an index for. */
const leakproof = [
  "geometry_overlaps(geometry, geometry)",
  "st_intersects(geometry, geometry)",
  "texticlike(text, text)",
  "textlike(text, text)",
  "arrayoverlap(anyarray, anyarray)",
];

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
