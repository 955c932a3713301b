/** What a domain and its first noun are called in every face. */
export type Names = Readonly<{
  folder: string;
  /** "probe-point" */
  noun: string;
  zh: string;
  /** "probePoint" */
  value: string;
  /** "Probe point" */
  english: string;
  /** "trial.probe_point" */
  table: string;
}>;

export function namesOf(folder: string, noun: string, zh: string): Names | undefined {
  if (!/^[a-z]+$/.test(folder) || !/^[a-z]+(-[a-z]+)*$/.test(noun) || zh === "") return undefined;
  return {
    folder,
    noun,
    zh,
    value: noun.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    english: `${noun[0]?.toUpperCase()}${noun.slice(1).replaceAll("-", " ")}`,
    table: `${folder}.${noun.replaceAll("-", "_")}`,
  };
}
