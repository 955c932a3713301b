/** A name shown to people: Chinese always, English and others as far as they exist. An open map, so that Mongolian (mn) is data, not code. */
export type Title = Readonly<{ zh: string; en: string } & Record<string, string>>;
