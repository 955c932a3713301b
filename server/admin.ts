import { NotAZip } from "#kernel/file/zip.server.ts";
import { Refusal, sentenceOf } from "#kernel/refusal.ts";
import { DataFolderInUse } from "#store/embedded/data-lock.ts";
import { ServerUnfit } from "#store/prepare-server.ts";
import { verify } from "./admin-audit.ts";
import { prepareDatabase } from "./admin-database.ts";
import { createOrgan, createUser } from "./admin-people.ts";
import { UsageError } from "./admin-question.ts";
import { verifyFiles, verifyPackageFile } from "./admin-verify.ts";
import { SettingRefused } from "./config.ts";

/**
 * `npm run admin -- <verb>`: what has to be done before anyone can sign in, or beside the running platform. Ends with 0 when done, 1 when
 * refused or when something is wrong, 2 when it was asked wrongly.
 */
type Verb = Readonly<{ run(args: string[]): Promise<boolean>; help: string }>;

const verbs: Readonly<Record<string, Verb>> = {
  "prepare-database": {
    run: prepareDatabase,
    help: `prepare-database [超级用户地址 superuser URL] [--database saihan] [--new-passwords]
    在 PostgreSQL 服务器上建库、扩展、账号，打印两个连接地址。地址也可放在 SUPERUSER_URL。
    Creates database, extensions and logins on a PostgreSQL server, prints the two URLs. SUPERUSER_URL may hold the URL.`,
  },
  "create-organ": {
    run: createOrgan,
    help: `create-organ --name 名称 --kind department|bureau|branch|station|park --region 150000 [--parent 上级名称]
    建立单位。 Creates an organ.`,
  },
  "create-user": {
    run: createUser,
    help: `create-user [--username 用户名] [--name 姓名] [--organ 单位名称] [--role 角色] [--regions 150000,150100]
    建立用户；缺的逐项询问。密码从 SAIHAN_USER_PASSWORD 读取或询问，不写在命令行。
    Creates a user and asks for what is missing. The password comes from SAIHAN_USER_PASSWORD or is asked for.`,
  },
  verify: {
    run: verify,
    help: `verify
    核验审计链：逐条重算杂凑、链、链头签名。有问题时逐条说明并以 1 退出。
    Proves the audit: every hash, the chain, the signed heads. Ends with 1 and the sentences when something is wrong.`,
  },
  "verify-files": {
    run: verifyFiles,
    help: `verify-files
    重算数据目录中每个文件的 SM3，与文件名比较；备份与恢复之后使用。不需要数据库，平台运行时也可执行。
    Hashes every stored file again and compares it with its name. Needs no database; may run beside the platform.`,
  },
  "verify-package": {
    run: verifyPackageFile,
    help: `verify-package 压缩包.zip [--key 公钥]
    离线核验证据包或签名公文包：逐个文件重算 SM3，核对目录与 SM2 签名，每行给出 通过/不符。不需要数据库。
    Proves an evidence or paper package from itself: every SM3, the manifest, the signature. Needs no database.`,
  },
};

const [verb = "", ...args] = process.argv.slice(2);
const chosen = verbs[verb];
if (!chosen) {
  const known = Object.values(verbs).map(({ help }) => `  npm run admin -- ${help}`);
  console.error(`${verb ? `没有 “${verb}”。 No such verb.\n` : ""}用法 usage:\n\n${known.join("\n\n")}\n`);
  process.exit(2);
}
try {
  process.exit((await chosen.run(args)) ? 0 : 1);
} catch (error) {
  console.error(sentence(error));
  process.exit(error instanceof UsageError || isParseError(error) ? 2 : 1);
}

/** What the person at the keyboard can do something about is said in a sentence; anything else is a bug and shows where. */
function sentence(error: unknown): string {
  if (error instanceof Refusal)
    return (["zh", "en"] as const).map((language) => sentenceOf(error.code, error.detail, language)).join("\n");
  if (error instanceof DataFolderInUse)
    return `${error.message}\n平台正在运行，内嵌引擎的数据只能由它打开。请先停止平台；核验审计不必停：以审计管理员登录后 GET /api/v1/audit/verify。
The platform is running and alone may open the embedded data. Stop it first; to verify the audit meanwhile, sign in as audit administrator and GET /api/v1/audit/verify.`;
  if (
    error instanceof UsageError ||
    error instanceof ServerUnfit ||
    error instanceof SettingRefused ||
    error instanceof NotAZip ||
    isParseError(error)
  )
    return (error as Error).message;
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string") return `${(error as Error).message} (${code})`;
  return String((error as Error).stack ?? error);
}

function isParseError(error: unknown): boolean {
  return String((error as { code?: unknown }).code ?? "").startsWith("ERR_PARSE_ARGS");
}
