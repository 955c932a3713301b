import type { Violation } from "./packet.ts";

/**
 * Every departure from HJ 212 that is tolerated is named here, so that a site's conformance can be counted and shown.
 * A code, once published, keeps its meaning; sentences may be improved. Clauses are those of HJ 212-2017.
 */
export const violationCatalogue = {
  // The frame (table 2)
  "length-mismatch": [
    "数据段长度与实际字节数不符",
    "The declared length is not the number of bytes in the data segment",
  ],
  "segment-over-limit": [
    "数据段超过 1024 字节，应分包",
    "The data segment exceeds 1024 bytes and should have been split",
  ],
  "cp-over-limit": ["数据区超过 950 个字符，应分包", "The data area exceeds 950 characters and should have been split"],
  "crc-mismatch": ["CRC 校验不符", "The check does not match the data segment"],
  "crc-lower-case": ["CRC 使用了小写字母", "The check is written in lower case"],
  "terminator-missing": ["包尾缺少回车换行", "The frame does not end with CR LF"],
  "not-utf8": ["文字不是 UTF-8 编码", "The text is not UTF-8"],
  // The fields before the data area (table 3)
  "field-missing": ["缺少必填字段", "A required field is missing"],
  "field-order": ["字段顺序与标准不符", "The fields are not in the order of the standard"],
  "field-duplicate": ["字段重复，取第一个", "The field occurs twice; the first one counts"],
  "field-unknown": ["标准中没有的字段", "The field is not in the standard"],
  "field-malformed": ["字段不是“名称=值”的形式", "The field is not written as name=value"],
  "field-separator": ["字段之间没有用分号分隔", "The fields are not separated by a semicolon"],
  "field-blank": ["字段前后有空白", "The field has blanks around it"],
  "field-after-cp": ["字段位于数据区之后", "The field stands after the data area"],
  "qn-format": ["请求编码不是 17 位有效时间", "QN is not a valid time of 17 digits"],
  "st-unknown": ["系统编码不在编码表中", "The system code is not in the table"],
  "cn-unknown": ["命令编码不在编码表中", "The command code is not in the table"],
  "pw-format": ["访问密码不是 6 位", "The access password does not have 6 characters"],
  "mn-format": ["设备唯一标识格式不符", "The device identifier does not have the form of the standard"],
  "flag-format": ["Flag 不是 0～255 的整数", "Flag is not an integer from 0 to 255"],
  "flag-version": ["Flag 中的版本号与设备采用的标准不符", "The version in Flag is not that of the edition in use"],
  "split-incomplete": ["Flag 表示分包，但缺少总包数或包号", "Flag announces a split, but PNUM or PNO is missing"],
  "split-unannounced": ["有总包数或包号，但 Flag 未表示分包", "PNUM or PNO is given, but Flag announces no split"],
  "split-range": ["总包数或包号无效", "PNUM or PNO is not valid"],
  "rf-value": ["补传标志只能为 1", "RF may only be 1"],
  // The data area
  "cp-missing": ["缺少数据区 CP=&&…&&", "The data area CP=&&…&& is missing"],
  "cp-unclosed": ["数据区没有以 && 结束", "The data area is not closed by &&"],
  "item-malformed": ["数据项不是“名称=值”的形式", "The item is not written as name=value"],
  "item-empty": ["多余的分隔符", "A separator with nothing before it"],
  "item-separator": ["逗号与分号用错", "Comma and semicolon are confused"],
  "item-blank": ["数据项前后有空白", "The item has blanks around it"],
  // Encryption (HJ 212-2025)
  "cipher-missing": ["数据已加密，但没有该设备的密钥", "The data is encrypted and no key is known for the device"],
  "decrypt-failed": ["解密后校验不符，密钥可能不对", "The check fails after decryption; the key may be wrong"],
  "not-encrypted": ["应加密的数据以明文传输", "Data that must be encrypted came as plain text"],
  // Measured values (tables 4 and 8, annex B)
  "time-missing": ["缺少数据时间 DataTime", "DataTime is missing"],
  "time-format": ["时间不是 14 位有效时间", "The time is not a valid time of 14 digits"],
  "time-unaligned": ["数据时间不是统计时段的起点", "DataTime is not the start of a period"],
  "factor-unknown": ["因子编码不在编码表中", "The factor code is not in the table"],
  "factor-old": ["使用了 2005 版因子编码", "The factor code is that of the 2005 edition"],
  "factor-case": ["名称大小写不符", "The name is in the wrong case"],
  "factor-prefix": ["因子编码缺少首字母", "The factor code lacks its first letter"],
  "factor-repeated": ["同一因子同一时间重复", "The same factor occurs twice for the same time"],
  "name-unknown": ["数据项名称不在标准中", "The name of the item is not in the standard"],
  "value-not-decimal": ["数值不是十进制数，未采用", "The value is not a decimal number and is not used"],
  "value-form": ["数值书写不规范", "The value is not written in the form of the standard"],
  "mark-unknown": ["数据标记不在标准中，按非正常处理", "The data mark is not in the standard and counts as not normal"],
  "mark-missing": ["缺少数据标记", "The data mark is missing"],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type ViolationCode = keyof typeof violationCatalogue;

/** A hostile packet must not buy memory with mistakes: after this many the packet is known to be bad. */
export const violationLimit = 100;

/** One violation of the catalogue; place is a field name or "byte n". */
export function violation(code: ViolationCode, place: string): Violation {
  const [zh, en] = violationCatalogue[code];
  return { code, place: place.length > 64 ? `${place.slice(0, 64)}…` : place, zh, en };
}

/** Adds a violation to the list, up to the limit. */
export function note(list: Violation[], code: ViolationCode, place: string): void {
  if (list.length < violationLimit) list.push(violation(code, place));
}
