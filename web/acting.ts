/**
 * In whose name this browser acts. The choice is a cookie, so that pictures and the live stream, which carry no headers, follow it too; a
 * write always says it in a header of its own.
 */
const name = "saihan_for";

export function actingFor(): string | undefined {
  return new RegExp(`(?:^|;\\s*)${name}=([^;]+)`).exec(document.cookie)?.[1];
}

/** Everything on the page belonged to the other name: the application begins anew. */
export function actFor(person: string | undefined): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store API is not there in every browser of an office
  document.cookie = `${name}=${person ?? ""}; Path=/; SameSite=Strict; Max-Age=${person ? 86_400 : 0}`;
  location.assign("/");
}
