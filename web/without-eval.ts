/**
 * The platform's pages forbid code made from text. Schemas that come into the browser with the constants beside them would try it
 * once to be faster and be reported; told beforehand, they do not. Must be the first import of the entry.
 */
(globalThis as { __zod_globalConfig?: { jitless: boolean } }).__zod_globalConfig = { jitless: true };

export {};
