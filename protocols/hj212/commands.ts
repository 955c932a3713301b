import type { Edition } from "./packet.ts";

/**
 * Command codes CN (HJ 212-2017 table 9; additions of 2025). One row for each command and direction: a code such as 2011
 * is a request on its way down and an upload on its way up.
 */
export type CommandKind = "request" | "upload" | "notice" | "answer";
export type Direction = "up" | "down" | "both";
export type Command = {
  cn: string;
  kind: CommandKind;
  /** up: device to platform; down: platform to device. */
  direction: Direction;
  zh: string;
  en: string;
  /** Names of the data area, `?` where optional; xxxxxx stands for a factor code, SBxxx for a facility. */
  fields: string;
  /** The edition that brought the command into this table. */
  edition: Edition;
  verified: boolean;
};

const rows2017 = `
1000|request|down|设置超时时间及重发次数|set time-out and number of resends|OverTime;ReCount
1011|request|down|提取现场机时间|get device time|PolId?
1011|upload|up|上传现场机时间|device time|PolId?;SystemTime
1012|request|down|设置现场机时间|set device time|PolId?;SystemTime
1013|notice|up|现场机时间校准请求|device asks for time calibration|PolId?
1061|request|down|提取实时数据间隔|get real-time interval|
1061|upload|up|上传实时数据间隔|real-time interval|RtdInterval
1062|request|down|设置实时数据间隔|set real-time interval|RtdInterval
1063|request|down|提取分钟数据间隔|get minute interval|
1063|upload|up|上传分钟数据间隔|minute interval|MinInterval
1064|request|down|设置分钟数据间隔|set minute interval|MinInterval
1072|request|down|设置现场机密码|set device password|NewPW
2011|request|down|取污染物实时数据|start uploading real-time data|
2011|upload|up|上传污染物实时数据|real-time data|DataTime;xxxxxx-SampleTime?;xxxxxx-Rtd;xxxxxx-ZsRtd?;xxxxxx-Flag;xxxxxx-EFlag?
2012|notice|down|停止察看污染物实时数据|stop uploading real-time data|
2021|request|down|取设备运行状态数据|start uploading facility states|
2021|upload|up|上传设备运行状态数据|facility states|DataTime;SBxxx-RS
2022|notice|down|停止察看设备运行状态|stop uploading facility states|
2031|request|down|取污染物日历史数据|get daily data|BeginTime;EndTime
2031|upload|up|上传污染物日历史数据|daily data|DataTime;xxxxxx-Cou/Min/Avg/Max/ZsMin/ZsAvg/ZsMax/Flag
2041|request|down|取设备运行时间日历史数据|get daily facility hours|BeginTime;EndTime
2041|upload|up|上传设备运行时间日历史数据|daily facility hours|DataTime;SBxxx-RT
2051|request|down|取污染物分钟数据|get minute data|BeginTime;EndTime
2051|upload|up|上传污染物分钟数据|minute data|DataTime;xxxxxx-Cou/Min/Avg/Max/ZsMin/ZsAvg/ZsMax/Flag
2061|request|down|取污染物小时数据|get hourly data|BeginTime;EndTime
2061|upload|up|上传污染物小时数据|hourly data|DataTime;xxxxxx-Cou/Min/Avg/Max/ZsMin/ZsAvg/ZsMax/Flag
2081|upload|up|上传数采仪开机时间|start-up time of the logger|DataTime;RestartTime
3011|request|down|零点校准量程校准|calibrate zero and range|PolId
3012|request|down|即时采样|take a sample now|PolId
3013|request|down|启动清洗/反吹|start cleaning or blowback|PolId
3014|request|down|比对采样|take a comparison sample|PolId
3015|request|down|超标留样|retain a sample of the exceedance|
3015|upload|up|上传超标留样信息|retained sample|DataTime;VaseNo
3016|request|down|设置采样时间周期|set sampling cycle|PolId;CstartTime;Ctime
3017|request|down|提取采样时间周期|get sampling cycle|PolId
3017|upload|up|上传采样时间周期|sampling cycle|PolId;CstartTime;Ctime
3018|request|down|提取出样时间|get time from sample to result|PolId
3018|upload|up|上传出样时间|time from sample to result|PolId;Stime
3019|request|down|提取设备唯一标识|get device identifier|PolId
3019|upload|up|上传设备唯一标识|device identifier|PolId;xxxxxx-SN
3020|request|down|提取现场机信息|get site information|PolId;InfoId;BeginTime?;EndTime?
3020|upload|up|上传现场机信息|site information|DataTime;PolId;xxxxxx-Info
3021|request|down|设置现场机参数|set site parameter|PolId;InfoId;xxxxxx-Info
9011|answer|up|请求应答|answer to a request|QnRtn
9012|answer|up|执行结果|result of a request|ExeRtn
9013|answer|both|通知应答|answer to a notice|
9014|answer|both|数据应答|answer to data|`;

/** From implementers of HJ 212-2025, not from its text: caoyiliang/HJ212 (enumeration and README) and others. */
const rows2025 = `
1001|upload|up|上传数采仪硬件序列号|hardware serial numbers of the logger|i23005-Info;i23006-Info;i23007-Info;i23008-Info
1002|request|down|设置设备唯一标识|set device identifier|
1014|notice|up|密钥更新请求|device asks for a new key|
1014|request|down|设置密钥|set key|SKCreateTime;NewSK
2013|upload|up|上传监测原始数据|raw monitoring data|DataTime;xxxxxx-SampleTime;xxxxxx-CompleteTime;xxxxxx-SampleType;xxxxxx-Avg
2052|upload|up|上传单次噪声监测数据|single noise measurement|DataTime
2062|upload|up|上传自动标样核查数据|automatic check with a standard sample|DataTime;xxxxxx-SampleRd;xxxxxx-StandardValue;xxxxxx-ResultType
2111|upload|up|上传炉膛温度 5 分钟均值|furnace temperature, mean of 5 minutes|DataTime;xxxxxx-Avg
3022|request|down|即时留样|retain a sample now|
3024|request|down|启动标样核查|start a check with a standard sample|
9015|notice|up|心跳|heartbeat|`;

function parse(text: string, edition: Edition, verified: boolean): Command[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [cn = "", kind, direction, zh = "", en = "", fields = ""] = line.split("|");
      return { cn, kind: kind as CommandKind, direction: direction as Direction, zh, en, fields, edition, verified };
    });
}

export const commands: readonly Command[] = [
  ...parse(rows2017, "HJ212-2017", true),
  ...parse(rows2025, "HJ212-2025", false),
];

const byCode = new Map<string, Command[]>();
for (const command of commands) byCode.set(command.cn, [...(byCode.get(command.cn) ?? []), command]);

/**
 * The command as it is sent in this direction (what a platform receives is sent up), or else the only command with this
 * code. Undefined for a code that no edition knows.
 */
export function commandOf(cn: string, direction: "up" | "down" = "up"): Command | undefined {
  const found = byCode.get(cn);
  return found?.find((command) => command.direction === direction || command.direction === "both") ?? found?.[0];
}

/** What QnRtn says in a 9011 (table 6). */
export const requestReturns: ReadonlyMap<string, { zh: string; en: string }> = new Map([
  ["1", { zh: "准备执行请求", en: "ready to execute" }],
  ["2", { zh: "请求被拒绝", en: "refused" }],
  ["3", { zh: "访问密码错误", en: "wrong PW" }],
  ["4", { zh: "设备唯一标识错误", en: "wrong MN" }],
  ["5", { zh: "系统编码错误", en: "wrong ST" }],
  ["6", { zh: "Flag 错误", en: "wrong Flag" }],
  ["7", { zh: "请求编码错误", en: "wrong QN" }],
  ["8", { zh: "命令编码错误", en: "wrong CN" }],
  ["9", { zh: "CRC 校验错误", en: "wrong CRC" }],
  ["100", { zh: "未知错误", en: "unknown error" }],
]);

/** What ExeRtn says in a 9012 (table 7). */
export const executionReturns: ReadonlyMap<string, { zh: string; en: string }> = new Map([
  ["1", { zh: "执行成功", en: "done" }],
  ["2", { zh: "执行失败，原因不明", en: "failed, reason unknown" }],
  ["3", { zh: "命令请求条件错误", en: "wrong condition" }],
  ["4", { zh: "通讯超时", en: "communication timed out" }],
  ["5", { zh: "系统繁忙，不能执行", en: "busy" }],
  ["6", { zh: "系统故障", en: "system fault" }],
  ["100", { zh: "没有数据", en: "no data" }],
]);
