import {
  keepPreviousData,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { Rows } from "#kernel/view/data-table.view.tsx";
import { language } from "#kernel/view/language.view.tsx";
import { Problem } from "#kernel/view/problem.ts";
import { actFor, actingFor } from "./acting.ts";
import type { Page, Session } from "./contract.ts";

/** The only way from this application to the platform: same origin, cookies, the csrf header on writes, refusals as `Problem`. */
export type Params = Readonly<Record<string, string | number | boolean | null | undefined>>;

const base = "/api/v1";

function csrf(): string {
  const found = /(?:^|;\s*)saihan_csrf=([^;]+)/.exec(document.cookie);
  return found?.[1] ? decodeURIComponent(found[1]) : "";
}

const onBehalf = (): Record<string, string> => {
  const person = actingFor();
  return person ? { "x-on-behalf-of": person } : {};
};

/** A path with its query; empty values are left out. */
export function withParams(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

async function answer<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  const type = response.headers.get("content-type") ?? "";
  const body: unknown = type.includes("json") ? await response.json() : null;
  if (response.ok) return body as T;
  const known = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  // the delegation ended: back to the person's own name
  if (known.code === "delegation.none" && actingFor()) actFor(undefined);
  throw new Problem({
    status: response.status,
    code: `http.${response.status}`,
    zh: `平台返回 ${response.status}，未说明原因。请稍后重试。`,
    en: `The platform answered ${response.status} without a reason. Try again shortly.`,
    ...known,
  });
}

/** Reads. */
export async function get<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
  const headers = {
    accept: "application/json",
    "accept-language": language() === "zh" ? "zh-CN" : "en",
    ...onBehalf(),
  };
  return answer<T>(
    await fetch(base + withParams(path, params), {
      headers,
      signal,
      credentials: "same-origin",
    }),
  );
}

type SendOptions = Readonly<{ idempotencyKey?: string }>;

/** Writes. A repeated key makes a repeated press one act. */
export async function send<T>(
  method: "POST" | "PATCH" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
  options: SendOptions = {},
): Promise<T> {
  const headers: Record<string, string> = {
    accept: "application/json",
    "accept-language": language() === "zh" ? "zh-CN" : "en",
    "x-csrf-token": csrf(),
    ...onBehalf(),
  };
  const bytes = body instanceof Blob;
  if (body !== undefined) headers["content-type"] = bytes ? "application/octet-stream" : "application/json";
  if (options.idempotencyKey) headers["idempotency-key"] = options.idempotencyKey;
  const content = body === undefined ? undefined : bytes ? body : JSON.stringify(body);
  return answer<T>(
    await fetch(base + path, {
      method,
      headers,
      body: content,
      credentials: "same-origin",
    }),
  );
}

/** Sends the bytes of a file as they are. */
export async function sendBytes<T>(path: string, bytes: ArrayBuffer): Promise<T> {
  const headers = {
    accept: "application/json",
    "accept-language": language() === "zh" ? "zh-CN" : "en",
    "content-type": "application/octet-stream",
    "x-csrf-token": csrf(),
  };
  return answer<T>(await fetch(base + path, { method: "POST", headers, body: bytes, credentials: "same-origin" }));
}

/** Refusals are final answers; only a lost connection or a starting platform is tried again. */
function again(count: number, error: unknown): boolean {
  if (error instanceof Problem && error.status !== 503) return false;
  return count < 3;
}

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // without a network the service worker may still answer, and what it does not have says so at once
      networkMode: "always",
      retry: again,
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      throwOnError: false,
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

const sessionKey = ["get", "/session", {}] as const;

type Answer = Readonly<{ user: Session["user"] | null; settings: Session["settings"] }>;

/** Who is signed in, and the settings of the platform; `user: null` when nobody is. */
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: async ({ signal }): Promise<Answer> => {
      try {
        return await get<Session>("/session", undefined, signal);
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 401) throw error;
        // The refusal carries the settings that a visitor may know, e.g. that this is a demonstration.
        return { user: null, settings: (error.extra.settings ?? {}) as Session["settings"] };
      }
    },
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: true,
  });
}

/** A signed-in page asks for its person through this; the shell shows pages only when somebody is signed in. */
export function usePerson(): Session["user"] {
  const user = useSession().data?.user;
  if (!user) throw new Error("a page was shown although nobody is signed in");
  return user;
}

/** A session that ended elsewhere shows the sign-in page at the same address, so that the reader comes back to it. */
function watchSession(error: unknown): never {
  if (error instanceof Problem && error.status === 401) void queries.invalidateQueries({ queryKey: sessionKey });
  throw error;
}

type GetOptions = Readonly<{
  refreshMs?: number;
  keep?: boolean;
  staleMs?: number;
}>;

/** One answer of the API. `path: null` waits. `keep` shows the former answer until the new one is there. */
export function useGet<T>(path: string | null, params: Params = {}, options: GetOptions = {}) {
  return useQuery({
    queryKey: ["get", path, params],
    enabled: path !== null,
    queryFn: ({ signal }) => get<T>(path ?? "", params, signal).catch(watchSession),
    refetchInterval: options.refreshMs,
    staleTime: options.staleMs ?? 15_000,
    placeholderData: options.keep ? keepPreviousData : undefined,
  });
}

/** A list that is paged by key, as the lists of the page take it. */
export function usePages<Item>(path: string | null, params: Params = {}, limit = 100) {
  const query = useInfiniteQuery({
    queryKey: ["pages", path, params],
    enabled: path !== null,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      get<Page<Item>>(path ?? "", { ...params, limit, after: pageParam }, signal).catch(watchSession),
    getNextPageParam: (last) => last.next || undefined,
  });
  const data: Rows<Item> = {
    rows: query.data?.pages.flatMap((page) => page.items) ?? [],
    loading: query.isPending,
    more: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  };
  return {
    data,
    error: query.error,
    retry: () => void query.refetch(),
    updatedAt: query.dataUpdatedAt,
  };
}

/** A write and what it makes stale: paths whose answers are read again. */
export function useSend<Input, Output = unknown>(
  act: (input: Input) => Promise<Output>,
  options: Readonly<{
    stale?: readonly string[];
    onDone?: (output: Output) => void;
  }> = {},
) {
  const client = useQueryClient();
  return useMutation<Output, Error, Input>({
    mutationFn: act,
    onSuccess: (output) => {
      for (const path of options.stale ?? []) void makeStale(client, path);
      options.onDone?.(output);
    },
  });
}

/** Everything at or below a path is read again when it shows; the empty path is all but the session. */
export function makeStale(client: QueryClient, path: string): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey }) =>
      typeof queryKey[1] === "string" &&
      queryKey[1] !== "/session" &&
      (queryKey[1] === path || queryKey[1].startsWith(`${path}/`)),
  });
}

export async function signIn(username: string, password: string): Promise<void> {
  await send("POST", "/session", { username, password });
  // what the last person saw goes; the session's own entry stays, because the shell watches it
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[1] !== "/session" });
  await queries.refetchQueries({ queryKey: sessionKey });
}

export async function signOut(): Promise<void> {
  await send("DELETE", "/session");
  queries.clear();
  location.assign("/");
}
