import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Asked wrongly; the message says how to ask. */
export class UsageError extends Error {}

/** Asks at the terminal; where there is none, `flag` names what has to be given instead. */
export async function ask(question: string, flag: string): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError(`缺少 ${flag}。 ${flag} is missing.`);
  return (await read(question, process.stdout)).trim();
}

/** Asks twice without showing what is typed; without a terminal reads one line of standard input. */
export async function askPassword(flag: string): Promise<string> {
  if (!process.stdin.isTTY) {
    const [line = ""] = (await textOf(process.stdin)).split(/\r?\n/);
    if (line === "")
      throw new UsageError(
        `缺少密码：设 ${flag}，或由标准输入给出。 Set ${flag} or give the password on standard input.`,
      );
    return line;
  }
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  process.stdout.write("密码 password: ");
  const first = await read("", hidden);
  process.stdout.write("\n再输一次 again: ");
  const second = await read("", hidden);
  process.stdout.write("\n");
  if (first !== second) throw new UsageError("两次输入不一致。 The two differ.");
  return first;
}

async function read(question: string, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

async function textOf(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = "";
  for await (const part of stream) text += part.toString();
  return text;
}
